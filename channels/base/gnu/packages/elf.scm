;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; Programs for ELF files.

(define-module (gnu packages elf)
  #:use-module (gnu packages debian)
  #:use-module (guix build-system debian)
  #:use-module (guix gexp)
  #:use-module ((guix licenses) #:prefix license:)
  #:use-module (guix packages))

(define-public patchelf
  (package
    (name "patchelf")
    (version "0.14.3")
    (source #f)
    (build-system debian-build-system)
    (arguments
     (list #:debs (debian-debs "patchelf")))
    (home-page "https://github.com/NixOS/patchelf")
    (synopsis "Change what ELF files ask for")
    (description
     "patchelf changes the dynamic linker and the library search path of programs and
libraries.")
    (license license:gpl3+)))

