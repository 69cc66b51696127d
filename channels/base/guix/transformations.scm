;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; Packages changed by command-line options.

(define-module (guix transformations)
  #:use-module (guix diagnostics)
  #:use-module (guix download)
  #:use-module (guix gexp)
  #:use-module (guix git)
  #:use-module (guix git-download)
  #:use-module (guix i18n)
  #:use-module (guix packages)
  #:use-module (guix profiles)
  #:use-module (guix utils)
  #:use-module (ice-9 match)
  #:use-module (srfi srfi-1)
  #:use-module (srfi srfi-34)
  #:use-module (srfi srfi-35)
  #:export (options->transformation
            manifest-entry-with-transformations
            transformation-option-key?
            transformation-unused-specifications
            tunable-package?
            package-with-upstream-version))

;;; Commentary:
;;;
;;; Options such as (with-input . "old=new") become a procedure that changes a
;;; package, and the packages that it depends on.
;;;
;;; Code:

(define (specification->package spec)
  "Return the package that SPEC stands for."
  ((module-ref (resolve-interface '(gnu packages)) 'specification->package)
   spec))

(define (split-assignment str option)
  "Return the two parts of STR, LEFT=RIGHT, the value of OPTION."
  (match (string-index str #\=)
    (#f (leave (G_ "invalid value of --~a, which must be PACKAGE=VALUE: ~a")
               option str))
    (index (values (substring str 0 index) (substring str (+ 1 index))))))

(define %unused
  ;; The table that those who rewrite packages take the specifications out of
  ;; that they met.
  (make-parameter (make-hash-table)))

(define (rewrite-packages replacements)
  "Return a procedure that changes packages, also those that others depend on:
REPLACEMENTS is a list of (SPEC . PROC)."
  (define unused (%unused))

  (define noting
    (map (match-lambda
           ((spec . proc)
            (hash-set! unused spec #t)
            (cons spec (lambda (old)
                         (hash-remove! unused spec)
                         (proc old)))))
         replacements))

  (let ((rewrite (package-input-rewriting/spec noting)))
    (lambda (obj)
      (if (package? obj) (rewrite obj) obj))))

(define (assignments->rewriter values option proc)
  "Return the procedure for VALUES, PACKAGE=VALUE strings, of OPTION: PROC takes
the old package and a list of values."
  (define table
    (fold-right (lambda (value table)
                  (call-with-values (lambda () (split-assignment value option))
                    (lambda (spec value)
                      (match (assoc spec table)
                        (#f (alist-cons spec (list value) table))
                        ((_ . others)
                         (alist-cons spec (cons value others)
                                     (alist-delete spec table)))))))
                '() values))
  (rewrite-packages
   (map (match-lambda
          ((spec . values)
           (cons spec (lambda (old) (proc old values)))))
        table)))

(define (with-source old source version)
  "Return OLD built from SOURCE, and with VERSION unless it is #f."
  (package
    (inherit old)
    (location (package-location old))
    (version (or version (package-version old)))
    (source source)))


;;;
;;; Each transformation takes the values of one option.
;;;

(define (numeric-start? str)
  "Say whether STR starts with a digit."
  (and (not (string-null? str)) (char-numeric? (string-ref str 0))))

(define (source-uri->name+version uri)
  "Return the package name and the version, or #f, in the file name of URI."
  (let* ((base (if (false-if-exception (file-is-directory? uri))
                   (basename uri)
                   (tarball-sans-extension (basename uri))))
         (dash (string-rindex base #\-)))
    (if (and dash (numeric-start? (substring base (+ 1 dash))))
        (values (substring base 0 dash) (substring base (+ 1 dash)))
        (values base #f))))

(define (uri->source uri)
  "Return the source that URI, a file name or a file:// URL, stands for."
  (define file
    (if (string-prefix? "file://" uri) (string-drop uri 7) uri))
  (when (and (string-contains file "://"))
    (raise (make-compound-condition
            (make-condition &message 'message
                            (string-append
                             (G_ "--with-source cannot fetch ") uri))
            (make-condition &fix-hint 'hint
                            (G_ "Download it, and give the file's name.")))))
  (unless (file-exists? file)
    (leave (G_ "no such file: ~a") file))
  (if (file-is-directory? file)
      (local-file (assume-valid-file-name (canonicalize-path file))
                  (basename (canonicalize-path file))
                  #:recursive? #t
                  #:select? (or (git-predicate file) (const #t)))
      (local-file (assume-valid-file-name (canonicalize-path file)))))

(define (transform-source values)
  "Return the procedure for --with-source."
  (define (parse value)
    ;; Return the name, the version or #f, and the URI.
    (match (string-index value #\=)
      (#f (call-with-values (lambda () (source-uri->name+version value))
            (lambda (name version) (list name version value))))
      (index
       (let ((uri (substring value (+ 1 index))))
         (call-with-values
             (lambda ()
               (package-name->name+version (substring value 0 index)))
           (lambda (name version)
             (call-with-values (lambda () (source-uri->name+version uri))
               (lambda (_ uri-version)
                 (list name (or version uri-version) uri)))))))))
  (rewrite-packages
   (map (match-lambda
          ((name version uri)
           (cons name (lambda (old)
                        (with-source old (uri->source uri) version)))))
        (map parse values))))

(define (file-is-directory? file)
  "Say whether FILE is a directory."
  (eq? 'directory (stat:type (stat file))))

(define (transform-inputs values)
  "Return the procedure for --with-input, and --with-graft."
  (rewrite-packages
   (map (lambda (value)
          (call-with-values (lambda () (split-assignment value "with-input"))
            (lambda (old new)
              (cons old (const (specification->package new))))))
        values)))

(define (transform-patches values)
  "Return the procedure for --with-patch."
  (define (patch file)
    (unless (file-exists? file)
      (leave (G_ "no such file: ~a") file))
    (local-file (assume-valid-file-name (canonicalize-path file))))
  (assignments->rewriter
   values "with-patch"
   (lambda (old files)
     (match (package-source old)
       ((? origin? source)
        (with-source old
                     (origin
                       (inherit source)
                       (patches (append (origin-patches source)
                                        (map patch files))))
                     #f))
       (_ (leave (G_ "~a has no source that could be patched")
                 (package-full-name old)))))))

(define (transform-arguments values option change)
  "Return the procedure for an OPTION that changes arguments: CHANGE takes the
keyword list and the values for a package."
  (assignments->rewriter
   values option
   (lambda (old values)
     (package
       (inherit old)
       (location (package-location old))
       (arguments (change (package-arguments old) values))))))

(define (transform-configure-flags values)
  "Return the procedure for --with-configure-flag."
  (transform-arguments
   values "with-configure-flag"
   (lambda (arguments flags)
     (substitute-keyword-arguments arguments
       ((#:configure-flags old #~'())
        #~(append #$(if (pair? old) (sexp->gexp old) old) '#$flags))))))

(define (change-arguments specs change)
  "Return a procedure that applies CHANGE to the arguments of packages SPECS."
  (rewrite-packages
   (map (lambda (spec)
          (cons spec (lambda (old)
                       (package
                         (inherit old)
                         (location (package-location old))
                         (arguments (change (package-arguments old)))))))
        specs)))

(define (transform-tests values)
  "Return the procedure for --without-tests."
  (change-arguments values
                    (lambda (arguments)
                      (ensure-keyword-arguments arguments '(#:tests? #f)))))

(define (transform-debug-info values)
  "Return the procedure for --with-debug-info."
  (change-arguments values
                    (lambda (arguments)
                      (ensure-keyword-arguments arguments
                                                '(#:strip-binaries? #f)))))

(define (package-git-url old)
  "Return the URL of the Git repository that OLD is built from."
  (match (package-source old)
    ((? origin? source)
     (match (origin-uri source)
       ((? git-reference? ref) (git-reference-url ref))
       (_ (leave (G_ "~a does not come from a Git repository")
                 (package-full-name old)))))
    ((? git-checkout? checkout) (git-checkout-url checkout))
    (_ (leave (G_ "~a does not come from a Git repository")
              (package-full-name old)))))

(define (transform-git-url values)
  "Return the procedure for --with-git-url."
  (assignments->rewriter
   values "with-git-url"
   (lambda (old values)
     (with-source old
                  (git-checkout
                    (url (last values))
                    (recursive? #t))
                  #f))))

(define (transform-branch values)
  "Return the procedure for --with-branch."
  (assignments->rewriter
   values "with-branch"
   (lambda (old values)
     (with-source old
                  (git-checkout
                    (url (package-git-url old))
                    (branch (last values))
                    (recursive? #t))
                  (string-append "git."
                                 (string-map (lambda (chr)
                                               (if (char=? chr #\/) #\- chr))
                                             (last values)))))))

(define (transform-commit values)
  "Return the procedure for --with-commit."
  (define (commit-version commit)
    (if (and (string-every char-set:hex-digit commit)
             (>= (string-length commit) 7))
        (string-append "git." (string-take commit 7))
        (if (string-prefix? "v" commit) (string-drop commit 1) commit)))
  (assignments->rewriter
   values "with-commit"
   (lambda (old values)
     (with-source old
                  (git-checkout
                    (url (package-git-url old))
                    (commit (last values))
                    (recursive? #t))
                  (commit-version (last values))))))

(define (package-with-upstream-version package version)
  "Return the package with the name of PACKAGE and VERSION that the channels
have; raise an error if there is none."
  (match ((module-ref (resolve-interface '(gnu packages))
                      'find-packages-by-name)
          (package-name package) version)
    ((found . _) found)
    (()
     (raise (make-compound-condition
             (make-condition &message 'message
                             (string-append
                              (G_ "the channels have no version ") version
                              (G_ " of ") (package-name package)))
             (make-condition &fix-hint 'hint
                             (G_ "Give its source with --with-source; gx \
does not look for new releases.")))))))

(define (transform-version values)
  "Return the procedure for --with-version."
  (assignments->rewriter
   values "with-version"
   (lambda (old values)
     (package-with-upstream-version old (last values)))))

(define (transform-latest values)
  "Refuse --with-latest."
  (raise (make-compound-condition
          (make-condition &message 'message
                          (G_ "--with-latest is not supported: what it means \
changes from day to day"))
          (make-condition &fix-hint 'hint
                          (G_ "Name the source with --with-source, or the \
commit with --with-commit.")))))

(define %transformations
  ;; Option -> procedure that takes its values.
  `((with-source . ,transform-source)
    (with-input . ,transform-inputs)
    (with-graft . ,transform-inputs)
    (with-git-url . ,transform-git-url)
    (with-branch . ,transform-branch)
    (with-commit . ,transform-commit)
    (with-patch . ,transform-patches)
    (with-configure-flag . ,transform-configure-flags)
    (with-version . ,transform-version)
    (with-latest . ,transform-latest)
    (with-debug-info . ,transform-debug-info)
    (without-tests . ,transform-tests)))

(define (transformation-option-key? key)
  "Say whether KEY, a symbol, is that of an option that transforms packages."
  (->bool (assq key %transformations)))

(define (tunable-package? package)
  "Say whether PACKAGE gains from code for a particular CPU."
  (->bool (assq 'tunable? (package-properties package))))

(define (note-transformations package options)
  "Return PACKAGE with the property that tells its OPTIONS, after those that
changed it before."
  (package/inherit* package
                    `((transformations
                       . ,(append (or (assq-ref (package-properties package)
                                                'transformations)
                                      '())
                                  options))
                      ,@(alist-delete 'transformations
                                      (package-properties package)))))

(define (package/inherit* p properties*)
  "Return P with PROPERTIES*."
  (package
    (inherit p)
    (location (package-location p))
    (properties properties*)))

;; Transformation -> the table of what it did not meet.
(define %unused-tables (make-weak-key-hash-table))

(define (transformation-unused-specifications transform)
  "Return the specifications among the options of TRANSFORM, which
'options->transformation' returned, that no package lowered so far matched."
  (match (hashq-ref %unused-tables transform)
    (#f '())
    (table (sort (hash-map->list (lambda (spec _) spec) table) string<?))))

(define (options->transformation options)
  "Return a procedure that applies the transformations among OPTIONS, an alist
such as ((with-input . \"a=b\")), to the object it is given."
  (define relevant
    (filter (match-lambda ((key . _) (transformation-option-key? key)))
            options))

  (define unused (make-hash-table))

  (define procedures
    (parameterize ((%unused unused))
      (filter-map (match-lambda
                    ((key . transform)
                     (match (filter-map (match-lambda
                                          ((name . value)
                                           (and (eq? name key) value)))
                                        relevant)
                       (() #f)
                       (values (transform values)))))
                  %transformations)))

  (define (transform obj)
    (if (or (null? procedures) (not (package? obj)))
        obj
        (let ((new (fold (lambda (proc obj) (proc obj)) obj procedures)))
          (if (eq? new obj) obj (note-transformations new relevant)))))

  (hashq-set! %unused-tables transform unused)
  transform)

(define (manifest-entry-with-transformations entry)
  "Return ENTRY with the transformations that its properties tell applied to its
item."
  (match (assq-ref (manifest-entry-properties entry) 'transformations)
    (#f entry)
    (options
     (let ((transform (options->transformation options)))
       (manifest-entry
         (inherit entry)
         (item (transform (manifest-entry-item entry))))))))

;;; transformations.scm ends here
