;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; Scanners.

(define-module (gnu packages flex)
  #:use-module (gnu packages m4)
  #:use-module (gnu packages debian)
  #:use-module (guix build-system debian)
  #:use-module (guix gexp)
  #:use-module ((guix licenses) #:prefix license:)
  #:use-module (guix packages))

(define-public flex
  (package
    (name "flex")
    (version "2.6.4")
    (source #f)
    (build-system debian-build-system)
    (arguments
     (list
      #:static? #t
      #:debs (debian-debs "flex" "libfl2" "libfl-dev")
      #:wrappers
      #~`(("bin/flex"
           ("M4" = (,(string-append #$(this-package-input "m4")
                                    "/bin/m4")))))))
    (inputs (list m4))
    (home-page "https://github.com/westes/flex")
    (synopsis "Make scanners from patterns")
    (description
     "flex makes, from a list of patterns, a program in C that finds them in
text.")
    (license license:bsd-2)))
