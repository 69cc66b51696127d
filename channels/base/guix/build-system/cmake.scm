;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; Packages built by CMake.

(define-module (guix build-system cmake)
  #:use-module (guix build-system from-gnu)
  #:export (%cmake-build-system-modules
            cmake-build-system))

;;; Commentary:
;;;
;;; The phases are those of (guix build cmake-build-system).
;;;
;;; Code:

(define %cmake-build-system-modules
  (gnu-derived-modules '(guix build cmake-build-system)))

(define cmake-build-system
  (gnu-derived-build-system
   'cmake "Packages built by CMake"
   #:module '(guix build cmake-build-system)
   #:procedure 'cmake-build
   #:implicit-inputs
   (list (cons "cmake" (package-reference 'cmake 'cmake-minimal)))
   #:implicit-keywords '((#:cmake . "cmake"))
   #:defaults '((#:tests? . #t)
               (#:build-type . "RelWithDebInfo"))))
