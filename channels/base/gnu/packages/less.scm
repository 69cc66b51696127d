;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; Read page by page.

(define-module (gnu packages less)
  #:use-module (gnu packages ncurses)
  #:use-module (gnu packages debian)
  #:use-module (guix build-system debian)
  #:use-module (guix gexp)
  #:use-module ((guix licenses) #:prefix license:)
  #:use-module (guix packages))

(define-public less
  (package
    (name "less")
    (version "590")
    (source #f)
    (build-system debian-build-system)
    (arguments
     (list #:debs (debian-debs "less")
           #:drop ''("lib/mime")))
    (inputs (list ncurses))
    (home-page "https://www.gnu.org/software/less/")
    (synopsis "Read text page by page")
    (description
     "less shows text a screenful at a time, forwards and backwards.")
    (license license:gpl3+)))

