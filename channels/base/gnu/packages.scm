;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; Finding packages by name.

(define-module (gnu packages)
  #:use-module (guix diagnostics)
  #:use-module (guix discovery)
  #:use-module (guix i18n)
  #:use-module (guix memoization)
  #:use-module (guix modules)
  #:use-module (guix packages)
  #:use-module (guix profiles)
  #:use-module (guix utils)
  #:use-module (ice-9 match)
  #:use-module (srfi srfi-1)
  #:use-module (srfi srfi-34)
  #:use-module (srfi srfi-35)
  #:export (search-patch
            search-patches
            search-auxiliary-file
            %patch-path
            %auxiliary-files-path
            %package-module-path
            %default-package-module-path

            all-packages
            fold-packages
            fold-available-packages
            find-newest-available-packages
            find-packages-by-name
            find-package-locations
            find-best-packages-by-name
            package-names
            package-unique-version-prefix
            specification->package
            specification->package+output
            specification->location
            specifications->manifest
            specifications->packages

            &unknown-package-error
            unknown-package-error?
            unknown-package-error-name
            unknown-package-error-version
            unknown-package-error-versions
            unknown-package-error-candidates
            &unknown-output-error
            unknown-output-error?
            unknown-output-error-package
            unknown-output-error-output))

;;; Commentary:
;;;
;;; Packages are the public variables of the channels' modules: those in
;;; gnu/packages for the core channel, all modules of the others.
;;;
;;; Code:

(define-condition-type &unknown-package-error &error
  unknown-package-error?
  (name       unknown-package-error-name)         ;string
  (version    unknown-package-error-version)      ;string or #f
  (versions   unknown-package-error-versions)     ;existing ones, maybe none
  (candidates unknown-package-error-candidates))  ;names like it, nearest first

(define-condition-type &unknown-output-error &error
  unknown-output-error?
  (package unknown-output-error-package)          ;<package>
  (output  unknown-output-error-output))          ;string


;;;
;;; Where packages and their files are.
;;;

(define (core-directory? directory)
  "Say whether DIRECTORY is that of a core channel."
  (file-exists? (string-append directory "/guix/packages.scm")))

(define (default-package-module-path)
  "Return the places of package modules that the load path has."
  (map (lambda (directory)
         (if (core-directory? directory)
             (cons directory "gnu/packages")
             directory))
       (channel-directories)))

(define %default-package-module-path
  (default-package-module-path))

(define %package-module-path
  ;; Directories, or pairs of a directory and one below it.
  (make-parameter %default-package-module-path))

(define (files-path sub-directory)
  "Return the directories where the channels have their files: SUB-DIRECTORY of
the core channel, the whole of the others."
  (map (lambda (directory)
         (if (core-directory? directory)
             (string-append directory "/" sub-directory)
             directory))
       (channel-directories)))

(define %patch-path
  (make-parameter (files-path "gnu/packages/patches")))

(define %auxiliary-files-path
  (make-parameter (files-path "gnu/packages/aux-files")))

(define (search-channel-file path file)
  "Return the absolute name of FILE, found in PATH."
  (or (search-path path file)
      (raise (formatted-message (G_ "no file '~a' in the channels") file))))

(define (search-patch file)
  "Return the absolute name of the patch FILE."
  (search-channel-file (%patch-path) file))

(define-syntax-rule (search-patches file ...)
  "Return the absolute names of the patches: (search-patches \"a.patch\")."
  (list (search-patch file) ...))

(define (search-auxiliary-file file)
  "Return the absolute name of the auxiliary FILE."
  (search-channel-file (%auxiliary-files-path) file))


;;;
;;; All packages.
;;;

(define (warn-about-module file name args)
  "Warn that the module NAME, in FILE, cannot be loaded because of ARGS."
  (warning (G_ "failed to load '~a': ~a~%") file
           (match args
             (('syntax-error who message . _) message)
             (('unbound-variable _ message (variable) . _)
              (string-append "unbound variable " (symbol->string variable)))
             ((key _ (? string? message) (arguments ...) . _)
              (catch #t
                (lambda () (apply simple-format #f message arguments))
                (const message)))
             ((key . _) key))))

(define* (all-packages #:optional (modules
                                   (all-modules (%package-module-path)
                                                #:warn warn-about-module)))
  "Return all public packages of MODULES, hidden ones too."
  (reverse
   (fold-module-public-variables (lambda (object result)
                                   (if (package? object)
                                       (cons object result)
                                       result))
                                 '() modules)))

(define* (fold-packages proc init
                        #:optional (modules
                                    (all-modules (%package-module-path)
                                                 #:warn warn-about-module))
                        #:key (select? (negate hidden-package?)))
  "Fold PROC over the packages of MODULES that SELECT? accepts."
  (fold (lambda (package result)
          (if (select? package) (proc package result) result))
        init
        (all-packages modules)))

(define* (fold-available-packages proc init
                                  #:key (select? (negate hidden-package?)))
  "Fold PROC over what is known of the packages that SELECT? accepts: name,
version, result so far, and keyword arguments."
  (fold-packages (lambda (package result)
                   (proc (package-name package)
                         (package-version package)
                         result
                         #:outputs (package-outputs package)
                         #:location (package-location package)
                         #:supported? (->bool
                                       (member (%current-system)
                                               (package-supported-systems
                                                package)))
                         #:deprecated? (->bool (package-superseded package))))
                 init #:select? select?))

(define (newer? a b)
  "Say whether package A is newer than B; one that is not superseded counts as
newer."
  (cond ((and (package-superseded a) (not (package-superseded b))) #f)
        ((and (package-superseded b) (not (package-superseded a))) #t)
        (else (version>? (package-version a) (package-version b)))))

;; An engine that knows which variables may hold the packages of a name saves
;; evaluating all others.

(define (engine-procedure name)
  "Return the procedure NAME of the engine, or #f if it has none."
  (and=> (module-variable (resolve-interface '(gx core)) name) variable-ref))

(define (ask-engine name place . args)
  "Return what the engine's procedure NAME answers for PLACE, an element of
%package-module-path, and ARGS; #f if it does not know."
  (match (engine-procedure name)
    (#f #f)
    (procedure
     (match place
       ((directory . sub-directory)
        (apply procedure directory sub-directory args))
       (directory
        (apply procedure directory "" args))))))

(define (candidate->object candidate)
  "Return the value of CANDIDATE, a pair of a module's name and a variable; #f,
after a warning, if it cannot be evaluated."
  (match candidate
    ((module . variable)
     (catch #t
       (lambda () (module-ref (resolve-interface module) variable #f))
       (lambda args
         (warn-about-module (module-name->file-name module) module args)
         #f)))))

(define (candidate<? a b)
  "Say whether A, a pair of a module's name and a variable, is discovered before
B."
  (define (order candidate)
    (match candidate
      ((module . variable)
       (append (map symbol->string (drop-right module 1))
               (list (string-append (symbol->string (last module)) ".scm")
                     (symbol->string variable))))))
  (let loop ((a (order a)) (b (order b)))
    (match (cons a b)
      (((x . xs) . (y . ys))
       (if (string=? x y) (loop xs ys) (string<? x y)))
      (_ #f))))

(define all-packages-of
  (mlambda (place)
    (all-packages (all-modules (list place) #:warn warn-about-module))))

(define (packages-in place name)
  "Return the packages in PLACE, an element of %package-module-path, that may be
called NAME, in the order of their discovery."
  (match (ask-engine 'package-candidates place name)
    (#f (all-packages-of place))
    (candidates
     (filter package?
             (map candidate->object (sort candidates candidate<?))))))

(define packages-called
  (mlambda (path name)
    ;; The packages called NAME of the modules in PATH, the newest first.
    (stable-sort
     (delete-duplicates
      (filter (lambda (package)
                (and (string=? name (package-name package))
                     (not (hidden-package? package))))
              (append-map (lambda (place) (packages-in place name)) path))
      eq?)
     newer?)))

(define (package-names)
  "Return the names of all packages, sorted."
  (delete-duplicates
   (sort (fold-packages (lambda (package names)
                          (cons (package-name package) names))
                        '())
         string<?)))

(define* (find-packages-by-name name #:optional version)
  "Return the packages called NAME, the newest first, whose version begins with
VERSION if it is given."
  (filter (lambda (package)
            (or (not version)
                (version-prefix? version (package-version package))))
          (packages-called (%package-module-path) name)))

(define (package-unique-version-prefix name version)
  "Return the shortest version that, with NAME, stands for the package that has
VERSION; the empty string if the name suffices."
  (match (map package-version (find-packages-by-name name))
    ((only) "")
    (versions (version-unique-prefix version versions))))

(define* (find-package-locations name #:optional version)
  "Return a list of (VERSION . LOCATION) of the packages called NAME."
  (map (lambda (package)
         (cons (package-version package) (package-location package)))
       (find-packages-by-name name version)))

(define* (find-best-packages-by-name name version)
  "Return the newest packages called NAME with VERSION, which may be #f or the
beginning of a version; more than one if several have the same version."
  (match (find-packages-by-name name version)
    (() '())
    ((best . others)
     (cons best
           (take-while (lambda (package)
                         (and (string=? (package-version package)
                                        (package-version best))
                              (eq? (->bool (package-superseded package))
                                   (->bool (package-superseded best)))))
                       others)))))

(define (find-newest-available-packages)
  "Return an association, a vhash, of names with lists of a version and packages
of that version."
  ((@ (ice-9 vlist) alist->vhash)
   (map (lambda (name)
          (match (find-best-packages-by-name name #f)
            ((and packages (best . _))
             (cons name (cons (package-version best) packages)))))
        (package-names))))


;;;
;;; Specifications.
;;;

(define (possible-names)
  "Return the names that packages may have."
  (let ((known (map (lambda (place) (ask-engine 'known-package-names place))
                    (%package-module-path))))
    (if (every identity known)
        (delete-duplicates (concatenate known))
        (package-names))))

(define (near-names name)
  "Return the names of packages that look like NAME, the nearest first."
  (define limit (max 1 (min 3 (quotient (string-length name) 2))))
  (define scored
    (filter-map (lambda (other)
                  (let ((distance (string-distance name other)))
                    (and (or (<= distance limit)
                             (string-prefix? (string-append name "-") other))
                         (cons distance other))))
                (possible-names)))
  (let loop ((sorted (stable-sort scored (lambda (a b) (< (car a) (car b)))))
             (found '()))
    (match sorted
      (() (reverse found))
      (_ (=> next) (if (= 3 (length found)) (reverse found) (next)))
      (((_ . other) . rest)
       (loop rest
             (if (null? (find-packages-by-name other))
                 found
                 (cons other found)))))))

(define (unknown-package-error name version)
  "Raise an error: there is no package called NAME with VERSION or #f."
  (let* ((versions   (map package-version (find-packages-by-name name)))
         (candidates (if (null? versions) (near-names name) '()))
         (hint (cond ((pair? versions)
                      (string-append (G_ "Existing versions: ")
                                     (string-join versions ", ") "."))
                     ((pair? candidates)
                      (string-append (G_ "Did you mean ")
                                     (string-join candidates (G_ " or "))
                                     "?"))
                     (else #f))))
    (raise (apply make-compound-condition
                  (make-condition &unknown-package-error
                                  'name name 'version version
                                  'versions versions
                                  'candidates candidates)
                  (make-condition &message 'message
                                  (if (and version (pair? versions))
                                      (string-append
                                       (G_ "package ") name
                                       (G_ " has no version ") version)
                                      (string-append
                                       (G_ "unknown package: ") name)))
                  (if hint
                      (list (make-condition &fix-hint 'hint hint))
                      '())))))

(define (specification->name+version+output spec)
  "Return the name, the version or #f, and the output or #f in SPEC,
NAME[@VERSION][:OUTPUT]."
  (let* ((colon  (string-rindex spec #\:))
         (output (and colon (substring spec (+ 1 colon))))
         (rest   (if colon (substring spec 0 colon) spec)))
    (call-with-values (lambda () (package-name->name+version rest))
      (lambda (name version)
        (values name version output)))))

(define (best-package name version)
  "Return the package that NAME and VERSION, maybe #f, stand for."
  (match (find-best-packages-by-name name version)
    (() (unknown-package-error name version))
    ((package)
     (current-form package))
    ((package . others)
     (warning (G_ "ambiguous package specification '~a'; choosing ~a from ~a~%")
              (if version (string-append name "@" version) name)
              (package-full-name package)
              (location->string (package-location package)))
     (current-form package))))

(define (current-form package)
  "Return PACKAGE, or the one that replaces it."
  (match (package-superseded package)
    (#f package)
    (new
     (info (G_ "package '~a' has been superseded by '~a'~%")
           (package-name package) (package-name new))
     (current-form new))))

(define (specification->package spec)
  "Return the package that SPEC, NAME[@VERSION], stands for."
  (call-with-values (lambda () (package-name->name+version spec))
    best-package))

(define* (specification->package+output spec #:optional (output "out"))
  "Return the package and the output that SPEC, NAME[@VERSION][:OUTPUT], stands
for; the output is OUTPUT unless SPEC names one.  With #f for OUTPUT, and none in
SPEC, it is #f."
  (call-with-values (lambda () (specification->name+version+output spec))
    (lambda (name version named)
      (let* ((best    (best-package name version))
             (other   (and named (package-with-output best named)))
             (package (or other best))
             (output  (if other "out" (or named output))))
        (unless (or (not output) (member output (package-outputs package)))
          (raise (make-compound-condition
                  (make-condition &unknown-output-error
                                  'package package 'output output)
                  (make-condition &message 'message
                                  (string-append
                                   (G_ "package ") (package-full-name package)
                                   (G_ " has no output '") output "'"))
                  (make-condition &fix-hint 'hint
                                  (string-append
                                   (G_ "Its outputs: ")
                                   (string-join (package-outputs package) ", ")
                                   ".")))))
        (values package output)))))

(define (specification->location spec)
  "Return where the package that SPEC stands for is defined."
  (package-location (specification->package spec)))

(define (specification->object spec)
  "Return the package that SPEC stands for, or a list of it and an output."
  (call-with-values (lambda () (specification->package+output spec))
    (lambda (package output)
      (if (string=? output "out") package (list package output)))))

(define (specifications->packages specs)
  "Return the packages, or lists of a package and an output, that SPECS, a list
of strings, stand for."
  (map specification->object specs))

(define (specifications->manifest specs)
  "Return a manifest of what SPECS, a list of strings, stand for."
  (packages->manifest (specifications->packages specs)))

;;; packages.scm ends here
