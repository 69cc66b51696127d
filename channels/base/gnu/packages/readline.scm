;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; Lines that can be edited.

(define-module (gnu packages readline)
  #:use-module (gnu packages ncurses)
  #:use-module (gnu packages debian)
  #:use-module (guix build-system debian)
  #:use-module (guix gexp)
  #:use-module ((guix licenses) #:prefix license:)
  #:use-module (guix packages))

(define-public readline
  (package
    (name "readline")
    (version "8.2")
    (source #f)
    (build-system debian-build-system)
    (arguments
     (list #:debs (debian-debs "libreadline8" "libreadline-dev")))
    (propagated-inputs (list ncurses))
    (home-page "https://www.gnu.org/software/readline/")
    (synopsis "Edit lines of input")
    (description
     "A library that lets people edit, complete and recall the lines they type.")
    (license license:gpl3+)))

