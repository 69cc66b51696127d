;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; The copy build system: files of the source go to the output.

(define-module (guix build-system copy)
  #:use-module (guix build-system)
  #:use-module (guix build-system gnu)
  #:use-module (guix gexp)
  #:use-module (guix gexp core)
  #:use-module (guix modules)
  #:use-module (guix packages)
  #:use-module (guix search-paths)
  #:use-module (guix utils)
  #:export (%copy-build-system-modules
            copy-build
            copy-build-system))

;;; Commentary:
;;;
;;; #:install-plan tells which files of the source go where; see
;;; (guix build copy-build-system).
;;;
;;; Code:

(define %copy-build-system-modules
  (source-module-closure '((guix build copy-build-system))))

(define* (lower name
                #:key source inputs native-inputs outputs system target
                #:allow-other-keys
                #:rest arguments)
  "Return the bag of the package NAME."
  (define private-keywords
    '(#:target #:inputs #:native-inputs #:outputs))
  (bag
    (name name)
    (system system)
    (target target)
    (build-inputs `(,@(if source `(("source" ,source)) '())
                    ,@native-inputs
                    ,@inputs
                    ,@(standard-packages)))
    (outputs outputs)
    (build copy-build)
    (arguments (strip-keyword-arguments private-keywords arguments))))

(define* (copy-build name inputs
                     #:key
                     guile source
                     (outputs '("out"))
                     (install-plan ''(("." "./")))
                     (search-paths '())
                     (out-of-source? #t)
                     (tests? #t)
                     (test-target "test")
                     (parallel-build? #t)
                     (parallel-tests? #t)
                     (validate-runpath? #t)
                     (patch-shebangs? #t)
                     (strip-binaries? #t)
                     (strip-flags %strip-flags)
                     (strip-directories %strip-directories)
                     (phases '(@ (guix build copy-build-system)
                                 %standard-phases))
                     (system (%current-system))
                     (substitutable? #t)
                     (imported-modules %copy-build-system-modules)
                     (modules '((guix build copy-build-system)
                                (guix build utils))))
  "Return in the store monad the derivation NAME that installs files of SOURCE
as INSTALL-PLAN says."
  (define builder
    (with-imported-modules imported-modules
      #~(begin
          (use-modules #$@(sexp->gexp modules))
          (copy-build #:source #+source
                      #:system #$system
                      #:outputs #$(outputs->gexp outputs)
                      #:inputs #$(input-tuples->gexp inputs)
                      #:install-plan #$(if (pair? install-plan)
                                           (sexp->gexp install-plan)
                                           install-plan)
                      #:search-paths '#$(sexp->gexp
                                         (map search-path-specification->sexp
                                              search-paths))
                      #:phases #$(if (pair? phases)
                                     (sexp->gexp phases)
                                     phases)
                      #:out-of-source? #$out-of-source?
                      #:tests? #$tests?
                      #:test-target #$test-target
                      #:parallel-build? #$parallel-build?
                      #:parallel-tests? #$parallel-tests?
                      #:validate-runpath? #$validate-runpath?
                      #:patch-shebangs? #$patch-shebangs?
                      #:strip-binaries? #$strip-binaries?
                      #:strip-flags '#$strip-flags
                      #:strip-directories '#$strip-directories))))

  (lambda (store)
    (values
     (gexp->derivation* store name builder
                        #:system system
                        #:target #f
                        #:substitutable? substitutable?
                        #:env-vars (shell-environment-variables store inputs
                                                                system)
                        #:guile-for-build
                        (lower-object* store (or guile (default-guile))
                                       system #f))
     store)))

(define copy-build-system
  (build-system
    (name 'copy)
    (description "The copy build system")
    (lower lower)))

;;; copy.scm ends here
