;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; Fingerprints of OpenPGP keys.

(define-module (guix openpgp)
  #:use-module (guix base16)
  #:export (openpgp-fingerprint->bytevector
            openpgp-format-fingerprint
            openpgp-fingerprint))

;;; Commentary:
;;;
;;; Keys and signatures are the engine's business: here are just the names of
;;; keys, as channel introductions have them.
;;;
;;; Code:

(define (openpgp-fingerprint->bytevector str)
  "Return the bytes of the fingerprint STR, hexadecimal with blanks."
  (base16-string->bytevector
   (string-filter char-set:hex-digit str)))

(define (openpgp-format-fingerprint bv)
  "Return BV, a fingerprint, as people write it."
  (let* ((hex (string-upcase (bytevector->base16-string bv)))
         (groups (map (lambda (i) (substring hex (* 4 i) (* 4 (+ 1 i))))
                      (iota (quotient (string-length hex) 4)))))
    (if (= 10 (length groups))
        (string-append (string-join (list-head groups 5)) "  "
                       (string-join (list-tail groups 5)))
        (string-join groups))))

(define-syntax openpgp-fingerprint
  (lambda (s)
    "Return the bytes of a fingerprint; a literal is checked at expansion."
    (syntax-case s ()
      ((_ str)
       (string? (syntax->datum #'str))
       (let ((bv (catch #t
                   (lambda ()
                     (openpgp-fingerprint->bytevector (syntax->datum #'str)))
                   (lambda _
                     (syntax-violation 'openpgp-fingerprint
                                       "not a fingerprint" s #'str)))))
         #`'#,(datum->syntax s bv)))
      ((_ exp)
       #'(openpgp-fingerprint->bytevector exp)))))

;;; openpgp.scm ends here
