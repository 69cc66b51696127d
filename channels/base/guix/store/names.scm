;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; Names of store items.

(define-module (guix store names)
  #:use-module (gx core)
  #:use-module (rnrs bytevectors)
  #:export (%store-prefix

            store-path?
            direct-store-path?
            direct-store-path
            derivation-path?
            store-path-base
            store-path-package-name
            store-path-hash-part
            store-path
            output-path
            fixed-output-path))

;;; Commentary:
;;;
;;; What the parts of a store file name mean, and which name contents get.
;;;
;;; Code:

(define %store-prefix
  (make-parameter (store-prefix)))

(define (store-path? path)
  "Say whether PATH lies in the store."
  (string-prefix? (string-append (%store-prefix) "/") path))

(define (direct-store-path? path)
  "Say whether PATH is a store item, and not a file inside of one."
  (and (store-path? path)
       (not (string-index path #\/ (+ 1 (string-length (%store-prefix)))))))

(define (direct-store-path path)
  "Return the store item that PATH is in."
  (let ((end (string-index path #\/ (+ 1 (string-length (%store-prefix))))))
    (if end (string-take path end) path)))

(define (derivation-path? path)
  "Say whether PATH is a derivation file."
  (and (store-path? path) (string-suffix? ".drv" path)))

(define (store-path-base path)
  "Return what follows the store's name in the item PATH, or #f."
  (and (direct-store-path? path)
       (string-drop path (+ 1 (string-length (%store-prefix))))))

(define %hash-part-length 32)

(define (store-path-package-name path)
  "Return the name, without the hash part, of the item PATH."
  (and=> (store-path-base path)
         (lambda (base)
           (and (> (string-length base) %hash-part-length)
                (string-drop base (+ 1 %hash-part-length))))))

(define (store-path-hash-part path)
  "Return the hash part of the item PATH."
  (and=> (store-path-base path)
         (lambda (base)
           (and (>= (string-length base) %hash-part-length)
                (string-take base %hash-part-length)))))

(define (store-path type hash name)
  "Return the file name of the item NAME of TYPE with HASH."
  (make-store-path type hash name))

(define (output-path output hash name)
  "Return the file name of OUTPUT of the derivation called NAME with HASH."
  (make-store-path (string-append "output:" output) hash
                   (if (string=? output "out")
                       name
                       (string-append name "-" output))))

(define* (fixed-output-path name hash
                            #:key (output "out") (hash-algo 'sha256)
                            (recursive? #t))
  "Return the file name of the item NAME whose contents have HASH."
  (if (and recursive? (eq? hash-algo 'sha256))
      (make-store-path "source" hash name)
      (make-store-path (string-append "output:" output)
                       (sha256
                        (string->utf8
                         (string-append "fixed:" output ":"
                                        (if recursive? "r:" "")
                                        (symbol->string hash-algo) ":"
                                        (bytevector->base16 hash) ":")))
                       name)))

;;; names.scm ends here
