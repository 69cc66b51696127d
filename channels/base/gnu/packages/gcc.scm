;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; The compilers and the libraries that their programs need.

(define-module (gnu packages gcc)
  #:use-module (gnu packages base)
  #:use-module (gnu packages compression)
  #:use-module (gnu packages debian)
  #:use-module (gnu packages multiprecision)
  #:use-module (guix build-system debian)
  #:use-module (guix gexp)
  #:use-module ((guix licenses) #:prefix license:)
  #:use-module (guix packages))

(define-public gcc-lib
  (package
    (name "gcc-lib")
    (version "12.2.0")
    (source #f)
    (build-system debian-build-system)
    (arguments
     (list #:implicit-inputs? #f
           #:debs (debian-debs "libgcc-s1" "libstdc++6" "libgomp1"
                               "libatomic1")
           #:drop ''("share/gcc" "share/gdb")))
    (inputs (list glibc))
    (home-page "https://gcc.gnu.org")
    (synopsis "Libraries that compiled programs need")
    (description
     "libstdc++, libgcc, libgomp and libatomic, without the compiler.")
    (license license:gpl3+)))

(define-public gcc-12
  (package
    (name "gcc")
    (version (package-version gcc-lib))
    (source #f)
    (build-system debian-build-system)
    (arguments
     (list #:static? #t
           #:debs (debian-debs "gcc-12" "g++-12" "cpp-12" "libcc1-0"
                               "libgcc-12-dev" "libstdc++-12-dev" "libisl23"
                               "libmpc3" "libmpfr6")
           #:drop ''("bin/.*lto-dump.*" "lib/gcc/.*/plugin/include")))
    (inputs (list gmp zlib zstd))
    (home-page "https://gcc.gnu.org")
    (synopsis "Compilers of C and C++, bare")
    (description
     "The compilers alone, which do not know where the C library is; what people
want is @code{gcc-toolchain}.")
    (license license:gpl3+)
    (properties `((hidden? . #t)
                  ;; For packages that ask for it as elsewhere: (list gcc "lib").
                  (output-packages . (("lib" . ,gcc-lib)))))))

(define-public gcc gcc-12)
