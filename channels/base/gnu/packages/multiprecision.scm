;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; Arithmetic with large numbers.

(define-module (gnu packages multiprecision)
  #:use-module (gnu packages debian)
  #:use-module (guix build-system debian)
  #:use-module (guix gexp)
  #:use-module ((guix licenses) #:prefix license:)
  #:use-module (guix packages))

(define-public gmp
  (package
    (name "gmp")
    (version "6.2.1")
    (source #f)
    (build-system debian-build-system)
    (arguments
     (list #:debs (debian-debs "libgmp10" "libgmpxx4ldbl" "libgmp-dev")))
    (home-page "https://gmplib.org")
    (synopsis "Arithmetic with numbers of any size")
    (description
     "A library for integers, fractions and floating-point numbers that are as large
and exact as memory allows.")
    (license license:lgpl3+)))

