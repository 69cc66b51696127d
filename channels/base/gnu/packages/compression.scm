;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; Programs and libraries that make data smaller.

(define-module (gnu packages compression)
  #:use-module (gnu packages debian)
  #:use-module (guix build-system debian)
  #:use-module (guix gexp)
  #:use-module ((guix licenses) #:prefix license:)
  #:use-module (guix packages))

(define-public zlib
  (package
    (name "zlib")
    (version "1.2.13")
    (source #f)
    (build-system debian-build-system)
    (arguments
     (list #:debs (debian-debs "zlib1g" "zlib1g-dev")
           #:static? #t))
    (home-page "https://zlib.net")
    (synopsis "Compression library")
    (description
     "The library behind gzip, PNG and many file formats and protocols.")
    (license license:zlib)))

(define-public gzip
  (package
    (name "gzip")
    (version "1.12")
    (source #f)
    (build-system debian-build-system)
    (arguments
     (list #:debs (debian-debs "gzip")))
    (home-page "https://www.gnu.org/software/gzip/")
    (synopsis "Compress files")
    (description
     "gzip makes single files smaller, and gunzip restores them.")
    (license license:gpl3+)))

(define-public bzip2
  (package
    (name "bzip2")
    (version "1.0.8")
    (source #f)
    (build-system debian-build-system)
    (arguments
     (list #:debs (debian-debs "bzip2" "libbz2-1.0" "libbz2-dev")))
    (home-page "https://sourceware.org/bzip2/")
    (synopsis "Compress files by sorting blocks")
    (description
     "bzip2 and its library make files smaller than gzip does, and more slowly.")
    (license license:bsd-4)))

(define-public xz
  (package
    (name "xz")
    (version "5.4.1")
    (source #f)
    (build-system debian-build-system)
    (arguments
     (list #:debs (debian-debs "xz-utils" "liblzma5" "liblzma-dev")))
    (home-page "https://tukaani.org/xz/")
    (synopsis "Compress files very well")
    (description
     "xz and the library liblzma make files much smaller, at the price of time.")
    (license license:public-domain)))

(define-public zstd
  (package
    (name "zstd")
    (version "1.5.4")
    (source #f)
    (build-system debian-build-system)
    (arguments
     (list #:debs (debian-debs "zstd" "libzstd1" "libzstd-dev")))
    (inputs (list zlib xz lz4))
    (home-page "https://facebook.github.io/zstd/")
    (synopsis "Compress files fast")
    (description
     "zstd and its library compress about as well as zlib and several times faster.")
    (license license:bsd-3)))

(define-public lz4
  (package
    (name "lz4")
    (version "1.9.4")
    (source #f)
    (build-system debian-build-system)
    (arguments
     (list #:debs (debian-debs "lz4" "liblz4-1" "liblz4-dev")))
    (home-page "https://lz4.org")
    (synopsis "Compress files faster still")
    (description
     "lz4 and its library favour speed over size.")
    (license license:bsd-2)))

(define-public zip
  (package
    (name "zip")
    (version "3.0")
    (source #f)
    (build-system debian-build-system)
    (arguments
     (list #:debs (debian-debs "zip")))
    (inputs (list bzip2))
    (home-page "https://infozip.sourceforge.net")
    (synopsis "Make zip archives")
    (description
     "zip packs files into archives that most systems can read.")
    (license license:bsd-3)))

(define-public unzip
  (package
    (name "unzip")
    (version "6.0")
    (source #f)
    (build-system debian-build-system)
    (arguments
     (list #:debs (debian-debs "unzip")))
    (inputs (list bzip2))
    (home-page "https://infozip.sourceforge.net")
    (synopsis "Unpack zip archives")
    (description
     "unzip lists, tests and unpacks zip archives.")
    (license license:bsd-3)))

