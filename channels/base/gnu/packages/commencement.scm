;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; What every build finds without asking, and the compiler for people.

(define-module (gnu packages commencement)
  #:use-module (gnu packages base)
  #:use-module (gnu packages bash)
  #:use-module (gnu packages compression)
  #:use-module (gnu packages file)
  #:use-module (gnu packages gawk)
  #:use-module (gnu packages gcc)
  #:use-module (gnu packages guile)
  #:use-module (guix build-system debian)
  #:use-module (guix gexp)
  #:use-module ((guix licenses) #:prefix license:)
  #:use-module (guix packages)
  #:export (standard-packages))

;;; Commentary:
;;;
;;; The compiler is Debian's, which knows nothing of the store.  Two small C
;;; programs, "gcc" and "ld", tell it: see their sources in aux-files.
;;;
;;; Code:

(define-public gcc-toolchain
  (package
    (name "gcc-toolchain")
    (version (package-version gcc))
    (source #f)
    (build-system debian-build-system)
    (arguments
     (list
      #:phases
      #~(modify-phases %standard-phases
          (replace 'unpack
            (lambda* (#:key inputs outputs #:allow-other-keys)
              (let* ((bin  (string-append (assoc-ref outputs "out") "/bin"))
                     (gcc  (assoc-ref inputs "gcc"))
                     (libc (assoc-ref inputs "glibc"))
                     (tools (string-append (assoc-ref inputs "binutils")
                                           "/bin"))
                     (libraries (string-append (assoc-ref inputs "gcc-lib")
                                               "/lib")))
                (define (define-string name value)
                  (string-append "-D" name "=\"" value "\""))
                (define (compile source name)
                  (invoke (string-append gcc "/bin/x86_64-linux-gnu-gcc-12")
                          (string-append "--sysroot=" libc)
                          (string-append "-B" tools "/")
                          (string-append "-L" libraries)
                          (define-string "GX_LD"
                            (string-append tools
                                           "/x86_64-linux-gnu-ld.bfd"))
                          (define-string "GX_LIBC"
                            (if (string=? name "ld")
                                (string-append libc "/lib")
                                libc))
                          (define-string "GX_GCC" gcc)
                          (define-string "GX_GCC_LIB" libraries)
                          (define-string "GX_BIN" bin)
                          "-static" "-Os" "-s"
                          "-o" (string-append bin "/" name) source))
                (mkdir-p bin)
                (compile #$(local-file "aux-files/ld-wrapper.c") "ld")
                (compile #$(local-file "aux-files/gcc-wrapper.c") "gcc")
                (with-directory-excursion bin
                  (symlink "ld" "ld.bfd")
                  (for-each (lambda (name) (symlink "gcc" name))
                            '("cc" "c99" "g++" "c++" "cpp" "gcc-12" "g++-12"
                              "x86_64-linux-gnu-gcc" "x86_64-linux-gnu-g++"))
                  (for-each (lambda (name)
                              (symlink (string-append gcc "/bin/" name "-12")
                                       name))
                            '("gcov" "gcc-ar" "gcc-nm" "gcc-ranlib"))
                  (for-each (lambda (name)
                              (symlink (string-append tools "/" name) name))
                            '("addr2line" "ar" "as" "c++filt" "elfedit"
                              "gprof" "nm" "objcopy" "objdump" "ranlib"
                              "readelf" "size" "strings" "strip"))
                  (symlink (string-append libc "/bin/ldd") "ldd")
                  (symlink (string-append libc "/bin/getconf")
                           "getconf"))))))))
    (inputs (list gcc binutils))
    (native-search-paths
     (list (search-path-specification
            (variable "C_INCLUDE_PATH")
            (files '("include")))
           (search-path-specification
            (variable "CPLUS_INCLUDE_PATH")
            (files '("include")))
           (search-path-specification
            (variable "LIBRARY_PATH")
            (files '("lib" "lib64")))))
    (home-page "https://gcc.gnu.org")
    (synopsis "Compilers of C and C++, ready for use")
    (description
     "GCC with the GNU assembler and linker and the C library.  What it links
finds its libraries in the store by itself, wherever it is run.")
    (license license:gpl3+)))

(define-public gcc-toolchain-12 gcc-toolchain)

(define-public %guile-for-build guile-for-build)

(define (standard-packages)
  "Return the implicit inputs of gnu-build-system, as (LABEL PACKAGE)."
  `(("tar" ,tar)
    ("gzip" ,gzip)
    ("bzip2" ,bzip2)
    ("xz" ,xz)
    ("file" ,file)
    ("diffutils" ,diffutils)
    ("patch" ,patch)
    ("findutils" ,findutils)
    ("gawk" ,gawk)
    ("sed" ,sed-boot0)
    ("grep" ,grep)
    ("coreutils" ,coreutils)
    ("make" ,make-boot0)
    ("bash" ,bash)
    ("gcc-toolchain" ,gcc-toolchain)))
