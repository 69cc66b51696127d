;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; Regular expressions as Perl has them.

(define-module (gnu packages pcre)
  #:use-module (gnu packages debian)
  #:use-module (guix build-system debian)
  #:use-module (guix gexp)
  #:use-module ((guix licenses) #:prefix license:)
  #:use-module (guix packages))

(define-public pcre2
  (package
    (name "pcre2")
    (version "10.42")
    (source #f)
    (build-system debian-build-system)
    (arguments
     (list #:debs (debian-debs "libpcre2-8-0" "libpcre2-16-0" "libpcre2-32-0" "libpcre2-posix3" "libpcre2-dev")))
    (home-page "https://www.pcre.org")
    (synopsis "Perl-compatible regular expressions")
    (description
     "A library that matches text against patterns written as in Perl.")
    (license license:bsd-3)))

