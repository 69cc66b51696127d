;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; Python packages with a pyproject.toml.

(define-module (guix build-system pyproject)
  #:use-module (guix build-system from-gnu)
  #:export (%pyproject-build-system-modules
            pyproject-build-system))

;;; Commentary:
;;;
;;; The phases are those of (guix build pyproject-build-system).
;;;
;;; Code:

(define %pyproject-build-system-modules
  (gnu-derived-modules '(guix build pyproject-build-system)))

(define pyproject-build-system
  (gnu-derived-build-system
   'pyproject "Python packages with a pyproject.toml"
   #:module '(guix build pyproject-build-system)
   #:procedure 'pyproject-build
   #:implicit-inputs
   (list (cons "python" (package-reference 'python 'python)))
   #:implicit-keywords '((#:python . "python"))
   #:defaults '((#:tests? . #t))))
