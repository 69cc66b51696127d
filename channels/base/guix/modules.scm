;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; Which modules a module needs, told from its source.

(define-module (guix modules)
  #:use-module (guix memoization)
  #:use-module (ice-9 match)
  #:use-module (srfi srfi-1)
  #:use-module (srfi srfi-34)
  #:use-module (srfi srfi-35)
  #:export (missing-dependency-error?
            missing-dependency-module
            missing-dependency-search-path

            file-name->module-name
            module-name->file-name
            module->source-file-name
            source-module-dependencies
            source-module-closure
            source-module-order
            live-module-closure
            guix-module-name?
            channel-directories))

;;; Commentary:
;;;
;;; Builders get the modules that they import, and what these import in turn.
;;; Only modules of the channels, not Guile's own, are taken along.
;;;
;;; Code:

(define-condition-type &missing-dependency-error &error
  missing-dependency-error?
  (module missing-dependency-module)
  (search-path missing-dependency-search-path))

(define (module->source-file-name module)
  "Return the relative source file name of MODULE, a list of symbols."
  (string-append (string-join (map symbol->string module) "/") ".scm"))

(define module-name->file-name module->source-file-name)

(define (file-name->module-name file)
  "Return the module name for the relative source FILE."
  (map string->symbol
       (string-split (if (string-suffix? ".scm" file)
                         (string-drop-right file 4)
                         file)
                     #\/)))

(define (guix-module-name? name)
  "Say whether NAME is that of a module of a channel."
  (match name
    (((or 'guix 'gnu) . _) #t)
    (_ #f)))

;; Files by which the directories of the load path that are not channels' are
;; known: Guile's own, and the engine's.
(define %other-directories-files
  '("ice-9/boot-9.scm" "gx/eval/main.scm" "gx/core.scm"))

(define* (channel-directories #:optional (path %load-path))
  "Return the directories of PATH that are those of channels: nothing else may
decide what a derivation is."
  (remove (lambda (directory)
            (or (string-suffix? "/guile/site" directory)
                (string-suffix? "/guile/site/3.0" directory)
                (string-suffix? "/share/guile" directory)
                (any (lambda (file)
                       (file-exists? (string-append directory "/" file)))
                     %other-directories-files)))
          path))

(define (definition-dependencies clauses)
  "Return the modules that CLAUSES, those of a 'define-module' form, import."
  (let loop ((clauses clauses) (result '()))
    (match clauses
      (() (reverse result))
      ((#:use-module ((module ...) . _) . rest)
       (loop rest (cons module result)))
      ((#:use-module module . rest)
       (loop rest (cons module result)))
      ((#:autoload module _ . rest)
       (loop rest (cons module result)))
      (((or #:export #:re-export #:export-syntax #:re-export-syntax
            #:replace #:version) _ . rest)
       (loop rest result))
      ((_ . rest) (loop rest result)))))

(define (form-dependencies form)
  "Return the modules that FORM, the first of a file, imports."
  (match form
    (('define-module _ . clauses) (definition-dependencies clauses))
    (('use-modules specs ...)
     (map (match-lambda
            (((? pair? module) . _) module)
            (module module))
          specs))
    (_ '())))

(define source-dependencies
  (mlambda (file)
    (call-with-input-file file
      (lambda (port)
        (form-dependencies (read port)))
      #:encoding "UTF-8")))

(define* (source-module-dependencies module #:optional (load-path %load-path))
  "Return the modules that MODULE imports, its source found in LOAD-PATH."
  (match (search-path load-path (module->source-file-name module))
    (#f
     (raise (condition (&missing-dependency-error
                        (module module)
                        (search-path load-path)))))
    (file (source-dependencies file))))

(define* (source-module-closure modules
                                #:optional (load-path %load-path)
                                #:key (select? guix-module-name?))
  "Return MODULES and all that they import that SELECT? accepts, in an order
that depends on nothing else."
  (reverse (source-module-order modules load-path #:select? select?)))

(define* (source-module-order modules load-path
                              #:key (select? guix-module-name?))
  "Return the closure of MODULES, each module before those that it imports."
  (define (visit module state)
    ;; STATE is (SEEN . ORDER): depth first, imports before their users.
    (match state
      ((seen . order)
       (if (member module seen)
           state
           (let ((below (fold visit
                              (cons (cons module seen) order)
                              (filter select?
                                      (match module
                                        ((_ '=> _) '())
                                        (_ (source-module-dependencies
                                            module load-path)))))))
             (cons (car below) (cons module (cdr below))))))))
  (cdr (fold visit '(() . ()) modules)))

(define live-module-closure source-module-closure)

;;; modules.scm ends here
