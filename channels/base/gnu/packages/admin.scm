;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; Programs for looking around.

(define-module (gnu packages admin)
  #:use-module (gnu packages debian)
  #:use-module (guix build-system debian)
  #:use-module (guix gexp)
  #:use-module ((guix licenses) #:prefix license:)
  #:use-module (guix packages))

(define-public tree
  (package
    (name "tree")
    (version "2.1.0")
    (source #f)
    (build-system debian-build-system)
    (arguments
     (list #:debs (debian-debs "tree")))
    (home-page "https://oldmanprogrammer.net/source.php?dir=projects/tree")
    (synopsis "Show directories as trees")
    (description
     "tree lists a directory and all below it, indented.")
    (license license:gpl2+)))
