;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; Base32, both Nix's and RFC 4648's.

(define-module (guix base32)
  #:use-module (gx core)
  #:use-module (rnrs bytevectors)
  #:use-module (srfi srfi-34)
  #:use-module (srfi srfi-35)
  #:export (bytevector->nix-base32-string
            nix-base32-string->bytevector
            %nix-base32-charset
            bytevector->base32-string
            base32-string->bytevector
            %rfc4648-base32-charset
            base32

            &invalid-base32-character
            invalid-base32-character?
            invalid-base32-character-value
            invalid-base32-character-string))

;;; Commentary:
;;;
;;; Store file names and hashes are written in Nix's base32.  The 'base32'
;;; macro, which package definitions use, checks a literal when it is expanded.
;;;
;;; Code:

(define-condition-type &invalid-base32-character &error
  invalid-base32-character?
  (character invalid-base32-character-value)
  (string invalid-base32-character-string))

(define %nix-base32-alphabet "0123456789abcdfghijklmnpqrsvwxyz")
(define %rfc4648-alphabet "abcdefghijklmnopqrstuvwxyz234567")
(define %nix-base32-charset (string->char-set %nix-base32-alphabet))
(define %rfc4648-base32-charset (string->char-set %rfc4648-alphabet))

(define (check-characters str charset)
  "Raise a condition if STR has a character that is not in CHARSET."
  (let ((index (string-skip str charset)))
    (when index
      (raise (condition (&invalid-base32-character
                         (character (string-ref str index))
                         (string str)))))))

(define (bytevector->nix-base32-string bv)
  "Return Nix's base32 notation of BV."
  (bytevector->nix-base32 bv))

(define (nix-base32-string->bytevector str)
  "Return the bytes whose notation in Nix's base32 is STR."
  (check-characters str %nix-base32-charset)
  (nix-base32->bytevector str))

(define (bytevector->base32-string bv)
  "Return BV in RFC 4648 base32, lower case, without padding."
  (let* ((bits   (* 8 (bytevector-length bv)))
         (length (quotient (+ bits 4) 5))
         (number (if (zero? bits)
                     0
                     (bytevector-uint-ref bv 0 (endianness big)
                                          (bytevector-length bv))))
         (padded (ash number (- (* 5 length) bits))))
    (string-tabulate (lambda (i)
                       (string-ref %rfc4648-alphabet
                                   (logand 31 (ash padded
                                                   (* -5 (- length i 1))))))
                     length)))

(define (base32-string->bytevector str)
  "Return the bytes that STR is the RFC 4648 base32 notation of."
  (check-characters str %rfc4648-base32-charset)
  (let* ((bits   (* 5 (string-length str)))
         (bytes  (quotient bits 8))
         (number (string-fold (lambda (chr result)
                                (+ (* 32 result)
                                   (string-index %rfc4648-alphabet chr)))
                              0 str))
         (bv     (make-bytevector bytes)))
    (unless (zero? bytes)
      (bytevector-uint-set! bv 0 (ash number (- (* 8 bytes) bits))
                            (endianness big) bytes))
    bv))

(define (base32-mistake str)
  "Return words for what is wrong with STR, which should be in Nix's base32."
  (let ((index (string-skip str %nix-base32-charset)))
    (cond ((not index)
           "a hash of another length is expected: 52 characters for sha256")
          ((memv (string-ref str index) '(#\e #\o #\u #\t))
           (string-append "the letters e, o, u, t are not used in base32, but "
                          "character " (number->string (1+ index)) " is "
                          (string (string-ref str index))))
          (else
           (string-append "character " (number->string (1+ index))
                          " is none of base32: "
                          (object->string (string-ref str index)))))))

(define-syntax base32
  (lambda (s)
    "Return the bytevector that a literal, in Nix's base32, stands for."
    (syntax-case s ()
      ((_ str)
       (string? (syntax->datum #'str))
       (let ((bv (catch #t
                   (lambda ()
                     (nix-base32-string->bytevector (syntax->datum #'str)))
                   (lambda _
                     (syntax-violation 'base32
                                       (base32-mistake (syntax->datum #'str))
                                       s #'str)))))
         #`'#,(datum->syntax s bv)))
      ((_ exp)
       #'(nix-base32-string->bytevector exp)))))

;;; base32.scm ends here
