;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; Unicode.

(define-module (gnu packages icu4c)
  #:use-module (gnu packages debian)
  #:use-module (guix build-system debian)
  #:use-module (guix gexp)
  #:use-module ((guix licenses) #:prefix license:)
  #:use-module (guix packages))

(define-public icu4c
  (package
    (name "icu4c")
    (version "72.1")
    (source #f)
    (build-system debian-build-system)
    (arguments
     (list #:debs (debian-debs "libicu72" "libicu-dev" "icu-devtools")))
    (home-page "https://icu.unicode.org")
    (synopsis "Unicode for programs")
    (description
     "Libraries for text in all languages: comparing, formatting, converting,
breaking into words and lines.")
    (license license:x11)))
