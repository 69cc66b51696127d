;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; Screens of text.

(define-module (gnu packages ncurses)
  #:use-module (gnu packages debian)
  #:use-module (guix build-system debian)
  #:use-module (guix gexp)
  #:use-module ((guix licenses) #:prefix license:)
  #:use-module (guix packages))

(define-public ncurses
  (package
    (name "ncurses")
    (version "6.4")
    (source #f)
    (build-system debian-build-system)
    (arguments
     (list #:debs (debian-debs "libncurses6" "libncursesw6" "libtinfo6" "libncurses-dev" "ncurses-bin" "ncurses-base" "ncurses-term")
           #:drop ''("etc")))
    (native-search-paths
     (list (search-path-specification
            (variable "TERMINFO_DIRS")
            (files '("share/terminfo" "lib/terminfo")))))
    (home-page "https://invisible-island.net/ncurses/")
    (synopsis "Draw on text terminals")
    (description
     "A library for programs that use the whole screen of a terminal, and a
description of each kind of terminal.")
    (license license:x11)))

