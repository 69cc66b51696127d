;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; Perfect hash functions.

(define-module (gnu packages gperf)
  #:use-module (gnu packages debian)
  #:use-module (guix build-system debian)
  #:use-module (guix gexp)
  #:use-module ((guix licenses) #:prefix license:)
  #:use-module (guix packages))

(define-public gperf
  (package
    (name "gperf")
    (version "3.1")
    (source #f)
    (build-system debian-build-system)
    (arguments
     (list #:debs (debian-debs "gperf")))
    (home-page "https://www.gnu.org/software/gperf/")
    (synopsis "Make perfect hash functions")
    (description
     "gperf makes, from a list of words, a function in C that recognises them with
one look.")
    (license license:gpl3+)))
