;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; Python packages with a setup.py.

(define-module (guix build-system python)
  #:use-module (guix build-system from-gnu)
  #:export (%python-build-system-modules
            pypi-uri
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

(define* (pypi-uri name version #:optional (extension ".tar.gz"))
  "Return the URLs of VERSION of the source that PyPI has as NAME, in a file
that ends in EXTENSION.  Newer sources have `_' in their names for `-' and
`.', older ones as they are written."
  (define (uri file)
    (string-append "https://files.pythonhosted.org/packages/source/"
                   (string-take name 1) "/" name "/" file "-" version
                   extension))
  (let ((normal (string-map (lambda (char)
                              (if (memv char '(#\- #\.)) #\_ char))
                            name)))
    (if (string=? normal name)
        (uri name)
        (list (uri name) (uri normal)))))
