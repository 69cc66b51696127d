;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; From nothing to programs that relocate the rest.

(define-module (gnu packages bootstrap)
  #:use-module (gnu packages debian)
  #:use-module (guix build-system)
  #:use-module (guix derivations)
  #:use-module (guix gexp)
  #:use-module ((guix licenses) #:prefix license:)
  #:use-module (guix monads)
  #:use-module (guix packages)
  #:use-module (guix store)
  #:use-module (guix utils)
  #:use-module (ice-9 match)
  #:use-module (srfi srfi-1)
  #:export (%bootstrap-tools
            %relocation-inputs))

;;; Commentary:
;;;
;;; Two steps.  The engine unpacks a few Debian packages as they are
;;; (builtin:unpack-1).  Then the unpacked Guile, started by the unpacked
;;; dynamic linker, copies them and lets their programs find each other.  The
;;; result runs the builds of debian-build-system, from which all else comes,
;;; and nothing that a user gets may refer to it.
;;;
;;; Code:

(define %bootstrap-debs
  '("libc6" "libc-bin" "libcrypt1" "libgcc-s1" "libstdc++6"
    "guile-3.0" "guile-3.0-libs" "libgc1" "libffi8" "libunistring2"
    "libgmp10" "libreadline8" "libtinfo6" "libncurses6"
    "bash" "coreutils" "libacl1" "libattr1" "libselinux1" "libpcre2-8-0"
    "tar" "xz-utils" "liblzma5" "gzip" "zlib1g" "grep" "patchelf"))

(define (unpacked-debs system)
  "Return, as a monadic value, the derivation for SYSTEM of the unpacked
packages."
  (mlet* %store-monad ((debs (mapm %store-monad
                                   (lambda (name)
                                     (origin->derivation (debian-deb name)
                                                         system))
                                   %bootstrap-debs)))
    (raw-derivation "bootstrap-unpacked" "builtin:unpack-1" '()
                    #:system system
                    #:inputs (map derivation-input* debs)
                    #:env-vars
                    `(("srcs" . ,(string-join (map derivation->output-path
                                                   debs)))
                      ("layout" . "debian")
                      ("strip" . "0")))))

(define (derivation-input* drv)
  "Return DRV as 'raw-derivation' takes an input."
  (derivation-input drv))

(define* (relocated-tools name inputs #:key system #:allow-other-keys)
  "Return, as a monadic value, the derivation NAME of the relocated programs
for SYSTEM."
  (mlet* %store-monad
      ((unpacked (unpacked-debs system))
       (script (interned-file
                (local-path "aux-files/relocate-bootstrap.scm")
                "relocate-bootstrap.scm"))
       (elf (interned-file (local-path "../../guix/build/elf.scm")
                           "elf.scm")))
    (let* ((raw (derivation->output-path unpacked))
           (libraries (string-append raw "/lib/x86_64-linux-gnu")))
      (raw-derivation name
                      (string-append libraries "/ld-linux-x86-64.so.2")
                      (list "--library-path" libraries
                            (string-append raw "/bin/guile-3.0")
                            "--no-auto-compile" script)
                      #:system system
                      #:inputs (list (derivation-input* unpacked))
                      #:sources (list script elf)
                      #:env-vars
                      `(("raw" . ,raw)
                        ("elf" . ,elf)
                        ("GUILE_SYSTEM_PATH"
                         . ,(string-append raw "/share/guile/3.0"))
                        ("GUILE_SYSTEM_COMPILED_PATH"
                         . ,(string-append libraries "/guile/3.0/ccache"))
                        ("GCONV_PATH"
                         . ,(string-append libraries "/gconv"))
                        ("GUILE_AUTO_COMPILE" . "0"))
                      #:local-build? #t))))

(define %here
  (dirname (or (search-path %load-path "gnu/packages/bootstrap.scm") ".")))

(define (local-path name)
  "Return the absolute name of the file NAME, relative to this one."
  (string-append %here "/" name))

(define bootstrap-build-system
  (build-system
    (name 'bootstrap)
    (description "The first programs")
    (lower (lambda* (name #:key system target outputs #:allow-other-keys)
             (bag
               (name name)
               (system system)
               (outputs outputs)
               (build relocated-tools))))))

(define %bootstrap-tools
  (package
    (name "bootstrap-tools")
    (version "12")
    (source #f)
    (build-system bootstrap-build-system)
    (home-page "https://www.debian.org")
    (synopsis "Programs that relocate Debian packages")
    (description
     "A few unpacked Debian packages, made to run from the store: Guile, Bash,
coreutils, tar, xz, grep and patchelf.  Everything else is made with them.")
    (license license:gpl3+)
    (properties '((hidden? . #t)))))

(define (%relocation-inputs)
  "Return the inputs, with labels, of each relocated package."
  ;; Looked up late, for the packages are themselves relocated.
  (define (package-of module variable)
    (module-ref (resolve-interface `(gnu packages ,module)) variable))
  `(("glibc" ,(package-of 'base 'glibc))
    ("gcc-lib" ,(package-of 'gcc 'gcc-lib))
    ("bash" ,(package-of 'bash 'bash))))
