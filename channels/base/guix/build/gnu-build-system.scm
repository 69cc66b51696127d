;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; The phases of "./configure && make && make install".

(define-module (guix build gnu-build-system)
  #:use-module (guix build elf)
  #:use-module (guix build utils)
  #:use-module (srfi srfi-1)
  #:use-module (srfi srfi-11)
  #:use-module (srfi srfi-19)
  #:use-module (srfi srfi-26)
  #:use-module (srfi srfi-34)
  #:use-module (ice-9 format)
  #:use-module (ice-9 ftw)
  #:use-module (ice-9 match)
  #:use-module (ice-9 regex)
  #:export (%standard-phases
            %default-gnu-imported-modules
            %license-file-regexp
            %bootstrap-scripts
            set-paths
            install-locale
            run-phases
            gnu-build))

;;; Commentary:
;;;
;;; Phase names, their order and the keywords that they heed are those of GNU
;;; Guix's module of the same name, since recipes refer to them.  A phase
;;; gets all the arguments of the build and takes what it needs.
;;;
;;; Code:

(define %license-file-regexp
  "^(COPYING.*|LICEN[CS]E.*|[Ll]icen[cs]e.*|Copy[Rr]ight(\\.(txt|md))?)$")

(define %bootstrap-scripts
  '("bootstrap" "bootstrap.sh" "autogen.sh"))

;;;
;;; Before the source is there.
;;;

(define* (set-SOURCE-DATE-EPOCH #:rest _)
  "Let programs that record a time record the first second of 1970."
  (setenv "SOURCE_DATE_EPOCH" "1"))

(define (set-search-path specification input-directories)
  "Set the variable of SPECIFICATION, a list as 'search-path-specification'
has it, to what INPUT-DIRECTORIES hold."
  (match specification
    ((variable (files ...) separator type pattern)
     (set-path-environment-variable variable files input-directories
                                    #:separator separator
                                    #:type type
                                    #:pattern pattern))))

(define* (set-paths #:key target inputs native-inputs
                    (search-paths '()) (native-search-paths '())
                    #:allow-other-keys)
  "Set PATH and the SEARCH-PATHS of the build to what INPUTS hold, or, when
building for TARGET, the native ones to what NATIVE-INPUTS hold."
  (define (directories alist)
    (match alist
      (((_ . directories) ...) directories)
      (#f '())))
  (define host (directories inputs))
  (define native (if target (directories native-inputs) '()))
  (set-path-environment-variable "PATH" '("bin" "sbin")
                                 (append native host))
  (for-each (cut set-search-path <> host) search-paths)
  (when target
    (for-each (cut set-search-path <> native) native-search-paths)))

(define* (install-locale #:key (locale "C.UTF-8")
                         (locale-category LC_ALL)
                         #:allow-other-keys)
  "Take LOCALE for LOCALE-CATEGORY if there is such a one, here and in the
programs that the build runs."
  (catch 'system-error
    (lambda ()
      (setlocale locale-category locale)
      (setenv (locale-category->string locale-category) locale)
      (format #t "using '~a' locale for category ~s~%"
              locale (locale-category->string locale-category)))
    (lambda args
      (setenv "LC_ALL" "C"))))

(define (locale-category->string category)
  "Return the name of the environment variable of the locale CATEGORY."
  (cond ((= category LC_CTYPE) "LC_CTYPE")
        ((= category LC_COLLATE) "LC_COLLATE")
        ((= category LC_MESSAGES) "LC_MESSAGES")
        (else "LC_ALL")))

;;;
;;; The source.
;;;

(define (first-subdirectory directory)
  "Return the directory that DIRECTORY has alone, or DIRECTORY itself."
  (match (scandir directory (negate (cut member <> '("." ".."))) string<?)
    ((only)
     (let ((file (string-append directory "/" only)))
       (if (directory-exists? file) file directory)))
    ((names ...)
     (match (filter directory-exists?
                    (map (cut string-append directory "/" <>) names))
       ((first . _) first)
       (() directory)))))

(define* (unpack #:key source #:allow-other-keys)
  "Unpack SOURCE, an archive, a directory or a file, and enter its top-level
directory."
  (define name (and source (strip-store-file-name source)))
  (cond ((not source) #t)
        ((directory-exists? source)
         (mkdir "source")
         (chdir "source")
         (copy-recursively source "." #:log #f
                           #:keep-mtime? #t #:keep-permissions? #t)
         (for-each make-file-writable
                   (find-files "."
                               (lambda (file stat)
                                 (not (eq? 'symlink (stat:type stat))))
                               #:directories? #t)))
        (else
         (mkdir "source.d")
         (chdir "source.d")
         (cond ((string-suffix? ".zip" source)
                (invoke "unzip" "-q" source))
               ((or (tarball? source) (string-match "\\.tar" name))
                (invoke "tar" "xf" source "--no-same-owner"))
               (else
                (let ((file name))
                  (copy-file source file)
                  (match (compressor file)
                    ((and program (or "gzip" "bzip2" "xz" "zstd"))
                     (invoke program "-d" file))
                    (_ #t)))))
         (chdir (first-subdirectory ".")))))

(define* (bootstrap #:key (bootstrap-scripts %bootstrap-scripts)
                    #:allow-other-keys)
  "Make ./configure if the source has none, by one of BOOTSTRAP-SCRIPTS or by
autoreconf."
  (define script (find file-exists? bootstrap-scripts))
  (cond ((file-exists? "configure")
         (format #t "no need to bootstrap, there is a 'configure'~%"))
        ((and script (executable-file? script))
         (patch-shebang script)
         (setenv "NOCONFIGURE" "true")
         (invoke (string-append "./" script)))
        (script (invoke "sh" script))
        ((or (file-exists? "configure.ac") (file-exists? "configure.in"))
         (invoke "autoreconf" "-vif"))
        (else
         (format #t "no 'configure.ac' or anything like that~%"))))

(define* (patch-usr-bin-file #:key native-inputs inputs
                             (patch-/usr/bin/file? #t)
                             #:allow-other-keys)
  "Let 'configure' scripts call the \"file\" of the inputs, if
PATCH-/USR/BIN/FILE?."
  (when patch-/usr/bin/file?
    (for-each patch-/usr/bin/file
              (filter executable-file? (find-files "." "^configure$")))))

(define* (patch-source-shebangs #:key source #:allow-other-keys)
  "Let the scripts of the source use the interpreters of the inputs."
  (for-each patch-shebang
            (find-files "."
                        (lambda (file stat)
                          (and (eq? 'regular (stat:type stat))
                               (not (zero? (logand #o111
                                                   (stat:mode stat)))))))))

(define* (patch-generated-file-shebangs #:rest _)
  "Let what 'configure' made use the shell and interpreters of the inputs."
  (patch-source-shebangs)
  (for-each patch-makefile-SHELL
            (find-files "."
                        (lambda (file stat)
                          (and (eq? 'regular (stat:type stat))
                               (member (basename file)
                                       '("Makefile" "GNUmakefile"
                                         "makefile")))))))

;;;
;;; Configure, build, check, install.
;;;

(define* (configure #:key build target native-inputs inputs outputs
                    (configure-flags '()) out-of-source?
                    #:allow-other-keys)
  "Run ./configure with CONFIGURE-FLAGS, for BUILD and TARGET, to install into
OUTPUTS; with OUT-OF-SOURCE? in a directory beside the source."
  (define source (getcwd))
  (define (output name)
    (assoc-ref outputs name))
  (define prefix (or (output "out") (match outputs (((_ . first) . _) first))))
  (define script (string-append (if out-of-source? source ".") "/configure"))
  (define bash (or (which "bash") "/bin/sh"))
  (define flags
    `(,@(if target
            (list (string-append "CC_FOR_BUILD=gcc")
                  (string-append "--host=" target))
            '())
      ,(string-append "CONFIG_SHELL=" bash)
      ,(string-append "SHELL=" bash)
      ,(string-append "--prefix=" prefix)
      "--enable-fast-install"
      ,@(if (output "bin")
            (list (string-append "--bindir=" (output "bin") "/bin")) '())
      ,@(if (output "lib")
            (list (string-append "--libdir=" (output "lib") "/lib")
                  (string-append "--includedir="
                                 (or (output "include") (output "lib"))
                                 "/include"))
            '())
      ,@(if (output "include")
            (list (string-append "--includedir=" (output "include")
                                 "/include"))
            '())
      ,@(if (output "doc")
            (list (string-append "--docdir=" (output "doc") "/share/doc/"
                                 (call-with-values
                                     (lambda ()
                                       (package-name->name+version
                                        (strip-store-file-name prefix)))
                                   (lambda (name version) name))))
            '())
      ,@(if build (list (string-append "--build=" build)) '())
      ,@configure-flags))
  (setenv "CONFIG_SHELL" bash)
  (setenv "SHELL" bash)
  (set-default-flags)
  (when out-of-source?
    (mkdir "../build")
    (chdir "../build"))
  (format #t "source directory: ~s~%configure flags: ~s~%" source flags)
  (apply invoke bash script flags))

(define (set-default-flags)
  "Let the compiler make no debugging information, which names the build, if
the recipe says nothing else."
  (for-each (lambda (variable)
              (unless (getenv variable)
                (setenv variable "-O2 -g0")))
            '("CFLAGS" "CXXFLAGS")))

(define (job-arguments parallel?)
  "Return what tells make how many jobs to run if PARALLEL?."
  (if parallel?
      (list "-j" (number->string (parallel-job-count)))
      '()))

(define* (build #:key (make-flags '()) (parallel-build? #t)
                #:allow-other-keys)
  "Run make with MAKE-FLAGS, several jobs at once if PARALLEL-BUILD?."
  (apply invoke "make" (append (job-arguments parallel-build?) make-flags)))

(define* (dump-file-contents directory file-regexp
                             #:optional (port (current-error-port)))
  "Write to PORT the files below DIRECTORY whose names match FILE-REGEXP."
  (for-each (lambda (file)
              (format port "~%--- ~a ---~%" file)
              (call-with-ascii-input-file file
                (lambda (in)
                  (display ((@ (ice-9 textual-ports) get-string-all) in)
                           port))))
            (find-files directory file-regexp)))

(define* (check #:key target (make-flags '()) (tests? (not target))
                (test-target "check") (parallel-tests? #t)
                (test-suite-log-regexp "^test-suite\\.log$")
                #:allow-other-keys)
  "Run make TEST-TARGET with MAKE-FLAGS if TESTS?, several jobs at once if
PARALLEL-TESTS?.  When it fails show logs that match TEST-SUITE-LOG-REGEXP."
  (if tests?
      (guard (c ((invoke-error? c)
                 (dump-file-contents "." test-suite-log-regexp)
                 (report-invoke-error c)
                 (exit 1)))
        (apply invoke "make" test-target
               (append (job-arguments parallel-tests?) make-flags)))
      (format #t "test suite not run~%")))

(define* (install #:key (make-flags '()) #:allow-other-keys)
  "Run make install with MAKE-FLAGS."
  (apply invoke "make" "install" make-flags))

;;;
;;; After installation.
;;;

(define (output-directories outputs)
  "Return the directories of OUTPUTS that exist."
  (filter directory-exists? (map cdr outputs)))

(define* (patch-shebangs #:key inputs outputs (patch-shebangs? #t)
                         #:allow-other-keys)
  "Let installed scripts use the interpreters of OUTPUTS and INPUTS, if
PATCH-SHEBANGS?."
  (when patch-shebangs?
    (let* ((directories (append (map cdr outputs) (map cdr inputs)))
           (path (append-map (lambda (directory)
                               (list (string-append directory "/bin")
                                     (string-append directory "/sbin")))
                             directories)))
      (for-each
       (lambda (output)
         (for-each (lambda (sub)
                     (for-each (cut patch-shebang <> path)
                               (find-files (string-append output "/" sub)
                                           (lambda (file stat)
                                             (eq? 'regular
                                                  (stat:type stat))))))
                   '("bin" "sbin" "libexec")))
       (output-directories outputs)))))

(define* (strip #:key target outputs (strip-binaries? #t)
                (strip-command (if target
                                   (string-append target "-strip")
                                   "strip"))
                (strip-flags '("--strip-unneeded"
                               "--enable-deterministic-archives"))
                (strip-directories '("lib" "lib64" "libexec" "bin" "sbin"))
                #:allow-other-keys)
  "Strip programs and libraries in STRIP-DIRECTORIES of OUTPUTS by
STRIP-COMMAND with STRIP-FLAGS, if STRIP-BINARIES?."
  (define (strip-file file)
    (make-file-writable file)
    (apply system* strip-command
           (if (ar-file? file)
               (list "-g" "--enable-deterministic-archives" file)
               (append strip-flags (list file)))))
  (when (and strip-binaries? (which strip-command))
    (for-each
     (lambda (output)
       (for-each (lambda (sub)
                   (for-each strip-file
                             (find-files (string-append output "/" sub)
                                         strippable?)))
                 strip-directories))
     (output-directories outputs))))

(define (strippable? file stat)
  "Return true if FILE is a program, a library or an archive."
  (and (eq? 'regular (stat:type stat))
       (not (string-suffix? ".go" file))
       (or (elf-file? file) (ar-file? file))))

(define* (validate-runpath #:key (validate-runpath? #t)
                           (elf-directories '("lib" "lib64" "libexec"
                                              "bin" "sbin"))
                           outputs #:allow-other-keys)
  "Fail if a program or library in ELF-DIRECTORIES of OUTPUTS does not find
what it needs by its RUNPATH, if VALIDATE-RUNPATH?."
  (define (missing file info)
    (define (found? library)
      (or (string-prefix? "ld-linux" library)
          (any (lambda (directory)
                 (file-exists?
                  (string-append
                   (if (string-prefix? "$ORIGIN" directory)
                       (string-append (dirname file)
                                      (string-drop directory 7))
                       directory)
                   "/" library)))
               (elf-runpath info))))
    (remove found? (elf-needed info)))
  (define (valid? file)
    (match (read-elf file)
      (#f #t)
      (info
       (match (missing file info)
         (() #t)
         (libraries
          (format (current-error-port)
                  "error: ~a: not found in its RUNPATH:~{ ~a~}~%"
                  file libraries)
          #f)))))
  (when validate-runpath?
    (unless (every* valid?
                    (append-map
                     (lambda (directory)
                       (find-files directory
                                   (lambda (file stat)
                                     (and (eq? 'regular (stat:type stat))
                                          (not (string-suffix? ".o" file))
                                          (not (string-suffix? ".go" file))
                                          (elf-file? file)))))
                     (append-map (lambda (output)
                                   (map (cut string-append output "/" <>)
                                        elf-directories))
                                 (output-directories outputs))))
      (error "validate-runpath: some files would not start"))))

(define* (validate-documentation-location #:key outputs #:allow-other-keys)
  "Move man and info pages of OUTPUTS below \"share\"."
  (for-each
   (lambda (output)
     (for-each (lambda (name)
                 (let ((old (string-append output "/" name))
                       (new (string-append output "/share/" name)))
                   (when (and (directory-exists? old)
                              (not (symbolic-link? old))
                              (not (file-exists? new)))
                     (mkdir-p (dirname new))
                     (rename-file old new))))
               '("man" "info")))
   (output-directories outputs)))

(define* (delete-info-dir-file #:key outputs #:allow-other-keys)
  "Delete the \"dir\" of OUTPUTS' info pages, which would clash in a profile."
  (for-each (lambda (output)
              (let ((file (string-append output "/share/info/dir")))
                (when (file-exists? file)
                  (delete-file file))))
            (output-directories outputs)))

(define* (patch-dot-desktop-files #:key outputs inputs #:allow-other-keys)
  "Let the .desktop files of OUTPUTS name programs in full."
  (for-each
   (lambda (output)
     (for-each
      (lambda (file)
        (substitute* file
          (("^(Try)?Exec=([^/[:blank:]\r\n]+)" all try program)
           (let ((found (find executable-file?
                              (map (lambda (directory)
                                     (string-append directory "/bin/"
                                                    program))
                                   (map cdr outputs)))))
             (if found
                 (string-append (or try "") "Exec=" found)
                 all)))))
      (find-files (string-append output "/share/applications")
                  "\\.desktop$")))
   (output-directories outputs)))

(define* (make-dynamic-linker-cache #:rest _)
  "Do nothing: the linker of the collection reads no cache."
  #t)

(define* (install-license-files #:key outputs
                                (license-file-regexp %license-file-regexp)
                                out-of-source? #:allow-other-keys)
  "Copy the files of the source that match LICENSE-FILE-REGEXP to the
documentation of OUTPUTS."
  (let* ((out (or (assoc-ref outputs "doc")
                  (assoc-ref outputs "out")
                  (match outputs (((_ . first) . _) first))))
         (rx (make-regexp license-file-regexp regexp/extended))
         (target (string-append out "/share/doc/"
                                (strip-store-file-name
                                 (or (assoc-ref outputs "out") out))))
         (here (if (and out-of-source? (not (file-exists? "configure")))
                   "../source"
                   "."))
         (files (or (scandir here
                             (lambda (name)
                               (and (regexp-exec rx name)
                                    (not (directory-exists?
                                          (string-append here "/" name)))))
                             string<?)
                    '())))
    (for-each (lambda (name)
                (install-file (string-append here "/" name) target))
              files)))

(define* (reset-gzip-timestamps #:key outputs #:allow-other-keys)
  "Zero the times in the compressed files of OUTPUTS."
  (for-each (lambda (output)
              (for-each (lambda (file)
                          (make-file-writable file)
                          (reset-gzip-timestamp file))
                        (find-files output
                                    (lambda (file stat)
                                      (and (eq? 'regular (stat:type stat))
                                           (string-match "\\.t?gz$" file)
                                           (gzip-file? file))))))
            (output-directories outputs)))

(define* (compress-documentation #:key outputs
                                 (compress-documentation? #t)
                                 (documentation-compressor "gzip")
                                 (documentation-compressor-flags
                                  '("--best" "--no-name"))
                                 (compressed-documentation-extension ".gz")
                                 #:allow-other-keys)
  "Compress the man and info pages of OUTPUTS by DOCUMENTATION-COMPRESSOR with
DOCUMENTATION-COMPRESSOR-FLAGS, which adds COMPRESSED-DOCUMENTATION-EXTENSION,
if COMPRESS-DOCUMENTATION?."
  (define (compress directory)
    (let-values (((links files)
                  (partition symbolic-link?
                             (find-files
                              directory
                              "\\.([0-9][a-z]*|info(-[0-9]+)?)$"))))
      (for-each (lambda (link)
                  (let ((target (readlink link)))
                    (delete-file link)
                    (symlink (string-append
                              target compressed-documentation-extension)
                             (string-append
                              link compressed-documentation-extension))))
                links)
      (unless (null? files)
        (for-each make-file-writable files)
        (apply invoke documentation-compressor
               (append documentation-compressor-flags '("-f") files)))))
  (when (and compress-documentation? (which documentation-compressor))
    (for-each (lambda (output)
                (for-each compress
                          (filter directory-exists?
                                  (list (string-append output "/share/man")
                                        (string-append output
                                                       "/share/info")))))
              (output-directories outputs))))

;;;
;;; All together.
;;;

(define %standard-phases
  `((set-SOURCE-DATE-EPOCH . ,set-SOURCE-DATE-EPOCH)
    (set-paths . ,set-paths)
    (install-locale . ,install-locale)
    (unpack . ,unpack)
    (bootstrap . ,bootstrap)
    (patch-usr-bin-file . ,patch-usr-bin-file)
    (patch-source-shebangs . ,patch-source-shebangs)
    (configure . ,configure)
    (patch-generated-file-shebangs . ,patch-generated-file-shebangs)
    (build . ,build)
    (check . ,check)
    (install . ,install)
    (patch-shebangs . ,patch-shebangs)
    (strip . ,strip)
    (validate-runpath . ,validate-runpath)
    (validate-documentation-location . ,validate-documentation-location)
    (delete-info-dir-file . ,delete-info-dir-file)
    (patch-dot-desktop-files . ,patch-dot-desktop-files)
    (make-dynamic-linker-cache . ,make-dynamic-linker-cache)
    (install-license-files . ,install-license-files)
    (reset-gzip-timestamps . ,reset-gzip-timestamps)
    (compress-documentation . ,compress-documentation)))

(define %default-gnu-imported-modules
  '((guix build gnu-build-system)
    (guix build utils)
    (guix build elf)))

(define (elapsed-seconds start)
  "Return the seconds since START, a time of the monotonic clock."
  (let ((d (time-difference (current-time time-monotonic) start)))
    (+ (time-second d) (/ (time-nanosecond d) 1e9))))

(define (run-phases phases arguments)
  "Apply each of PHASES, pairs of a name and a procedure, to ARGUMENTS, and
tell on the log when each begins and ends.  A phase fails by an exception."
  (setvbuf (current-output-port) 'line)
  (setvbuf (current-error-port) 'line)
  (set-port-conversion-strategy! (current-output-port) 'substitute)
  (set-port-conversion-strategy! (current-error-port) 'substitute)
  ;; What is made must not be at the mercy of the caller's mask.
  (umask #o022)
  (guard (c ((invoke-error? c)
             (report-invoke-error c)
             (exit 1)))
    (for-each
     (match-lambda
       ((name . procedure)
        (let ((start (current-time time-monotonic)))
          (format #t "starting phase `~a'~%" name)
          (with-throw-handler #t
            (lambda ()
              (apply procedure arguments)
              (format #t "phase `~a' succeeded after ~,1f seconds~%"
                      name (elapsed-seconds start)))
            (lambda args
              (format (current-error-port)
                      "error: in phase '~a': ~s~%" name args)
              (format #t "phase `~a' failed after ~,1f seconds~%"
                      name (elapsed-seconds start)))))))
     phases)))

(define* (gnu-build #:key (source #f) (outputs #f) (inputs #f)
                    (phases %standard-phases)
                    #:allow-other-keys #:rest arguments)
  "Build SOURCE to OUTPUTS, with INPUTS, by running PHASES in order with
ARGUMENTS."
  (run-phases phases arguments))
