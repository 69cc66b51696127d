;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; A database in one file.

(define-module (gnu packages sqlite)
  #:use-module (gnu packages compression)
  #:use-module (gnu packages ncurses)
  #:use-module (gnu packages readline)
  #:use-module (gnu packages debian)
  #:use-module (guix build-system debian)
  #:use-module (guix gexp)
  #:use-module ((guix licenses) #:prefix license:)
  #:use-module (guix packages))

(define-public sqlite
  (package
    (name "sqlite")
    (version "3.40.1")
    (source #f)
    (build-system debian-build-system)
    (arguments
     (list #:debs (debian-debs "sqlite3" "libsqlite3-0" "libsqlite3-dev")))
    (inputs (list readline zlib ncurses))
    (home-page "https://www.sqlite.org")
    (synopsis "A database in one file")
    (description
     "A library that holds a whole SQL database in a file, and a program to talk to
it.")
    (license license:public-domain)))

