;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; Grafts, which this collection does without.

(define-module (guix grafts)
  #:use-module (guix records)
  #:export (graft
            graft?
            graft-origin
            graft-origin-output
            graft-replacement
            graft-replacement-output
            %graft?
            without-grafting
            set-grafting
            grafting?))

;;; Commentary:
;;;
;;; Packages are built with the inputs that they name, so there is nothing to
;;; graft; the names are here for code that turns grafting off.
;;;
;;; Code:

(define-record-type* <graft> graft make-graft
  graft?
  (origin             graft-origin)               ;derivation or store item
  (origin-output      graft-origin-output (default "out"))
  (replacement        graft-replacement)          ;derivation or store item
  (replacement-output graft-replacement-output (default "out")))

(define %graft?
  (make-parameter #f))

(define-syntax-rule (without-grafting mexp ...)
  "Evaluate the monadic values without grafting."
  (lambda (store)
    (parameterize ((%graft? #f))
      ((begin mexp ...) store))))

(define (set-grafting enable?)
  "Set whether to graft to ENABLE?, and return the former setting, in the store
monad."
  (lambda (store)
    (let ((previous (%graft?)))
      (%graft? enable?)
      (values previous store))))

(define (grafting?)
  "Return in the store monad whether grafting is on."
  (lambda (store)
    (values (%graft?) store)))

;;; grafts.scm ends here
