;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; What package recipes use while they build: files, programs, phases.

(define-module (guix build utils)
  #:use-module (srfi srfi-1)
  #:use-module (srfi srfi-11)
  #:use-module (srfi srfi-26)
  #:use-module (srfi srfi-34)
  #:use-module (srfi srfi-35)
  #:use-module (srfi srfi-60)
  #:use-module (ice-9 binary-ports)
  #:use-module (ice-9 format)
  #:use-module (ice-9 ftw)
  #:use-module (ice-9 match)
  #:use-module (ice-9 popen)
  #:use-module (ice-9 rdelim)
  #:use-module (ice-9 regex)
  #:use-module (ice-9 textual-ports)
  #:use-module (rnrs bytevectors)
  #:autoload   (ice-9 threads) (current-processor-count)
  #:re-export (alist-cons
               alist-delete)
  #:export (;; files
            %store-directory
            store-file-name?
            strip-store-file-name
            package-name->name+version
            directory-exists?
            executable-file?
            symbolic-link?
            file-name-predicate
            find-files
            mkdir-p
            install-file
            make-file-writable
            set-file-time
            copy-recursively
            delete-file-recursively
            dump-port
            file-header-match
            elf-file?
            ar-file?
            gzip-file?
            png-file?
            reset-gzip-timestamp
            call-with-ascii-input-file
            call-with-temporary-output-file
            with-directory-excursion
            false-if-file-not-found
            switch-symlinks
            ;; text
            with-atomic-file-replacement
            substitute
            substitute*
            let-matches
            fold-port-matches
            remove-store-references
            patch-shebang
            patch-makefile-SHELL
            patch-/usr/bin/file
            ;; wrappers
            which
            wrap-program
            wrap-script
            wrapped-program?
            &wrap-error
            wrap-error?
            wrap-error-program
            wrap-error-type
            ;; programs
            invoke
            invoke/quiet
            invoke-error?
            invoke-error-program
            invoke-error-arguments
            invoke-error-exit-status
            invoke-error-term-signal
            invoke-error-stop-signal
            report-invoke-error
            parallel-job-count
            ;; search paths
            search-path-as-list
            search-path-as-string->list
            list->search-path-as-string
            set-path-environment-variable
            search-input-file
            search-input-directory
            &search-error
            search-error?
            search-error-path
            search-error-file
            ;; lists and phases
            every*
            alist-cons-before
            alist-cons-after
            alist-replace
            modify-phases
            ;; archives
            compressor
            tarball?
            %xz-parallel-args
            xz-parallel-args))

;;; Commentary:
;;;
;;; The names are those of GNU Guix's module of the same name, so that
;;; recipes written for it run here.  One file, because recipes import it
;;; alone: sections on files, text substitution, wrappers, programs, search
;;; paths, phases.
;;;
;;; Code:

;;;
;;; Store names.
;;;

(define (%store-directory)
  "Return the store's directory, as the builder tells it."
  (or (getenv "NIX_STORE_DIR") (getenv "NIX_STORE") "/gnu/store"))

(define (store-file-name? file)
  "Return true if FILE is below the store."
  (string-prefix? (string-append (%store-directory) "/") file))

(define (strip-store-file-name file)
  "Return FILE, a store item, without store directory and hash."
  (if (store-file-name? file)
      (string-drop file (min (string-length file)
                             (+ 34 (string-length (%store-directory)))))
      file))

(define (package-name->name+version name)
  "Return two values, the name and the version (or #f) that NAME, such as
\"hello-2.10\", is made of."
  (let loop ((start (string-index name #\-)))
    (cond ((not start) (values name #f))
          ((and (< (+ start 1) (string-length name))
                (char-numeric? (string-ref name (+ start 1))))
           (values (string-take name start)
                   (string-drop name (+ start 1))))
          (else (loop (string-index name #\- (+ start 1)))))))

;;;
;;; Predicates.
;;;

(define (directory-exists? directory)
  "Return true if DIRECTORY is one, or a link to one."
  (let ((s (stat directory #f)))
    (and s (eq? 'directory (stat:type s)))))

(define (executable-file? file)
  "Return true if FILE is a regular file that may be executed."
  (let ((s (stat file #f)))
    (and s
         (eq? 'regular (stat:type s))
         (not (zero? (logand (stat:mode s) #o100))))))

(define (symbolic-link? file)
  "Return true if FILE is a symbolic link, to wherever."
  (let ((s (false-if-exception (lstat file))))
    (and s (eq? 'symlink (stat:type s)))))

(define (file-name-predicate regexp)
  "Return a procedure of a file name and its stat that tells whether the base
name matches REGEXP."
  (let ((rx (make-regexp regexp)))
    (lambda (file stat)
      (regexp-exec rx (basename file)))))

(define (file-header-match header)
  "Return a predicate that tells whether a file begins with the bytevector
HEADER."
  (let ((length (bytevector-length header)))
    (lambda (file)
      (let ((found (call-with-input-file file
                     (cut get-bytevector-n <> length)
                     #:binary #t #:guess-encoding #f)))
        (and (bytevector? found) (bytevector=? found header))))))

(define elf-file? (file-header-match (u8-list->bytevector '(127 69 76 70))))
(define ar-file? (file-header-match (string->utf8 "!<arch>\n")))
(define gzip-file? (file-header-match (u8-list->bytevector '(31 139 8))))
(define png-file?
  (file-header-match (u8-list->bytevector '(137 80 78 71 13 10 26 10))))

;;;
;;; Trees.
;;;

(define (directory-entries directory)
  "Return the names in DIRECTORY in byte order, without \".\" and \"..\"."
  (or (scandir directory (negate (cut member <> '("." ".."))) string<?)
      '()))

(define* (find-files dir #:optional (pred (const #t))
                     #:key (stat lstat) directories? fail-on-error?)
  "Return, sorted, the files below DIR for which PRED, a procedure of name and
stat or a regexp for base names, holds.  STAT decides whether links are
followed; with DIRECTORIES?, directories are told too.  Unless
FAIL-ON-ERROR?, what cannot be read is left out."
  (define found?
    (if (procedure? pred) pred (file-name-predicate pred)))
  (define (try file)
    (if fail-on-error? (stat file) (false-if-exception (stat file))))
  (define (visit file s result)
    (cond ((not s) result)
          ((eq? 'directory (stat:type s))
           (fold (lambda (name result)
                   (let ((entry (string-append file "/" name)))
                     (visit entry (try entry) result)))
                 (if (and directories? (found? file s))
                     (cons file result)
                     result)
                 (directory-entries file)))
          ((found? file s) (cons file result))
          (else result)))
  (sort (visit dir (try dir) '()) string<?))

(define (mkdir-p dir)
  "Make DIR and the directories above it that are missing."
  (unless (directory-exists? dir)
    (let ((parent (dirname dir)))
      (unless (string=? parent dir)
        (mkdir-p parent)))
    (catch 'system-error
      (lambda () (mkdir dir))
      (lambda args
        (unless (= EEXIST (system-error-errno args))
          (apply throw args))))))

(define (install-file file directory)
  "Copy FILE, its mode included, into DIRECTORY, made if missing."
  (mkdir-p directory)
  (let ((target (string-append directory "/" (basename file))))
    (copy-file file target)
    (chmod target (stat:perms (stat file)))))

(define (make-file-writable file)
  "Let the owner of FILE write it."
  (chmod file (logior #o600 (stat:perms (lstat file)))))

(define (set-file-time file stat)
  "Give FILE the time stamps of STAT."
  (utime file (stat:atime stat) (stat:mtime stat)
         (stat:atimensec stat) (stat:mtimensec stat)))

(define* (copy-recursively source destination
                           #:key (log (current-output-port))
                           (follow-symlinks? #f)
                           (copy-file copy-file)
                           keep-mtime? keep-permissions?
                           (select? (const #t)))
  "Copy the tree SOURCE to DESTINATION, naming each file on LOG unless it is
#f.  FOLLOW-SYMLINKS? copies what links point to; COPY-FILE copies one file;
KEEP-MTIME? and KEEP-PERMISSIONS? keep those of directories and files;
SELECT?, a predicate of name and stat, says what is copied."
  (define (finish source target s)
    (when keep-permissions?
      (chmod target (stat:perms s)))
    (when keep-mtime?
      (set-file-time target s)))
  (let copy ((source source) (target destination))
    (let ((s ((if follow-symlinks? stat lstat) source)))
      (when (select? source s)
        (case (stat:type s)
          ((directory)
           (mkdir-p target)
           (for-each (lambda (name)
                       (copy (string-append source "/" name)
                             (string-append target "/" name)))
                     (directory-entries source))
           (when keep-permissions? (chmod target (stat:perms s)))
           (when keep-mtime? (set-file-time target s)))
          ((symlink)
           (when log (format log "`~a' -> `~a'~%" source target))
           (when (symbolic-link? target) (delete-file target))
           (symlink (readlink source) target))
          (else
           (when log (format log "`~a' -> `~a'~%" source target))
           (when (symbolic-link? target) (delete-file target))
           (copy-file source target)
           (finish source target s)))))))

(define* (delete-file-recursively dir #:key follow-mounts?)
  "Delete DIR and all below it; what cannot be deleted is told, not raised.
Unless FOLLOW-MOUNTS?, other file systems are left alone."
  (define device (stat:dev (lstat dir)))
  (let remove ((file dir))
    (let ((s (lstat file)))
      (when (or follow-mounts? (= device (stat:dev s)))
        (catch 'system-error
          (lambda ()
            (if (eq? 'directory (stat:type s))
                (begin
                  (for-each (lambda (name)
                              (remove (string-append file "/" name)))
                            (directory-entries file))
                  (rmdir file))
                (delete-file file)))
          (lambda args
            (format (current-error-port) "warning: failed to delete ~a: ~a~%"
                    file (strerror (system-error-errno args)))))))))

(define (switch-symlinks link target)
  "Let LINK point to TARGET, whether LINK existed or not, in one step."
  (let ((pivot (string-append link ".new")))
    (symlink target pivot)
    (rename-file pivot link)))

;;;
;;; Contents.
;;;

(define* (dump-port in out #:optional len
                    #:key (buffer-size 16384) (progress (lambda (t k) (k))))
  "Copy IN to OUT, LEN bytes or all, BUFFER-SIZE at a time.  PROGRESS gets the
sum so far and a thunk that goes on."
  (let ((buffer (make-bytevector buffer-size)))
    (let loop ((total 0))
      (let* ((wanted (if len (min buffer-size (- len total)) buffer-size))
             (count (if (zero? wanted)
                        (eof-object)
                        (get-bytevector-n! in buffer 0 wanted))))
        (unless (eof-object? count)
          (put-bytevector out buffer 0 count)
          (progress (+ total count) (lambda () (loop (+ total count)))))))))

(define* (reset-gzip-timestamp file #:key (keep-mtime? #t))
  "Zero the time that the gzip file FILE carries; KEEP-MTIME? keeps its own."
  (let ((before (stat file))
        (port (open file O_RDWR)))
    (let ((fourth (begin (seek port 3 SEEK_SET) (get-u8 port))))
      (unless (eof-object? fourth)
        (seek port 4 SEEK_SET)
        (put-bytevector port #vu8(0 0 0 0))))
    (close-port port)
    (when keep-mtime?
      (set-file-time file before))))

(define (call-with-ascii-input-file file proc)
  "Call PROC with a port that reads FILE, one character for each byte."
  (let ((port (open-file file "rb")))
    (dynamic-wind
      (const #t)
      (lambda () (proc port))
      (lambda () (close-port port)))))

(define (call-with-temporary-output-file proc)
  "Call PROC with the name of a fresh temporary file and a port to write it;
delete it afterwards."
  (let* ((template (string-append (or (getenv "TMPDIR") "/tmp")
                                  "/gx-file.XXXXXX"))
         (out (mkstemp! template)))
    (dynamic-wind
      (const #t)
      (lambda () (proc template out))
      (lambda ()
        (false-if-exception (close-port out))
        (false-if-exception (delete-file template))))))

;;;
;;; Control.
;;;

;; Evaluate BODY in directory DIR and come back however it ends, for example:
;;
;;   (with-directory-excursion "doc" (invoke "make" "html"))
(define-syntax-rule (with-directory-excursion dir body ...)
  (let ((before (getcwd)))
    (dynamic-wind
      (lambda () (chdir dir))
      (lambda () body ...)
      (lambda () (chdir before)))))

;; The value of EXP, or #f if a file that it needs does not exist.
(define-syntax-rule (false-if-file-not-found exp)
  (catch 'system-error
    (lambda () exp)
    (lambda args
      (if (= ENOENT (system-error-errno args))
          #f
          (apply throw args)))))

;;;
;;; Text.
;;;

(define (utf8-file? file)
  "Return true if the contents of FILE are valid UTF-8."
  (let ((bytes (call-with-input-file file get-bytevector-all #:binary #t)))
    (or (eof-object? bytes)
        (->bool (false-if-exception (utf8->string bytes))))))

(define (with-atomic-file-replacement file proc)
  "Call PROC with a port that reads FILE and one that writes its replacement,
which takes the place of FILE, with its mode, when PROC returns."
  (let* ((template (string-append file ".XXXXXX"))
         (encoding (if (utf8-file? file) "UTF-8" "ISO-8859-1"))
         (mode     (stat:perms (stat file)))
         (out      (mkstemp! template)))
    (catch #t
      (lambda ()
        (call-with-input-file file
          (lambda (in)
            (set-port-encoding! in encoding)
            (set-port-encoding! out encoding)
            (proc in out)))
        (close-port out)
        (chmod template mode)
        (rename-file template file))
      (lambda args
        (false-if-exception (delete-file template))
        (apply throw args)))))

(define (apply-rules rules line)
  "Return LINE as the RULES, pairs of a regexp and a procedure of line and
matches, change it one after the other."
  (fold (match-lambda*
          (((regexp . proc) line)
           (match (list-matches regexp line)
             (() line)
             (matches (proc line matches)))))
        line
        rules))

(define (substitute file pattern+procs)
  "Change FILE line by line by PATTERN+PROCS, pairs of a regexp (a string or a
compiled one) and a procedure that gets a line with its matches and returns
the new line.  A line includes its newline."
  (let ((rules (map (match-lambda
                      (((? regexp? pattern) . proc) (cons pattern proc))
                      ((pattern . proc)
                       (cons (make-regexp pattern regexp/extended) proc)))
                    pattern+procs)))
    (with-atomic-file-replacement file
      (lambda (in out)
        (let loop ((line (read-line in 'concat)))
          (unless (eof-object? line)
            (put-string out (apply-rules rules line))
            (loop (read-line in 'concat))))))))

;; Bind each VARIABLE to the sub-match number INDEX, INDEX+1, ... of MATCH.
(define-syntax let-matches
  (syntax-rules (_)
    ((_ index match (_ vars ...) body ...)
     (let-matches (+ 1 index) match (vars ...) body ...))
    ((_ index match (var vars ...) body ...)
     (let ((var (match:substring match index)))
       (let-matches (+ 1 index) match (vars ...) body ...)))
    ((_ index match () body ...)
     (let () body ...))))

(define (replace-matches line matches replacement)
  "Return LINE with each of MATCHES replaced by what REPLACEMENT returns for
it."
  (let loop ((matches matches) (from 0) (pieces '()))
    (match matches
      (()
       (string-concatenate-reverse (cons (substring line from) pieces)))
      ((m . rest)
       (loop rest
             (match:end m)
             (cons* (replacement m)
                    (substring line from (match:start m))
                    pieces))))))

;; Replace in FILE, a name or a list of names, what matches REGEXP by the value
;; of BODY; the variables are the whole match and its groups.  For example:
;;
;;   (substitute* "Makefile"
;;     (("CFLAGS *= *(.*)$" all flags) (string-append "CFLAGS=-g0 " flags)))
(define-syntax substitute*
  (syntax-rules ()
    ((_ file ((regexp match-var ...) body ...) ...)
     (let ((rules (list (cons regexp
                              (lambda (line matches)
                                (replace-matches
                                 line matches
                                 (lambda (m)
                                   (let-matches 0 m (match-var ...)
                                                body ...)))))
                        ...))
           (files file))
       (for-each (cut substitute <> rules)
                 (if (string? files) (list files) files))))))

(define* (fold-port-matches proc init pattern port
                           #:optional (unmatched (lambda (char r) r)))
  "Fold PROC from INIT over the places where PORT's characters match PATTERN,
a string or a list of character sets and characters, and UNMATCHED over the
characters between them."
  (define items (if (string? pattern) (string->list pattern) pattern))
  (define (char-matches? item char)
    (if (char-set? item) (char-set-contains? item char) (eqv? item char)))
  (define text (get-string-all port))
  (define count (length items))
  (define end (string-length text))
  (let loop ((i 0) (result init))
    (cond ((>= i end) result)
          ((and (<= (+ i count) end)
                (every (lambda (item k)
                         (char-matches? item (string-ref text (+ i k))))
                       items (iota count)))
           (loop (+ i count)
                 (proc (substring text i (+ i count)) result)))
          (else
           (loop (+ i 1) (unmatched (string-ref text i) result))))))

;;;
;;; Particular texts.
;;;

(define %base32-characters
  (string->char-set "0123456789abcdfghijklmnpqrsvwxyz"))

(define* (remove-store-references file #:optional (store (%store-directory)))
  "Overwrite the hash of each store item of STORE that FILE names by \"e\"s."
  (define pattern
    (append (string->list (string-append store "/"))
            (make-list 32 %base32-characters)
            '(#\-)))
  (define (hide match)
    (string-append store "/" (make-string 32 #\e) "-"))
  (let* ((mode (stat:perms (stat file)))
         (pieces (call-with-ascii-input-file file
                   (lambda (port)
                     (fold-port-matches
                      (lambda (match result) (cons (hide match) result))
                      '() pattern port
                      (lambda (char result) (cons (string char) result)))))))
    (chmod file (logior #o200 mode))
    (let ((out (open-file file "wb")))
      (put-string out (string-concatenate-reverse pieces))
      (close-port out))
    (chmod file mode)))

(define %shebang
  (make-regexp "^#! ?([^ \t\r\n]+)([ \t]+([^\r\n]*))?[ \t\r]*$"))

(define (shebang-program interpreter arguments)
  "Return two values, the program that a shebang of INTERPRETER with ARGUMENTS
means, with env looked through, and the arguments left for it."
  (match (string-tokenize (or arguments ""))
    (((? (const (string=? "env" (basename interpreter))) first) . rest)
     (if (and (string=? first "-S") (pair? rest))
         (values (car rest) (string-join (cdr rest)))
         (values first (string-join rest))))
    (words (values interpreter (string-join words)))))

(define (search-program name path)
  "Return the program NAME found in PATH, a list of directories, or #f."
  (find executable-file?
        (map (cut string-append <> "/" (basename name)) path)))

(define (rewrite-first-line file line rest)
  "Make the contents of FILE LINE, then the string REST, both in ISO-8859-1."
  (let ((template (string-append file ".XXXXXX"))
        (mode (stat:perms (stat file))))
    (let ((out (mkstemp! template)))
      (set-port-encoding! out "ISO-8859-1")
      (put-string out line)
      (newline out)
      (put-string out rest)
      (close-port out)
      (chmod template mode)
      (rename-file template file))))

(define* (patch-shebang file
                        #:optional
                        (path (string-split (or (getenv "PATH") "") #\:))
                        #:key (keep-mtime? #t))
  "Let the script FILE name its interpreter as found in PATH, a list of
directories.  Return true if FILE was changed; KEEP-MTIME? keeps its time."
  (define (patch first rest)
    (match (regexp-exec %shebang first)
      (#f #f)
      (m
       (call-with-values
           (lambda () (shebang-program (match:substring m 1)
                                       (match:substring m 3)))
         (lambda (program arguments)
           (let ((found (search-program program path))
                 (before (stat file)))
             (and found
                  (not (string=? found (match:substring m 1)))
                  (begin
                    (rewrite-first-line
                     file
                     (string-append "#!" found
                                    (if (string-null? arguments) "" " ")
                                    arguments)
                     rest)
                    (when keep-mtime? (set-file-time file before))
                    (format #t "patch-shebang: ~a: `~a' -> `~a'~%"
                            file (match:substring m 1) found)
                    #t))))))))
  (and ((file-header-match (string->utf8 "#!")) file)
       (call-with-ascii-input-file file
         (lambda (port)
           (let ((first (read-line port)))
             (patch first (get-string-all port)))))))

(define* (patch-makefile-SHELL file #:key (keep-mtime? #t))
  "Let the makefile FILE's SHELL be the one found in PATH.  KEEP-MTIME? keeps
its time."
  (define path (string-split (or (getenv "PATH") "") #\:))
  (let ((before (stat file)))
    (substitute* file
      (("^ *SHELL[[:blank:]]*:?=[[:blank:]]*([[:graph:]]*)(.*)$"
        all shell rest)
       (let ((found (and (string-prefix? "/" shell)
                         (search-program shell path))))
         (if found
             (string-append "SHELL = " found rest)
             all))))
    (when keep-mtime? (set-file-time file before))))

(define* (patch-/usr/bin/file file
                              #:key (file-command #f) (keep-mtime? #t))
  "Let the script FILE call FILE-COMMAND, or the \"file\" found in PATH,
instead of /usr/bin/file.  KEEP-MTIME? keeps its time."
  (let ((before (stat file))
        (command (or file-command
                     (search-program "file" (string-split
                                             (or (getenv "PATH") "") #\:)))))
    (when command
      (substitute* file
        (("/usr/bin/file") command))
      (when keep-mtime? (set-file-time file before)))))

;;;
;;; Wrappers.
;;;

(define-condition-type &wrap-error &error
  wrap-error?
  (program wrap-error-program)                  ;string
  (type    wrap-error-type))                    ;symbol

(define (which program)
  "Return the absolute name of PROGRAM as found in PATH, or #f."
  (if (string-index program #\/)
      (and (executable-file? program) program)
      (find executable-file?
            (map (cut string-append <> "/" program)
                 (string-split (or (getenv "PATH") "") #\:)))))

(define (wrapped-program? program)
  "Return true if PROGRAM is what a wrapper of 'wrap-program' runs."
  (->bool (string-match "^\\..*-real(-[0-9]+)?$" (basename program))))

(define (normalize-variable variable)
  "Return VARIABLE as a list of name, separator, kind and values."
  (match variable
    ((name (? string? separator) kind values) (list name separator kind values))
    ((name kind values) (list name ":" kind values))
    ((name values) (list name ":" 'prefix values))))

(define (shell-export variable)
  "Return the line of shell that sets VARIABLE."
  (match (normalize-variable variable)
    ((name separator kind values)
     (let ((value (string-join values separator)))
       (case kind
         ((=) (format #f "export ~a=\"~a\"" name value))
         ((prefix)
          (format #f "export ~a=\"~a${~a:+~a}$~a\""
                  name value name separator name))
         ((suffix)
          (format #f "export ~a=\"$~a${~a:+~a}~a\""
                  name name name separator value)))))))

(define* (wrap-program prog #:key (sh (which "bash")) #:rest rest)
  "Make PROG a script, run by SH, that sets the variables described by REST
and runs the former PROG.  A script that is a wrapper already gets more
variables."
  (define variables
    (let drop-keywords ((rest rest))
      (match rest
        (() '())
        (((? keyword?) _ . rest) (drop-keywords rest))
        ((variable . rest) (cons variable (drop-keywords rest))))))
  (define real
    (string-append (dirname prog) "/." (basename prog) "-real"))
  (define exports (map shell-export variables))
  (when (wrapped-program? prog)
    (raise (condition (&wrap-error (program prog) (type 'already-wrapped)))))
  (if (file-exists? real)
      (let* ((lines (string-split (call-with-input-file prog get-string-all)
                                  #\newline))
             (head  (take-while (negate (cut string-prefix? "exec " <>))
                                lines))
             (tail  (drop lines (length head))))
        (write-lines prog (append head exports tail)))
      (begin
        (rename-file prog real)
        (write-lines prog
                     `(,(string-append "#!" (or sh "/bin/sh"))
                       ,@exports
                       ,(format #f "exec -a \"$0\" \"~a\" \"$@\"" real)
                       ""))
        (chmod prog #o755))))

(define (write-lines file lines)
  "Make LINES, each ended by a newline but the last, the contents of FILE."
  (call-with-output-file file
    (cut put-string <> (string-join lines "\n"))))

(define (scheme-setenv variable)
  "Return an expression that sets VARIABLE."
  (match (normalize-variable variable)
    ((name separator kind values)
     (let ((value (string-join values separator)))
       (case kind
         ((=) `(setenv ,name ,value))
         ((prefix)
          `(let ((current (getenv ,name)))
             (setenv ,name (if current
                               (string-append ,value ,separator current)
                               ,value))))
         ((suffix)
          `(let ((current (getenv ,name)))
             (setenv ,name (if current
                               (string-append current ,separator ,value)
                               ,value)))))))))

(define* (wrap-script prog #:key (guile (which "guile")) #:rest rest)
  "Put a head in front of the script PROG that lets GUILE set the variables
described by REST and then run the script's own interpreter on it.  Unlike a
wrapper of 'wrap-program' the script keeps its name."
  (define variables
    (let drop-keywords ((rest rest))
      (match rest
        (() '())
        (((? keyword?) _ . rest) (drop-keywords rest))
        ((variable . rest) (cons variable (drop-keywords rest))))))
  (define mode (stat:perms (stat prog)))
  (define text (call-with-ascii-input-file prog get-string-all))
  (match (string-match "^#! ?([^ \n]+) *([^\n]*)" text)
    (#f (raise (condition (&wrap-error (program prog)
                                       (type 'no-interpreter-found)))))
    (m
     (let* ((interpreter (match:substring m 1))
            (options (string-tokenize (match:substring m 2)))
            (run `(begin
                    ,@(map scheme-setenv variables)
                    (let ((args (command-line)))
                      (apply execl ,interpreter ,interpreter
                             (append ',options
                                     (list (car args)) (cdr args))))))
            (out (open-file prog "wb")))
       (format out "#!~a --no-auto-compile~%#!#; gx wrapper~%#\\-~s~%~a"
               guile run text)
       (close-port out)
       (chmod prog mode)))))

;;;
;;; Programs.
;;;

(define-condition-type &invoke-error &error
  invoke-error?
  (program      invoke-error-program)           ;string
  (arguments    invoke-error-arguments)         ;list of strings
  (exit-status  invoke-error-exit-status)       ;integer | #f
  (term-signal  invoke-error-term-signal)       ;integer | #f
  (stop-signal  invoke-error-stop-signal))      ;integer | #f

(define (raise-unless-success program arguments status)
  "Return #t if STATUS, which waitpid told for PROGRAM with ARGUMENTS, is
zero, else raise an &invoke-error."
  (unless (zero? status)
    (raise (condition
            (&invoke-error
             (program program)
             (arguments arguments)
             (exit-status (status:exit-val status))
             (term-signal (status:term-sig status))
             (stop-signal (status:stop-sig status))))))
  #t)

(define (invoke program . arguments)
  "Run PROGRAM with ARGUMENTS.  Return #t, or raise an &invoke-error when it
does not exit with zero."
  (force-output (current-output-port))
  (force-output (current-error-port))
  (raise-unless-success program arguments
                        (apply system* program arguments)))

(define (invoke/quiet program . arguments)
  "Like 'invoke' for PROGRAM and ARGUMENTS, but show its output only when it
fails."
  (let* ((pipe   (with-error-to-port (current-output-port)
                   (lambda ()
                     (apply open-pipe* OPEN_READ program arguments))))
         (output (begin
                   (set-port-encoding! pipe "ISO-8859-1")
                   (get-string-all pipe)))
         (status (close-pipe pipe)))
    (unless (zero? status)
      (display output (current-error-port)))
    (raise-unless-success program arguments status)))

(define* (report-invoke-error condition
                              #:optional (port (current-error-port)))
  "Tell on PORT, in one line, which command failed as CONDITION describes."
  (format port "command~{ ~s~} failed with ~:[signal~;status~] ~a~%"
          (cons (invoke-error-program condition)
                (invoke-error-arguments condition))
          (invoke-error-exit-status condition)
          (or (invoke-error-exit-status condition)
              (invoke-error-term-signal condition)
              (invoke-error-stop-signal condition))))

(define (parallel-job-count)
  "Return how many jobs a build may run at once."
  (match (getenv "NIX_BUILD_CORES")
    ((or #f "") 1)
    ("0" (current-processor-count))
    (count (or (string->number count) 1))))

;;;
;;; Search paths.
;;;

(define* (search-path-as-list files input-dirs
                              #:key (type 'directory) pattern)
  "Return those of FILES, taken below each of INPUT-DIRS, that exist and are
of TYPE; with PATTERN, the files below them that match it."
  (append-map
   (lambda (input)
     (append-map
      (lambda (file)
        (let ((name (string-append input "/" file)))
          (if pattern
              (find-files name
                          (lambda (found stat)
                            (and stat
                                 (eq? type (stat:type stat))
                                 ((file-name-predicate pattern) found stat)))
                          #:stat stat
                          #:directories? #t)
              (let ((stat (stat name #f)))
                (if (and stat (eq? type (stat:type stat)))
                    (list name)
                    '())))))
      files))
   (delete-duplicates input-dirs)))

(define (list->search-path-as-string list separator)
  "Join LIST by SEPARATOR; without SEPARATOR take the first element."
  (if separator
      (string-join list separator)
      (match list
        ((head . _) head)
        (() ""))))

(define* (search-path-as-string->list path #:optional (separator #\:))
  "Cut PATH at each SEPARATOR."
  (string-tokenize path (char-set-complement (char-set separator))))

(define* (set-path-environment-variable variable files input-dirs
                                        #:key (separator ":")
                                        (type 'directory) pattern)
  "Set VARIABLE to what 'search-path-as-list' finds for FILES, INPUT-DIRS,
TYPE and PATTERN, joined by SEPARATOR, or unset it if that is nothing."
  (match (search-path-as-list files input-dirs
                              #:type type #:pattern pattern)
    (() (unsetenv variable)
        (format #t "environment variable `~a' unset~%" variable))
    (found
     (let ((value (list->search-path-as-string found separator)))
       (setenv variable value)
       (format #t "environment variable `~a' set to `~a'~%"
               variable value)))))

(define-condition-type &search-error &error
  search-error?
  (path search-error-path)                      ;list of strings
  (file search-error-file))                     ;string

(define (search-input inputs file found?)
  "Return FILE below the first of the directories of the alist INPUTS for
which FOUND? holds, or raise a &search-error."
  (match inputs
    (((_ . directories) ...)
     (let ((names (map (cut string-append <> "/" file) directories)))
       (or (find found? names)
           (raise (condition
                   (&search-error (path directories) (file file)))))))))

(define (search-input-file inputs file)
  "Return the absolute name of FILE in one of INPUTS, an alist of labels and
directories."
  (search-input inputs file file-exists?))

(define (search-input-directory inputs directory)
  "Return the absolute name of DIRECTORY in one of INPUTS, an alist of labels
and directories."
  (search-input inputs directory directory-exists?))

;;;
;;; Lists and phases.
;;;

(define (every* pred lst)
  "Apply PRED to each element of LST, none left out; true if it held for all."
  (fold (lambda (x all) (and (pred x) all)) #t lst))

(define* (alist-cons-before reference key value alist
                            #:optional (key=? equal?))
  "Insert KEY with VALUE in ALIST just before the first REFERENCE, or at its
end; compare with KEY=?."
  (let-values (((before after)
                (break (match-lambda ((k . _) (key=? k reference))) alist)))
    (append before (alist-cons key value after))))

(define* (alist-cons-after reference key value alist
                           #:optional (key=? equal?))
  "Insert KEY with VALUE in ALIST just after the first REFERENCE, or at its
end; compare with KEY=?."
  (let-values (((before after)
                (break (match-lambda ((k . _) (key=? k reference))) alist)))
    (match after
      ((entry . after) (append before (cons* entry (cons key value) after)))
      (() (append before (list (cons key value)))))))

(define* (alist-replace key value alist #:optional (key=? equal?))
  "Give the first KEY of ALIST VALUE instead; KEY must be there.  Compare with
KEY=?."
  (let-values (((before after)
                (break (match-lambda ((k . _) (key=? k key))) alist)))
    (match after
      ((_ . after) (append before (alist-cons key value after)))
      (() (error "no such key in the list:" key)))))

;; Change PHASES step by step, for example:
;;
;;   (modify-phases %standard-phases
;;     (delete 'check)
;;     (add-after 'unpack 'fix-source (lambda _ (delete-file "x.c"))))
(define-syntax modify-phases
  (syntax-rules ()
    ((_ phases clause ...)
     (let ((result phases))
       (modify-phases/step result clause ...)))))

;; The clause's head is compared by its name alone, because 'delete' may be
;; bound differently where the recipe is.
(define-syntax modify-phases/step
  (lambda (s)
    (define (head? id name)
      (eq? name (syntax->datum id)))
    (syntax-case s ()
      ((_ phases) #'phases)
      ((_ phases (head name) rest ...)
       (head? #'head 'delete)
       #'(let ((next (alist-delete name phases)))
           (modify-phases/step next rest ...)))
      ((_ phases (head name procedure) rest ...)
       (head? #'head 'replace)
       #'(let ((next (alist-replace name procedure phases)))
           (modify-phases/step next rest ...)))
      ((_ phases (head reference name procedure) rest ...)
       (head? #'head 'add-before)
       #'(let ((next (alist-cons-before reference name procedure phases)))
           (modify-phases/step next rest ...)))
      ((_ phases (head reference name procedure) rest ...)
       (head? #'head 'add-after)
       #'(let ((next (alist-cons-after reference name procedure phases)))
           (modify-phases/step next rest ...))))))

;;;
;;; Archives.
;;;

(define (compressor file-name)
  "Return the name of the program that unpacks FILE-NAME, or #f."
  (cond ((string-suffix? "gz" file-name) "gzip")
        ((string-suffix? "Z" file-name) "gzip")
        ((string-suffix? "bz2" file-name) "bzip2")
        ((string-suffix? "lz" file-name) "lzip")
        ((string-suffix? "zip" file-name) "unzip")
        ((string-suffix? "xz" file-name) "xz")
        ((string-suffix? "zst" file-name) "zstd")
        (else #f)))

(define (tarball? file-name)
  "Return true if FILE-NAME looks like a tar archive."
  (->bool (string-match "\\.(tar(\\..*)?|tgz|tbz|txz)$" file-name)))

(define (xz-parallel-args)
  "Return arguments for xz that give the same bytes for any number of cores."
  (list "--memlimit=50%" "--threads=1"))

(define %xz-parallel-args xz-parallel-args)
