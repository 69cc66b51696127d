;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; Packages built by Meson and Ninja.

(define-module (guix build-system meson)
  #:use-module (guix build-system from-gnu)
  #:export (%meson-build-system-modules
            meson-build-system))

;;; Commentary:
;;;
;;; The phases are those of (guix build meson-build-system).
;;;
;;; Code:

(define %meson-build-system-modules
  (gnu-derived-modules '(guix build meson-build-system)))

(define meson-build-system
  (gnu-derived-build-system
   'meson "Packages built by Meson and Ninja"
   #:module '(guix build meson-build-system)
   #:procedure 'meson-build
   #:implicit-inputs
   (list (cons "meson" (package-reference 'build-tools 'meson))
         (cons "ninja" (package-reference 'ninja 'ninja)))
   #:implicit-keywords '((#:meson . "meson") (#:ninja . "ninja"))
   #:defaults '((#:tests? . #t)
               (#:build-type . "debugoptimized"))))
