;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; Where sources come from.

(define-module (guix packages origin)
  #:use-module (guix base32)
  #:use-module (guix records)
  #:use-module (ice-9 match)
  #:use-module (srfi srfi-9)
  #:use-module (srfi srfi-9 gnu)
  #:export (content-hash
            content-hash?
            content-hash-algorithm
            content-hash-value

            <origin>
            origin
            this-origin
            origin?
            origin-uri
            origin-method
            origin-hash
            origin-sha256
            origin-file-name
            origin-actual-file-name
            origin-patches
            origin-patch-flags
            origin-patch-inputs
            origin-patch-guile
            origin-snippet
            origin-modules))

;;; Commentary:
;;;
;;; An origin tells where the source of a package is, by what method it is
;;; fetched, which hash it has, and how it is then changed.
;;;
;;; Code:

(define-immutable-record-type <content-hash>
  (%content-hash algorithm value)
  content-hash?
  (algorithm content-hash-algorithm)              ;symbol
  (value     content-hash-value))                 ;bytevector

(define (make-content-hash value algorithm)
  "Return the hash VALUE, a bytevector or a string in nix-base32, of ALGORITHM."
  (%content-hash algorithm
                 (if (string? value)
                     (nix-base32-string->bytevector value)
                     value)))

(define-syntax content-hash
  (syntax-rules ()
    "Return a hash: (content-hash \"…\"), (content-hash (base64 \"…\") sha512).
The algorithm is sha256 unless it is given."
    ((_ value) (make-content-hash value 'sha256))
    ((_ value algorithm) (make-content-hash value 'algorithm))))

(define-record-type* <origin>
  %origin make-origin
  origin? this-origin
  (uri         origin-uri)                        ;depends on the method
  (method      origin-method)                     ;procedure
  (hash        origin-hash)                       ;<content-hash> or #f
  (file-name   origin-file-name (default #f))     ;string or #f
  ;; Files of a channel need not exist until an origin is used.
  (patches     %origin-patches (default '()) (delayed))
  (snippet     origin-snippet (default #f))       ;S-expression, gexp or #f
  (patch-flags origin-patch-flags                 ;list of strings or gexp
               (default '("-p1")))
  (patch-inputs origin-patch-inputs (default #f)) ;list of inputs or #f
  (modules     origin-modules (default '()))      ;for the snippet
  (patch-guile origin-patch-guile (default #f)))  ;package or #f

(define (origin-patches origin)
  "Return the patches of ORIGIN, file names and file-like objects."
  (%origin-patches origin))

(define-syntax origin
  (lambda (s)
    "Return an origin.  (sha256 BYTES) may be written for (hash (content-hash
BYTES sha256))."
    (define (rename field)
      (syntax-case field ()
        ((name value)
         (eq? 'sha256 (syntax->datum #'name))
         (with-syntax ((hash (datum->syntax #'name 'hash)))
           (if (syntax->datum #'value)
               #'(hash (make-content-hash value 'sha256))
               #'(hash #f))))
        (_ field)))
    (syntax-case s ()
      ((_ field ...)
       #`(%origin #,@(map rename #'(field ...)))))))

(define (origin-sha256 origin)
  "Return the SHA-256 of ORIGIN, or #f if its hash is another."
  (let ((hash (origin-hash origin)))
    (and hash
         (eq? 'sha256 (content-hash-algorithm hash))
         (content-hash-value hash))))

(define (origin-actual-file-name origin)
  "Return the file name of ORIGIN, from its URI if it has none."
  (define (uri->file-name uri)
    (basename (let ((end (string-index uri (char-set #\? #\#))))
                (if end (string-take uri end) uri))))
  (or (origin-file-name origin)
      (match (origin-uri origin)
        (((? string? uri) . _) (uri->file-name uri))
        ((? string? uri) (uri->file-name uri))
        (_ "source"))))

(set-record-type-printer!
 <origin>
 (lambda (origin port)
   (simple-format port "#<origin ~s ~a>" (origin-uri origin)
                  (number->string (object-address origin) 16))))

;;; origin.scm ends here
