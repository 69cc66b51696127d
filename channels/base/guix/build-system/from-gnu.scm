;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; Build systems that are the GNU one with other phases.

(define-module (guix build-system from-gnu)
  #:use-module (guix build-system)
  #:use-module (guix build-system gnu)
  #:use-module (guix gexp)
  #:use-module (guix gexp core)
  #:use-module (guix modules)
  #:use-module (guix packages)
  #:use-module (guix search-paths)
  #:use-module (guix store)
  #:use-module (guix utils)
  #:use-module (ice-9 match)
  #:use-module (srfi srfi-1)
  #:export (gnu-derived-build-system
            gnu-derived-modules
            package-reference))

;;; Commentary:
;;;
;;; CMake, Meson, Python, Ruby and Perl packages are built alike: implicit
;;; inputs of their own, a build-side module with phases that begin from those
;;; of gnu-build-system, and arguments that are handed over as they are.
;;;
;;; Code:

(define (package-reference module variable)
  "Return a thunk for the package VARIABLE of (gnu packages MODULE), which is
looked up late: that module may use a build system made here."
  (lambda ()
    (module-ref (resolve-interface `(gnu packages ,module)) variable)))

(define (gnu-derived-modules module)
  "Return the modules that builders with the build-side MODULE import."
  (source-module-closure (list module)))

(define %own-keywords
  ;; What the build takes for itself; all other arguments are handed over.
  '(#:guile #:source #:outputs #:system #:search-paths #:imported-modules
    #:modules #:phases #:substitutable? #:allowed-references
    #:disallowed-references #:inputs #:native-inputs #:target
    #:implicit-inputs?))

(define (argument-pairs arguments)
  "Return the list of keywords and values ARGUMENTS as a list of pairs."
  (match arguments
    (() '())
    ((keyword value . rest)
     (cons (cons keyword value) (argument-pairs rest)))))

(define (handed-over arguments defaults)
  "Return, as keywords and values for a gexp, ARGUMENTS and those of DEFAULTS,
an alist, that they do not give."
  (let ((given (argument-pairs
                (strip-keyword-arguments %own-keywords arguments))))
    (append-map (match-lambda
                  ((keyword . value)
                   (list keyword
                         (if (pair? value) (sexp->gexp value) value))))
                (append given
                        (remove (match-lambda
                                  ((keyword . _) (assq keyword given)))
                                defaults)))))

(define* (gnu-derived-build-system name description
                                   #:key module procedure
                                   (implicit-inputs '())
                                   (implicit-keywords '())
                                   (defaults '()))
  "Return the build system NAME, told about by DESCRIPTION, that calls
PROCEDURE, a symbol, of the build-side MODULE.  IMPLICIT-INPUTS is an alist of
labels and thunks for packages; an argument of IMPLICIT-KEYWORDS, an alist of
keywords and labels, gives another package instead.  DEFAULTS is an alist of
keywords and values of arguments."
  (define imported (gnu-derived-modules module))

  (define (implicit arguments)
    (map (match-lambda
           ((label . thunk)
            (list label
                  (or (any (match-lambda
                             ((keyword . (? (lambda (l) (equal? l label))))
                              (and=> (memq keyword arguments) cadr))
                             (_ #f))
                           implicit-keywords)
                      (thunk)))))
         implicit-inputs))

  (define* (build name inputs
                  #:key guile source (outputs '("out")) (search-paths '())
                  (phases '%standard-phases) (system (%current-system))
                  (imported-modules imported)
                  (modules (list module '(guix build utils)))
                  (substitutable? #t) allowed-references
                  disallowed-references
                  #:allow-other-keys #:rest arguments)
    (define builder
      (with-imported-modules imported-modules
        #~(begin
            (use-modules #$@(sexp->gexp modules))
            (define %build-inputs #$(input-tuples->gexp inputs))
            (define %outputs #$(outputs->gexp outputs))
            (#$procedure #:source #+source
                         #:system #$system
                         #:outputs %outputs
                         #:inputs %build-inputs
                         #:search-paths
                         '#$(sexp->gexp (map search-path-specification->sexp
                                             search-paths))
                         #:phases #$(if (pair? phases)
                                        (sexp->gexp phases)
                                        phases)
                         #$@(handed-over arguments defaults)))))
    (lambda (store)
      (values
       (gexp->derivation* store name builder
                          #:system system
                          #:target #f
                          #:substitutable? substitutable?
                          #:allowed-references allowed-references
                          #:disallowed-references disallowed-references
                          #:env-vars (shell-environment-variables store inputs
                                                                  system)
                          #:guile-for-build
                          (lower-object* store (or guile (default-guile))
                                         system #f))
       store)))

  (define* (lower name #:key source inputs native-inputs outputs system target
                  (implicit-inputs? #t)
                  #:allow-other-keys #:rest arguments)
    (and (not target)
         (bag
           (name name)
           (system system)
           (target target)
           (build-inputs
            `(,@(if source `(("source" ,source)) '())
              ,@native-inputs
              ,@inputs
              ,@(if implicit-inputs?
                    (append (implicit arguments) (standard-packages))
                    '())))
           (outputs outputs)
           (build build)
           (arguments
            (strip-keyword-arguments
             (append '(#:inputs #:native-inputs #:outputs #:target
                       #:implicit-inputs?)
                     (map car implicit-keywords))
             arguments)))))

  (build-system
    (name name)
    (description description)
    (lower lower)))
