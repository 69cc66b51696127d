;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; Parsers.

(define-module (gnu packages bison)
  #:use-module (gnu packages m4)
  #:use-module (gnu packages debian)
  #:use-module (guix build-system debian)
  #:use-module (guix gexp)
  #:use-module ((guix licenses) #:prefix license:)
  #:use-module (guix packages))

(define-public bison
  (package
    (name "bison")
    (version "3.8.2")
    (source #f)
    (build-system debian-build-system)
    (arguments
     (list
      #:debs (debian-debs "bison")
      #:links ''(("bin/yacc" . "bison.yacc"))
      #:wrappers
      #~`(("bin/bison"
           ("BISON_PKGDATADIR" = (,(string-append #$output "/share/bison")))
           ("M4" = (,(string-append #$(this-package-input "m4")
                                    "/bin/m4")))))))
    (inputs (list m4))
    (home-page "https://www.gnu.org/software/bison/")
    (synopsis "Make parsers from grammars")
    (description
     "bison makes, from a grammar, a program in C, C++ or Java that parses it.")
    (license license:gpl3+)))
