;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; What makes ./configure.

(define-module (gnu packages autotools)
  #:use-module (gnu packages base)
  #:use-module (gnu packages debian)
  #:use-module (gnu packages file)
  #:use-module (gnu packages m4)
  #:use-module (gnu packages perl)
  #:use-module (guix build-system debian)
  #:use-module (guix gexp)
  #:use-module ((guix licenses) #:prefix license:)
  #:use-module (guix packages))

(define-public autoconf
  (package
    (name "autoconf")
    (version "2.71")
    (source #f)
    (build-system debian-build-system)
    (arguments
     (list #:debs (debian-debs "autoconf")
           #:drop ''("etc" "share/emacs")))
    (inputs (list perl-for-build m4 coreutils sed-boot0 grep))
    (home-page "https://www.gnu.org/software/autoconf/")
    (synopsis "Make configure scripts")
    (description
     "autoconf makes, from a short list of checks, a script that finds out what a
system has.")
    (license license:gpl3+)))

(define-public automake
  (package
    (name "automake")
    (version "1.16.5")
    (source #f)
    (build-system debian-build-system)
    (arguments
     (list #:debs (debian-debs "automake" "autotools-dev")
           #:links ''(("bin/automake" . "automake-1.16")
                      ("bin/aclocal" . "aclocal-1.16"))
           #:phases
           #~(modify-phases %standard-phases
               (add-before 'fix-text 'make-directory
                 (lambda _
                   ;; aclocal wants the directory that others fill; where
                   ;; they do, ACLOCAL_PATH tells.
                   (mkdir-p (string-append #$output "/share/aclocal")))))))
    (inputs (list perl-for-build autoconf coreutils sed-boot0 grep))
    (native-search-paths
     (list (search-path-specification
            (variable "ACLOCAL_PATH")
            (files '("share/aclocal")))))
    (home-page "https://www.gnu.org/software/automake/")
    (synopsis "Make Makefile.in files")
    (description
     "automake makes, from lists of what to build, makefiles for configure
scripts.")
    (license license:gpl2+)))

(define-public libtool
  (package
    (name "libtool")
    (version "2.4.7")
    (source #f)
    (build-system debian-build-system)
    (arguments
     (list #:debs (debian-debs "libtool" "libltdl7" "libltdl-dev")
           #:drop ''("share/libtool/.*\\.orig")))
    (inputs (list coreutils sed-boot0 grep file))
    (propagated-inputs (list m4))
    (home-page "https://www.gnu.org/software/libtool/")
    (synopsis "Make shared libraries anywhere")
    (description
     "libtool hides how each system makes shared libraries and links against
them.")
    (license license:gpl3+)))
