;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; Hexadecimal notation of bytes.

(define-module (guix base16)
  #:use-module (gx core)
  #:export (bytevector->base16-string
            base16-string->bytevector))

;;; Commentary:
;;;
;;; Guix's names for the engine's base16 primitives.
;;;
;;; Code:

(define (bytevector->base16-string bv)
  "Return the lower-case hexadecimal notation of BV."
  (bytevector->base16 bv))

(define (base16-string->bytevector str)
  "Return the bytes whose hexadecimal notation is STR, in either case."
  (base16->bytevector (string-downcase str)))

;;; base16.scm ends here
