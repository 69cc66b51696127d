;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; A language for lines and fields.

(define-module (gnu packages gawk)
  #:use-module (gnu packages multiprecision)
  #:use-module (gnu packages ncurses)
  #:use-module (gnu packages readline)
  #:use-module (gnu packages debian)
  #:use-module (guix build-system debian)
  #:use-module (guix gexp)
  #:use-module ((guix licenses) #:prefix license:)
  #:use-module (guix packages))

(define-public gawk
  (package
    (name "gawk")
    (version "5.2.1")
    (source #f)
    (build-system debian-build-system)
    (arguments
     (list #:debs (debian-debs "gawk" "libmpfr6" "libsigsegv2")
           #:drop ''("etc" "var")
           #:links ''(("bin/awk" . "gawk"))))
    (inputs (list gmp readline ncurses))
    (native-search-paths
     (list (search-path-specification
            (variable "AWKPATH")
            (files '("share/awk")))
           (search-path-specification
            (variable "AWKLIBPATH")
            (files '("lib/gawk")))))
    (home-page "https://www.gnu.org/software/gawk/")
    (synopsis "Work on lines and fields of text")
    (description
     "gawk runs AWK programs, which say what to do with lines that match.")
    (license license:gpl3+)))

