;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; The trivial build system: the package brings its whole builder.

(define-module (guix build-system trivial)
  #:use-module (guix build-system)
  #:use-module (guix build-system gnu)
  #:use-module (guix gexp)
  #:use-module (guix gexp core)
  #:use-module (guix packages)
  #:use-module (guix search-paths)
  #:use-module (guix utils)
  #:use-module (ice-9 match)
  #:export (trivial-build-system))

;;; Commentary:
;;;
;;; #:builder is the code, a gexp or an S-expression, #:modules what it imports,
;;; and #:env-vars, an extension, further environment variables.
;;;
;;; Code:

(define* (lower name
                #:key source inputs native-inputs outputs system target
                guile builder (modules '()) (env-vars '())
                allowed-references
                #:allow-other-keys)
  "Return the bag of the package NAME."
  (bag
    (name name)
    (system system)
    (target target)
    (build-inputs `(,@(if source `(("source" ,source)) '())
                    ,@native-inputs
                    ,@inputs))
    (outputs outputs)
    (build trivial-build)
    (arguments `(#:guile ,guile
                 #:builder ,builder
                 #:modules ,modules
                 #:env-vars ,env-vars
                 #:allowed-references ,allowed-references))))

(define* (trivial-build name inputs
                        #:key outputs guile system builder
                        (modules '()) (search-paths '()) (env-vars '())
                        allowed-references)
  "Return in the store monad the derivation NAME that runs BUILDER."
  (define exp
    (with-imported-modules modules
      (if (gexp? builder)
          #~(begin
              (define %build-inputs #+(input-tuples->gexp inputs))
              (define %outputs #$(outputs->gexp outputs))
              #$builder)
          #~(begin
              (define %build-inputs #+(input-tuples->gexp inputs))
              (define %outputs #$(outputs->gexp outputs))
              (define %output (assoc-ref %outputs "out"))
              #$(sexp->gexp builder)))))
  (lambda (store)
    (values
     (gexp->derivation* store name exp
                        #:system system
                        #:target #f
                        #:env-vars
                        (append env-vars
                                (remove-shell
                                 (shell-environment-variables store inputs
                                                              system)
                                 env-vars))
                        #:allowed-references allowed-references
                        #:guile-for-build
                        (lower-object* store (or guile (default-guile))
                                       system #f))
     store)))

(define (remove-shell variables others)
  "Return VARIABLES, an alist, but for those that OTHERS has."
  (filter (match-lambda ((name . _) (not (assoc name others)))) variables))

(define trivial-build-system
  (build-system
    (name 'trivial)
    (description "A build system for packages with a builder of their own")
    (lower lower)))

;;; trivial.scm ends here
