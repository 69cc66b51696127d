;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; Python packages with a setup.py.

(define-module (guix build-system python)
  #:use-module (guix build-system from-gnu)
  #:export (%python-build-system-modules
            python-build-system))

;;; Commentary:
;;;
;;; The phases are those of (guix build python-build-system).
;;;
;;; Code:

(define %python-build-system-modules
  (gnu-derived-modules '(guix build python-build-system)))

(define python-build-system
  (gnu-derived-build-system
   'python "Python packages with a setup.py"
   #:module '(guix build python-build-system)
   #:procedure 'python-build
   #:implicit-inputs
   (list (cons "python" (package-reference 'python 'python)))
   #:implicit-keywords '((#:python . "python"))
   #:defaults '((#:tests? . #t))))
