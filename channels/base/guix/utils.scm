;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; Helpers that package definitions and the API share.

(define-module (guix utils)
  #:use-module (guix diagnostics)
  #:use-module (guix memoization)
  #:use-module (srfi srfi-1)
  #:use-module (ice-9 match)
  #:re-export (<location>
               location
               location?
               location-file
               location-line
               location-column
               source-properties->location
               location->source-properties
               &error-location
               error-location?
               error-location
               &fix-hint
               fix-hint?
               condition-fix-hint)
  #:export (strip-keyword-arguments
            default-keyword-arguments
            substitute-keyword-arguments
            ensure-keyword-arguments

            %current-system
            %current-target-system
            current-source-directory
            source-directory
            nix-system->gnu-triplet
            gnu-triplet->nix-system
            target-linux?
            target-hurd?
            target-hurd64?
            target-android?
            target-mingw?
            target-x86?
            target-x86-32?
            target-x86-64?
            target-arm?
            target-arm32?
            target-aarch64?
            target-ppc32?
            target-ppc64le?
            target-powerpc?
            target-riscv64?
            target-mips64el?
            target-loongarch64?
            target-avr?
            target-64bit?
            target-little-endian?
            ar-for-target
            as-for-target
            cc-for-target
            cxx-for-target
            ld-for-target
            objdump-for-target
            pkg-config-for-target
            strip-for-target

            package-name->name+version
            version-compare
            version>?
            version>=?
            version-prefix
            version-major+minor+point
            version-major+minor
            version-major
            version-unique-prefix
            version-prefix?
            guile-version>?

            file-extension
            file-sans-extension
            tarball-sans-extension
            compressed-file?
            string-replace-substring
            string-closest
            string-distance
            readlink*
            switch-symlinks
            arguments-from-environment-variable
            config-directory
            cache-directory
            data-directory
            call-with-temporary-output-file
            call-with-temporary-directory
            with-atomic-file-output
            with-environment-variables
            %guix-uri-base))

;;; Commentary:
;;;
;;; Keyword argument lists, versions, systems and file names.
;;;
;;; Code:

(define %guix-uri-base "https://guix.gnu.org")


;;;
;;; Keyword arguments.
;;;

(define (strip-keyword-arguments keywords args)
  "Return ARGS without the KEYWORDS and their values."
  (let loop ((args args) (result '()))
    (match args
      (() (reverse result))
      (((? keyword? keyword) value . rest)
       (loop rest
             (if (memq keyword keywords)
                 result
                 (cons* value keyword result))))
      ((head . rest)
       (loop rest (cons head result))))))

(define (default-keyword-arguments args defaults)
  "Return ARGS plus those keywords of DEFAULTS that it lacks."
  (match defaults
    (() args)
    ((keyword value . rest)
     (default-keyword-arguments (if (memq keyword args)
                                    args
                                    (cons* keyword value args))
       rest))))

(define (ensure-keyword-arguments args overrides)
  "Return ARGS with the keywords of OVERRIDES set to the values these have."
  (define (replace args keyword value)
    (match args
      (() '())
      ((key old . rest)
       (cons* key (if (eq? key keyword) value old)
              (replace rest keyword value)))))
  (match overrides
    (() args)
    ((keyword value . rest)
     (ensure-keyword-arguments (if (memq keyword args)
                                   (replace args keyword value)
                                   (append args (list keyword value)))
       rest))))

(define (substitute-keyword original keyword transform default)
  "Return ORIGINAL, a keyword list, with the value of KEYWORD passed through
TRANSFORM.  Where ORIGINAL lacks it, a pair DEFAULT gives a thunk of the value."
  (let loop ((args original) (result '()))
    (match args
      (()
       (if default
           (append (list keyword (transform (default))) original)
           original))
      ((key value . rest)
       (if (eq? key keyword)
           (append (reverse result)
                   (cons* keyword (transform value)
                          (strip-keyword-arguments (list keyword) rest)))
           (loop rest (cons* value key result)))))))

(define-syntax substitute-keyword-arguments
  (syntax-rules ()
    "Return ARGUMENTS, a keyword list, with values replaced:
(substitute-keyword-arguments args ((#:flags flags '()) #~(cons \"-x\" #$flags)))
binds 'flags' to the present value, or to the default if one is given."
    ((_ arguments ((keyword var default) exp) rest ...)
     (substitute-keyword-arguments
         (substitute-keyword arguments keyword (lambda (var) exp)
                             (lambda () default))
       rest ...))
    ((_ arguments ((keyword var) exp) rest ...)
     (substitute-keyword-arguments
         (substitute-keyword arguments keyword (lambda (var) exp) #f)
       rest ...))
    ((_ arguments)
     arguments)))


;;;
;;; Systems.
;;;

(define %current-system
  ;; The system type that packages are built for, as Nix names it.
  (make-parameter "x86_64-linux"))

(define %current-target-system
  ;; The GNU triplet that is cross-compiled for, or #f.
  (make-parameter #f))

(define* (nix-system->gnu-triplet #:optional (system (%current-system))
                                  (vendor "unknown"))
  "Return the GNU triplet for SYSTEM."
  (match system
    ("armhf-linux" (string-append "arm-" vendor "-linux-gnueabihf"))
    (_ (let* ((dash (string-index system #\-))
              (cpu  (string-take system dash))
              (os   (string-drop system (+ 1 dash))))
         (string-append cpu "-" vendor "-"
                        (if (string=? os "linux") "linux-gnu" os))))))

(define (gnu-triplet->nix-system triplet)
  "Return the system type for the GNU TRIPLET."
  (match (string-split triplet #\-)
    (((or "i386" "i486" "i586" "i686") . rest)
     (string-append "i686-" (if (member "linux" rest) "linux" "gnu")))
    (("arm" . _) "armhf-linux")
    ((cpu . rest)
     (string-append cpu "-" (if (member "linux" rest) "linux" "gnu")))))

(define-syntax-rule (define-target-predicate name (subject) exp)
  "Define the predicate NAME on a triplet or system, by default the target."
  (define* (name #:optional (subject (or (%current-target-system)
                                         (%current-system))))
    "Say whether SUBJECT, a system or a triplet, is of this kind."
    exp))

(define-target-predicate target-linux? (t) (->bool (string-contains t "linux")))
(define-target-predicate target-hurd? (t)
  (and (string-suffix? "-gnu" t) (not (string-contains t "linux"))))
(define-target-predicate target-hurd64? (t)
  (and (target-hurd? t) (string-prefix? "x86_64" t)))
(define-target-predicate target-android? (t) (string-suffix? "-android" t))
(define-target-predicate target-mingw? (t) (string-suffix? "-mingw32" t))
(define-target-predicate target-x86-32? (t)
  (->bool (member (string-take t 4) '("i386" "i486" "i586" "i686"))))
(define-target-predicate target-x86-64? (t) (string-prefix? "x86_64-" t))
(define-target-predicate target-x86? (t)
  (or (target-x86-32? t) (target-x86-64? t)))
(define-target-predicate target-arm32? (t) (string-prefix? "arm" t))
(define-target-predicate target-aarch64? (t) (string-prefix? "aarch64-" t))
(define-target-predicate target-arm? (t)
  (or (target-arm32? t) (target-aarch64? t)))
(define-target-predicate target-ppc32? (t) (string-prefix? "powerpc-" t))
(define-target-predicate target-ppc64le? (t) (string-prefix? "powerpc64le-" t))
(define-target-predicate target-powerpc? (t) (string-prefix? "powerpc" t))
(define-target-predicate target-riscv64? (t) (string-prefix? "riscv64" t))
(define-target-predicate target-mips64el? (t) (string-prefix? "mips64el-" t))
(define-target-predicate target-loongarch64? (t)
  (string-prefix? "loongarch64-" t))
(define-target-predicate target-avr? (t) (string=? "avr" t))
(define-target-predicate target-64bit? (t)
  (any (lambda (cpu) (string-prefix? cpu t))
       '("x86_64" "aarch64" "mips64" "powerpc64" "riscv64" "loongarch64")))
(define-target-predicate target-little-endian? (t)
  (not (target-ppc32? t)))

(define-syntax-rule (define-target-tool name native suffix)
  "Define NAME to return the tool's name for a triplet, or NATIVE for #f."
  (define* (name #:optional (target (%current-target-system)))
    "Return the name of this tool for TARGET, a triplet or #f."
    (if target (string-append target "-" suffix) native)))

(define-target-tool ar-for-target "ar" "ar")
(define-target-tool as-for-target "as" "as")
(define-target-tool cc-for-target "gcc" "gcc")
(define-target-tool cxx-for-target "g++" "g++")
(define-target-tool ld-for-target "ld" "ld")
(define-target-tool objdump-for-target "objdump" "objdump")
(define-target-tool pkg-config-for-target "pkg-config" "pkg-config")
(define-target-tool strip-for-target "strip" "strip")


;;;
;;; Versions.
;;;

(define* (package-name->name+version spec #:optional (delimiter #\@))
  "Return the name and the version in SPEC, \"NAME@VERSION\"; the version is #f
if there is none."
  (match (string-rindex spec delimiter)
    (#f (values spec #f))
    (index (values (substring spec 0 index) (substring spec (+ 1 index))))))

;; glibc's 'strverscmp', as Guix uses it: runs of digits compare as numbers,
;; unless they begin with a zero, in which case they compare as fractions.

(define (digit-run-state str end)
  "Return what the characters of STR before END end with: 'normal text, an
'integer, 'zeros only, or a 'fraction."
  (let* ((start (match (string-rindex str char-set:not-digit 0 end)
                  (#f 0)
                  (index (+ 1 index)))))
    (cond ((= start end) 'normal)
          ((not (char=? #\0 (string-ref str start))) 'integer)
          ((string-skip str #\0 start end) 'fraction)
          (else 'zeros))))

(define (digit-run-length str start)
  "Return how many digits follow START in STR."
  (- (or (string-index str char-set:not-digit start) (string-length str))
     start))

(define char-set:not-digit
  (char-set-complement (string->char-set "0123456789")))

(define (version-compare a b)
  "Return '<, '= or '> for the version strings A and B, '< when A is older."
  (define index (string-prefix-length a b))
  (define (char-at str)
    (if (< index (string-length str)) (string-ref str index) #\nul))
  (define x (char-at a))
  (define y (char-at b))
  (define (digit? chr) (and (char>=? chr #\0) (char<=? chr #\9)))
  (define (by-character) (if (char<? x y) '< '>))
  (define (by-length)
    (let ((m (digit-run-length a index))
          (n (digit-run-length b index)))
      (cond ((< m n) '<) ((> m n) '>) (else (by-character)))))
  (if (and (= index (string-length a)) (= index (string-length b)))
      '=
      (match (digit-run-state a index)
        ('integer (cond ((and (digit? x) (digit? y)) (by-length))
                        ((digit? x) '>)
                        ((digit? y) '<)
                        (else (by-character))))
        ('zeros (cond ((and (digit? x) (digit? y)) (by-character))
                      ((digit? x) '<)
                      ((digit? y) '>)
                      (else (by-character))))
        ('fraction (by-character))
        ('normal (if (and (digit? x) (digit? y)
                          (not (char=? x #\0)) (not (char=? y #\0)))
                     (by-length)
                     (by-character))))))

(define (version>? a b)
  "Say whether the version string A is newer than B."
  (eq? '> (version-compare a b)))

(define (version>=? a b)
  "Say whether the version string A is not older than B."
  (->bool (memq (version-compare a b) '(> =))))

(define (version-prefix version count)
  "Return the first COUNT dot-separated parts of VERSION."
  (let ((parts (string-split version #\.)))
    (string-join (take parts (min count (length parts))) ".")))

(define (version-major+minor+point version)
  "Return the first three parts of VERSION."
  (version-prefix version 3))

(define (version-major+minor version)
  "Return the first two parts of VERSION."
  (version-prefix version 2))

(define (version-major version)
  "Return the first part of VERSION."
  (version-prefix version 1))

(define (version-prefix? prefix version)
  "Say whether PREFIX is made of the first dot-separated parts of VERSION."
  (let loop ((a (string-split prefix #\.)) (b (string-split version #\.)))
    (match (list a b)
      ((() _) #t)
      ((_ ()) #f)
      (((x . a) (y . b)) (and (string=? x y) (loop a b))))))

(define (version-unique-prefix version versions)
  "Return the shortest prefix of VERSION that no other of VERSIONS has."
  (let ((others (delete version versions)))
    (let loop ((count 0))
      (let ((prefix (if (zero? count) "" (version-prefix version count))))
        (cond ((string=? prefix version) version)
              ((any (lambda (other)
                      (or (zero? count) (version-prefix? prefix other)))
                    others)
               (loop (+ 1 count)))
              (else prefix))))))

(define (guile-version>? str)
  "Say whether the running Guile is newer than version STR."
  (version>? (version) str))


;;;
;;; Strings and file names.
;;;

(define (file-extension file)
  "Return the extension of FILE, or #f."
  (match (string-rindex file #\.)
    (#f #f)
    (dot (substring file (+ 1 dot)))))

(define (file-sans-extension file)
  "Return FILE without its extension."
  (match (string-rindex file #\.)
    (#f file)
    (dot (substring file 0 dot))))

(define (tarball-sans-extension tarball)
  "Return TARBALL without extensions such as .tar.gz."
  (match (string-contains tarball ".tar")
    (#f (file-sans-extension tarball))
    (end (substring tarball 0 end))))

(define (compressed-file? file)
  "Return true if FILE's name is that of a compressed file or an archive."
  (->bool (member (file-extension file)
                  '("gz" "Z" "bz2" "lz" "xz" "zip" "tbz2" "tgz" "txz" "zst"
                    "7z" "bz3"))))

(define* (string-replace-substring str substr replacement
                                   #:optional (start 0)
                                   (end (string-length str)))
  "Return STR between START and END with each SUBSTR replaced by REPLACEMENT."
  (let loop ((start start) (pieces '()))
    (match (and (not (string-null? substr))
                (string-contains str substr start end))
      (#f (string-concatenate-reverse pieces (substring str start end)))
      (index (loop (+ index (string-length substr))
                   (cons* replacement (substring str start index) pieces))))))

(define (string-distance s1 s2)
  "Return the Levenshtein distance of S1 and S2."
  (define columns (string-length s2))
  (define (next-row row i)
    (let loop ((j 0) (previous row) (result (list (+ i 1))))
      (if (= j columns)
          (reverse result)
          (match previous
            ((diagonal above . _)
             (loop (+ j 1)
                   (cdr previous)
                   (cons (min (+ 1 above)
                              (+ 1 (car result))
                              (+ diagonal
                                 (if (char=? (string-ref s1 i)
                                             (string-ref s2 j))
                                     0
                                     1)))
                         result)))))))
  (last (fold (lambda (i row) (next-row row i))
              (iota (+ 1 columns))
              (iota (string-length s1)))))

(define* (string-closest trial tests #:key (threshold 3))
  "Return the string of TESTS nearest to TRIAL, or #f if each differs by
THRESHOLD edits or more."
  (match (fold (lambda (test best)
                 (let ((distance (string-distance trial test)))
                   (match best
                     ((_ . least)
                      (if (< distance least) (cons test distance) best)))))
               (cons #f threshold)
               tests)
    ((closest . _) closest)))

(define (readlink* file)
  "Follow the symbolic links of FILE until something else is found."
  (let loop ((file file) (left 40))
    (match (and (> left 0) (false-if-exception (readlink file)))
      (#f file)
      (target
       (loop (if (absolute-file-name? target)
                 target
                 (string-append (dirname file) "/" target))
             (- left 1))))))

(define (switch-symlinks link target)
  "Make LINK a symbolic link to TARGET in one step."
  (let ((pivot (string-append link ".new")))
    (symlink target pivot)
    (rename-file pivot link)))

(define-syntax current-source-directory
  (lambda (s)
    "Return the directory of the file where this is written, as it is when the
program runs, or #f."
    (syntax-case s ()
      ((_)
       (let ((file (assq-ref (or (syntax-source s) '()) 'filename)))
         (with-syntax ((file (datum->syntax s file))
                       (module (datum->syntax
                                s (module-name (current-module)))))
           #'(source-directory 'module 'file)))))))

(define (source-directory module file)
  "Return the directory of FILE, as the source of MODULE, a module name, says.
A module may have moved since it was compiled, so it is looked up anew."
  (define (module-file name)
    (and (pair? name)
         (every symbol? name)
         (search-path %load-path
                      (string-append (string-join (map symbol->string name)
                                                  "/")
                                     ".scm"))))
  (define (same-base-name? a b)
    (string=? (basename a) (basename b)))
  (match (module-file module)
    ((? string? found)
     ;; Forms within a gexp may have lost their source: then the module tells.
     (if (or (not file) (same-base-name? found file))
         (dirname found)
         (file-directory file)))
    (#f (and file (file-directory file)))))

(define (file-directory file)
  "Return the absolute directory of FILE, which may be relative to the load
path or to the working directory."
  (if (absolute-file-name? file)
      (dirname file)
      (match (search-path %load-path file)
        (#f (dirname (string-append (getcwd) "/" file)))
        (found (if (absolute-file-name? found)
                   (dirname found)
                   (dirname (string-append (getcwd) "/" found)))))))

(define (arguments-from-environment-variable variable)
  "Return the words of the environment VARIABLE, () if it is unset."
  (match (getenv variable)
    (#f '())
    (str (string-tokenize str))))

(define (xdg-directory variable suffix)
  "Return gx's directory below that of VARIABLE or of $HOME/SUFFIX."
  (string-append (or (getenv variable)
                     (string-append (or (getenv "HOME") "/") suffix))
                 "/gx"))

(define* (config-directory #:key (ensure? #f))
  "Return the user's configuration directory."
  (xdg-directory "XDG_CONFIG_HOME" "/.config"))

(define* (cache-directory #:key (ensure? #f))
  "Return the user's cache directory."
  (xdg-directory "XDG_CACHE_HOME" "/.cache"))

(define* (data-directory #:key (ensure? #f))
  "Return the user's data directory."
  (xdg-directory "XDG_DATA_HOME" "/.local/share"))

(define (call-with-temporary-output-file proc)
  "Call PROC with the name of a new temporary file and a port to it; delete the
file afterwards."
  (let* ((port (mkstemp (string-append (or (getenv "TMPDIR") "/tmp")
                                       "/gx-file.XXXXXX")))
         (name (port-filename port)))
    (dynamic-wind
      (const #t)
      (lambda () (proc name port))
      (lambda ()
        (close-port port)
        (false-if-exception (delete-file name))))))

(define (delete-tree file)
  "Delete FILE and what is below it."
  (if (eq? 'directory (stat:type (lstat file)))
      (let ((dir (opendir file)))
        (let loop ((names '()))
          (match (readdir dir)
            ((? eof-object?)
             (closedir dir)
             (for-each (lambda (name)
                         (delete-tree (string-append file "/" name)))
                       names)
             (rmdir file))
            ((or "." "..") (loop names))
            (name (loop (cons name names))))))
      (delete-file file)))

(define (call-with-temporary-directory proc)
  "Call PROC with the name of a new directory; delete it afterwards."
  (let ((directory (mkdtemp (string-append (or (getenv "TMPDIR") "/tmp")
                                           "/gx-directory.XXXXXX"))))
    (dynamic-wind
      (const #t)
      (lambda () (proc directory))
      (lambda () (false-if-exception (delete-tree directory))))))

(define (with-atomic-file-output file proc)
  "Call PROC with a port whose contents become FILE when PROC returns."
  (let* ((port (mkstemp (string-append file ".XXXXXX")))
         (name (port-filename port)))
    (call-with-values (lambda () (proc port))
      (lambda results
        (close-port port)
        (rename-file name file)
        (apply values results)))))

(define (call-with-environment-variables variables thunk)
  "Call THUNK with the environment VARIABLES, an alist, set."
  (define environment (environ))
  (dynamic-wind
    (lambda ()
      (for-each (match-lambda
                  ((name #f) (unsetenv name))
                  ((name value) (setenv name value)))
                variables))
    thunk
    (lambda () (environ environment))))

(define-syntax-rule (with-environment-variables variables body ...)
  "Run BODY with VARIABLES, a list of (NAME VALUE), in the environment."
  (call-with-environment-variables variables (lambda () body ...)))

;;; utils.scm ends here
