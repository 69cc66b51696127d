;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; Base64 notation of bytes.

(define-module (guix base64)
  #:use-module (gx core)
  #:export (base64-encode
            base64-decode))

;;; Commentary:
;;;
;;; Guix's names for the engine's base64 primitives.
;;;
;;; Code:

(define (base64-encode bv)
  "Return BV in base64."
  (bytevector->base64 bv))

(define (base64-decode str)
  "Return the bytes that STR is the base64 notation of."
  (base64->bytevector str))

;;; base64.scm ends here
