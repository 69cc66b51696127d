;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; The GNU build system: configure, make, make install.

(define-module (guix build-system gnu)
  #:use-module (guix build-system)
  #:use-module (guix derivations)
  #:use-module (guix gexp)
  #:use-module (guix gexp core)
  #:use-module (guix memoization)
  #:use-module (guix modules)
  #:use-module (guix monads)
  #:use-module (guix packages)
  #:use-module (guix search-paths)
  #:use-module (guix store)
  #:use-module (guix utils)
  #:use-module (ice-9 match)
  #:use-module (srfi srfi-1)
  #:export (%default-gnu-imported-modules
            %default-gnu-modules
            %gnu-build-system-modules
            %strip-flags
            %strip-directories
            gnu-build
            gnu-build-system
            standard-packages
            shell-environment-variables
            package-with-explicit-inputs
            package-with-extra-configure-variable
            static-libgcc-package
            static-package
            dist-package
            package-with-restricted-references))

;;; Commentary:
;;;
;;; Packages are built by the phases of (guix build gnu-build-system), with the
;;; implicit inputs that (gnu packages commencement) lists.  Other build systems
;;; reuse the lowering and change the builder.
;;;
;;; Code:

(define %default-gnu-imported-modules
  (source-module-closure '((guix build gnu-build-system))))

(define %gnu-build-system-modules %default-gnu-imported-modules)

(define %default-gnu-modules
  '((guix build gnu-build-system)
    (guix build utils)))

(define %strip-flags '("--strip-unneeded" "--enable-deterministic-archives"))
(define %strip-directories '("lib" "lib64" "libexec" "bin" "sbin"))

(define (standard-packages)
  "Return the implicit inputs, a list of (LABEL PACKAGE)."
  ((module-ref (resolve-interface '(gnu packages commencement))
               'standard-packages)))

(define* (lower name
                #:key source inputs native-inputs outputs target
                (implicit-inputs? #t) (implicit-cross-inputs? #t)
                (strip-binaries? #t) system
                #:allow-other-keys
                #:rest arguments)
  "Return the bag of the package NAME, or #f for a TARGET."
  (define private-keywords
    '(#:inputs #:native-inputs #:outputs #:target
      #:implicit-inputs? #:implicit-cross-inputs?))

  (and (not target)
       (bag
         (name name)
         (system system) (target target)
         (build-inputs `(,@(if source
                               `(("source" ,source))
                               '())
                         ,@native-inputs
                         ;; Headers of the C library must come last.
                         ,@inputs
                         ,@(if implicit-inputs? (standard-packages) '())))
         (outputs outputs)
         (build gnu-build)
         (arguments (strip-keyword-arguments private-keywords arguments)))))

(define (shell-environment-variables store inputs system)
  "Return the environment variable that makes the input labelled \"bash\" of
INPUTS /bin/sh in the build, if there is one."
  (match (or (assoc "bash" inputs) (assoc "bash-minimal" inputs))
    ((_ bash . _)
     (match (lower-object* store bash system #f)
       ((? derivation? drv)
        `(("GX_BINSH"
           . ,(string-append (derivation->output-path drv) "/bin/sh"))))
       (_ '())))
    (#f '())))

(define* (gnu-build name inputs
                    #:key
                    guile source
                    (outputs '("out"))
                    (search-paths '())
                    (bootstrap-scripts
                     #~%bootstrap-scripts)
                    (configure-flags ''())
                    (make-flags ''())
                    (out-of-source? #f)
                    (tests? #t)
                    (test-target "check")
                    (parallel-build? #t)
                    (parallel-tests? #t)
                    (patch-shebangs? #t)
                    (strip-binaries? #t)
                    (strip-flags %strip-flags)
                    (strip-directories %strip-directories)
                    (validate-runpath? #t)
                    (make-dynamic-linker-cache? #t)
                    (license-file-regexp
                     #~%license-file-regexp)
                    (phases '%standard-phases)
                    (locale "C.UTF-8")
                    (separate-from-pid1? #t)
                    (system (%current-system))
                    (build (nix-system->gnu-triplet system))
                    (imported-modules %default-gnu-imported-modules)
                    (modules %default-gnu-modules)
                    (substitutable? #t)
                    allowed-references
                    disallowed-references)
  "Return in the store monad the derivation NAME that builds SOURCE with INPUTS,
a list of (LABEL OBJECT [OUTPUT]), by the phases PHASES."
  (define builder
    (with-imported-modules imported-modules
      #~(begin
          (use-modules #$@(sexp->gexp modules))

          (define %build-inputs #$(input-tuples->gexp inputs))
          (define %outputs #$(outputs->gexp outputs))

          (gnu-build #:source #+source
                     #:system #$system
                     #:build #$build
                     #:outputs %outputs
                     #:inputs %build-inputs
                     #:search-paths '#$(sexp->gexp
                                        (map search-path-specification->sexp
                                             search-paths))
                     #:phases #$(if (pair? phases)
                                    (sexp->gexp phases)
                                    phases)
                     #:locale #$locale
                     #:bootstrap-scripts #$bootstrap-scripts
                     #:configure-flags #$(if (pair? configure-flags)
                                             (sexp->gexp configure-flags)
                                             configure-flags)
                     #:make-flags #$(if (pair? make-flags)
                                        (sexp->gexp make-flags)
                                        make-flags)
                     #:out-of-source? #$out-of-source?
                     #:tests? #$tests?
                     #:test-target #$test-target
                     #:parallel-build? #$parallel-build?
                     #:parallel-tests? #$parallel-tests?
                     #:patch-shebangs? #$patch-shebangs?
                     #:license-file-regexp #$license-file-regexp
                     #:strip-binaries? #$strip-binaries?
                     #:validate-runpath? #$validate-runpath?
                     #:make-dynamic-linker-cache? #$make-dynamic-linker-cache?
                     #:strip-flags '#$strip-flags
                     #:strip-directories '#$strip-directories))))

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

(define gnu-build-system
  (build-system
    (name 'gnu)
    (description
     "The GNU build system: ./configure && make && make check && make install")
    (lower lower)))


;;;
;;; Variants of packages built this way.
;;;

(define* (package-with-explicit-inputs p inputs
                                       #:optional (location #f)
                                       #:key (native-inputs '()) guile)
  "Return P with INPUTS, a list or a thunk of it, in place of the implicit ones,
and so for all that it depends on."
  (define (explicit)
    (if (procedure? inputs) (inputs) inputs))
  (define (add-explicit-inputs p)
    (if (eq? gnu-build-system (package-build-system p))
        (package
          (inherit p)
          (location (package-location p))
          (arguments
           (ensure-keyword-arguments (package-arguments p)
                                     `(#:implicit-inputs? #f
                                       ,@(if guile `(#:guile ,guile) '()))))
          (native-inputs (append native-inputs (package-native-inputs p)))
          (inputs (append (package-inputs p) (explicit))))
        p))
  ((package-mapping add-explicit-inputs) p))

(define (package-with-extra-configure-variable p variable value)
  "Return P, and what it depends on, configured with VARIABLE set to VALUE."
  (define flag (string-append variable "=" value))
  (define (add-flag p)
    (package
      (inherit p)
      (location (package-location p))
      (arguments
       (substitute-keyword-arguments (package-arguments p)
         ((#:configure-flags flags ''())
          #~(cons #$flag #$flags))))))
  ((package-mapping add-flag) p))

(define (static-libgcc-package p)
  "Return P linked to the static libgcc."
  (package-with-extra-configure-variable p "LDFLAGS" "-static-libgcc"))

(define* (static-package p #:key (strip-all? #t))
  "Return P with its programs linked statically."
  (package
    (inherit p)
    (location (package-location p))
    (arguments
     (let ((args (package-arguments p)))
       (substitute-keyword-arguments args
         ((#:configure-flags flags ''())
          #~(cons* "--disable-shared" "LDFLAGS=-static" #$flags))
         ((#:strip-flags flags %strip-flags)
          (if strip-all? '("--strip-all") flags)))))))

(define* (dist-package p source #:key (phases #~%standard-phases))
  "Return the package that makes the source archive of P from SOURCE."
  (package
    (inherit p)
    (name (string-append (package-name p) "-dist"))
    (source source)
    (arguments
     (ensure-keyword-arguments (package-arguments p)
                               `(#:phases ,phases)))))

(define (package-with-restricted-references p references)
  "Return P, allowed to refer to REFERENCES only."
  (package
    (inherit p)
    (location (package-location p))
    (arguments
     (ensure-keyword-arguments (package-arguments p)
                               `(#:allowed-references ,references)))))

;;; gnu.scm ends here
