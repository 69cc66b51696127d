;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; Macros in text.

(define-module (gnu packages m4)
  #:use-module (gnu packages debian)
  #:use-module (guix build-system debian)
  #:use-module (guix gexp)
  #:use-module ((guix licenses) #:prefix license:)
  #:use-module (guix packages))

(define-public m4
  (package
    (name "m4")
    (version "1.4.19")
    (source #f)
    (build-system debian-build-system)
    (arguments
     (list #:debs (debian-debs "m4" "libsigsegv2")))
    (home-page "https://www.gnu.org/software/m4/")
    (synopsis "Expand macros in text")
    (description
     "m4 copies text and expands the macros in it; autoconf is written in it.")
    (license license:gpl3+)))

