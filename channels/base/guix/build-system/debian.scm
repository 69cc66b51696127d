;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; The build system of packages that are relocated Debian binary packages.

(define-module (guix build-system debian)
  #:use-module (guix build-system)
  #:use-module (guix derivations)
  #:use-module (guix gexp)
  #:use-module (guix monads)
  #:use-module (guix packages)
  #:use-module (guix store)
  #:use-module (guix utils)
  #:use-module (ice-9 match)
  #:use-module (srfi srfi-1)
  #:export (debian-build-system
            %debian-build-system-modules))

;;; Commentary:
;;;
;;; Such a package has no source, but #:debs, a gexp for the list of .debs
;;; that (gnu packages debian) makes.  For example:
;;;
;;;   (define-public jq
;;;     (package
;;;       (name "jq")
;;;       (version "1.6")
;;;       (source #f)
;;;       (build-system debian-build-system)
;;;       (arguments (list #:debs (debian-debs "jq" "libjq1" "libonig5")))
;;;       (home-page ...) ...))
;;;
;;; All .debs are unpacked into one flat tree and made to run from the store
;;; with libraries of their own and of the inputs; glibc, gcc-lib and bash are
;;; inputs of all but those in which they are made.  Other arguments:
;;;
;;;   #:drop      regexps; files and directories, relative, to delete
;;;   #:keep      directories, relative, that would be deleted by rule
;;;   #:static?   whether to keep static libraries
;;;   #:links     alist of links to make and their targets
;;;   #:wrappers  gexp; list of (PROGRAM VARIABLE ...) as wrap-program has it
;;;   #:optional-libraries  needed libraries that may be missing
;;;   #:phases    gexp that starts from %standard-phases
;;;
;;; The bootstrap's Guile and tools run the build; what it makes must not
;;; refer to them.
;;;
;;; Code:

(define %debian-build-system-modules
  '((guix build debian-build-system)
    (guix build debian)
    (guix build gnu-build-system)
    (guix build elf)
    (guix build utils)))

(define (bootstrap-tools)
  "Return the package of the programs that relocation needs, Guile included."
  ;; The module is looked up late: it uses this one's neighbours.
  (module-ref (resolve-interface '(gnu packages bootstrap))
              '%bootstrap-tools))

(define (implicit-inputs)
  "Return the inputs that relocated packages have without saying so."
  (module-ref (resolve-interface '(gnu packages bootstrap))
              '%relocation-inputs))

(define* (lower name #:key source inputs native-inputs outputs system target
                (implicit-inputs? #t)
                #:allow-other-keys #:rest arguments)
  "Return a bag for NAME of those arguments."
  (define private-keywords
    '(#:target #:inputs #:native-inputs #:implicit-inputs? #:source))
  (and (not target)
       (bag
         (name name)
         (system system)
         (host-inputs `(,@inputs
                        ,@(if implicit-inputs? ((implicit-inputs)) '())))
         (build-inputs `(("bootstrap-tools" ,(bootstrap-tools))
                         ,@native-inputs))
         (outputs outputs)
         (build debian-build)
         (arguments
          `(#:tools ,(cons "bootstrap-tools"
                           (match native-inputs
                             (((labels . _) ...) labels)
                             (_ '())))
            ,@(strip-keyword-arguments private-keywords arguments))))))

(define* (debian-build name inputs
                       #:key (tools '()) (debs #~'()) (drop ''()) (keep ''())
                       (static? #f) (links ''()) (wrappers ''())
                       (optional-libraries ''()) (phases '%standard-phases)
                       (outputs '("out")) (system (%current-system))
                       guile
                       (imported-modules %debian-build-system-modules)
                       (modules '((guix build debian-build-system)
                                  (guix build debian)
                                  (guix build utils)
                                  (srfi srfi-1)
                                  (srfi srfi-26)))
                       #:allow-other-keys)
  "Relocate DEBS, with those of INPUTS that TOOLS does not name for libraries
and programs."
  (define (tool? input)
    (member (first input) tools))
  (define (as-value argument)
    ;; Plain lists are quoted, so that recipes need no gexp for them.
    (match argument
      ((or ('quote _) ('quasiquote _)) (sexp->gexp argument))
      ((? pair?) #~'#$argument)
      (() #~'())
      (_ (if (gexp? argument) argument (sexp->gexp argument)))))
  (define builder
    (with-imported-modules imported-modules
      #~(begin
          (use-modules #$@(sexp->gexp modules))
          (debian-build #:outputs #$(outputs->gexp outputs)
                        #:inputs #$(input-tuples->gexp (remove tool? inputs))
                        #:native-inputs
                        #+(input-tuples->gexp (filter tool? inputs))
                        #:debs #$debs
                        #:drop #$(as-value drop)
                        #:keep #$(as-value keep)
                        #:static? #$static?
                        #:links #$(as-value links)
                        #:wrappers #$(as-value wrappers)
                        #:optional-libraries #$(as-value optional-libraries)
                        #:phases #$(if (pair? phases)
                                       (sexp->gexp phases)
                                       phases)))))
  (mlet %store-monad ((guile (package->derivation (or guile (bootstrap-tools))
                                                  system #:graft? #f)))
    (gexp->derivation name builder
                      #:system system
                      #:target #f
                      #:graft? #f
                      #:disallowed-references (list (bootstrap-tools))
                      #:guile-for-build guile)))

(define debian-build-system
  (build-system
    (name 'debian)
    (description "Relocated Debian binary packages")
    (lower lower)))
