;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; Programs that speak many languages.

(define-module (gnu packages gettext)
  #:use-module (gnu packages compression)
  #:use-module (gnu packages ncurses)
  #:use-module (gnu packages debian)
  #:use-module (guix build-system debian)
  #:use-module (guix gexp)
  #:use-module ((guix licenses) #:prefix license:)
  #:use-module (guix packages))

(define-public gnu-gettext
  (package
    (name "gettext")
    (version "0.21")
    (source #f)
    (build-system debian-build-system)
    (arguments
     (list #:debs (debian-debs "gettext" "gettext-base" "autopoint"
                               "libunistring2" "libxml2" "libicu72")
           #:drop ''("share/gettext/archive.*git.*" "lib/libicu(i18n|io|test|tu)\\.so.*")))
    (inputs (list ncurses xz zlib))
    (home-page "https://www.gnu.org/software/gettext/")
    (synopsis "Translate the words of programs")
    (description
     "xgettext, msgfmt and others collect the messages of programs for translators
and compile their translations.")
    (license license:gpl3+)))
