;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; The shell.

(define-module (gnu packages bash)
  #:use-module (gnu packages base)
  #:use-module (gnu packages debian)
  #:use-module (guix build-system debian)
  #:use-module (guix gexp)
  #:use-module ((guix licenses) #:prefix license:)
  #:use-module (guix packages))

(define-public bash
  (package
    (name "bash")
    (version "5.2.15")
    (source #f)
    (build-system debian-build-system)
    (arguments
     (list #:debs (debian-debs "bash" "libtinfo6")
           #:implicit-inputs? #f
           #:drop ''("etc" "share/debianutils")
           #:links ''(("bin/sh" . "bash"))))
    (inputs (list glibc))
    (home-page "https://www.gnu.org/software/bash/")
    (synopsis "The GNU shell")
    (description
     "Bash runs commands that are typed or read from scripts; it is also the
collection's \"sh\".")
    (license license:gpl3+)))

(define-public bash-minimal
  (package
    (inherit bash)
    (name "bash-minimal")
    (properties '((hidden? . #t)))))
