;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; CMake.

(define-module (gnu packages cmake)
  #:use-module (gnu packages compression)
  #:use-module (gnu packages curl)
  #:use-module (gnu packages ncurses)
  #:use-module (gnu packages tls)
  #:use-module (gnu packages debian)
  #:use-module (guix build-system debian)
  #:use-module (guix gexp)
  #:use-module ((guix licenses) #:prefix license:)
  #:use-module (guix packages))

(define-public cmake-minimal
  (package
    (name "cmake-minimal")
    (version "3.25.1")
    (source #f)
    (build-system debian-build-system)
    (arguments
     (list #:debs (debian-debs "cmake" "cmake-data" "libacl1" "libarchive13"
                               "libexpat1" "libicu72" "libjsoncpp25"
                               "liblz4-1" "librhash0" "libuv1" "libxml2")
           #:drop ''("share/emacs" "share/vim.*" "share/aclocal"
                     "lib/libicu(i18n|io|test|tu)\\.so.*")))
    (inputs (list bzip2 curl ncurses openssl xz zlib zstd))
    (native-search-paths
     (list (search-path-specification
            (variable "CMAKE_PREFIX_PATH")
            (files '("")))))
    (home-page "https://cmake.org")
    (synopsis "Make build files from a description")
    (description
     "CMake reads what a program is made of and writes makefiles, or files for
Ninja, that build it; CTest runs its tests.")
    (license license:bsd-3)
    (properties '((hidden? . #t)))))

(define-public cmake
  (package
    (inherit cmake-minimal)
    (name "cmake")
    (properties '())))
