;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; A stand-in for the place where the collection begins.

(define-module (gnu packages commencement)
  #:use-module (guix build-system)
  #:use-module (guix derivations)
  #:use-module (guix packages)
  #:use-module ((guix licenses) #:prefix license:)
  #:export (%guile-for-build
            standard-packages))

;;; Commentary:
;;;
;;; Tests of lowering need no real compiler: each package here is a derivation
;;; that nobody builds.  Load this file before anything asks for the module.
;;;
;;; Code:

(define raw-build-system
  (build-system
    (name 'raw)
    (description "derivations without builders")
    (lower
     (lambda* (name #:key system outputs #:allow-other-keys)
       (bag
         (name name)
         (system system)
         (outputs outputs)
         (build
          (lambda* (name inputs #:key system outputs #:allow-other-keys)
            (raw-derivation name "builtin:none" '()
                            #:system system #:outputs outputs))))))))

(define (raw-package name*)
  "Return a package called NAME* without inputs."
  (package
    (name name*)
    (version "0")
    (source #f)
    (build-system raw-build-system)
    (synopsis "Stand-in")
    (description "A stand-in.")
    (home-page #f)
    (license license:gpl3+)))

(define %guile-for-build (raw-package "guile"))

(define %standard-packages
  (map (lambda (name) (list name (raw-package name)))
       '("tar" "gzip" "patch" "coreutils" "gcc" "bash")))

(define (standard-packages)
  "Return the implicit inputs."
  %standard-packages)
