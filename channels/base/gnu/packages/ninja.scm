;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; A small, fast build program.

(define-module (gnu packages ninja)
  #:use-module (gnu packages debian)
  #:use-module (guix build-system debian)
  #:use-module (guix gexp)
  #:use-module ((guix licenses) #:prefix license:)
  #:use-module (guix packages))

(define-public ninja
  (package
    (name "ninja")
    (version "1.11.1")
    (source #f)
    (build-system debian-build-system)
    (arguments
     (list #:debs (debian-debs "ninja-build")
           #:drop ''("share/emacs" "share/vim.*")))
    (home-page "https://ninja-build.org")
    (synopsis "Run the commands of a build, quickly")
    (description
     "ninja runs what Meson or CMake wrote down, as many jobs at once as it may.")
    (license license:asl2.0)))

