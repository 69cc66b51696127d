;;; SPDX-License-Identifier: GPL-3.0-or-later

(define-module (gx eval mistake)
  #:use-module (ice-9 exceptions)
  #:use-module (ice-9 match)
  #:export (user-error
            user-error?
            user-error-kind
            user-error-message
            user-error-hint
            user-error-place
            user-error-names

            of-type?
            kind-of
            show))

;;; Commentary:
;;; Mistakes of the user that we find ourselves, and words for values.
;;; Code:

(define-exception-type &user-error &exception
  make-user-error user-error?
  (kind    user-error-kind)             ;string
  (message user-error-message)          ;string
  (hint    user-error-hint)             ;string or #f
  (place   user-error-place)            ;(FILE LINE COLUMN) or #f
  (names   user-error-names))           ;candidates, strings

(define* (user-error kind message #:key hint place (names '()))
  "Raise an error of KIND with MESSAGE and HINT, at PLACE if it is known."
  (raise-exception (make-user-error kind message hint place names)))

(define (of-type? name obj)
  "Say whether OBJ is a record whose type the core channel calls NAME."
  (and (record? obj)
       (eq? name (record-type-name (record-type-descriptor obj)))))

(define (package? obj) "Say whether OBJ is a package." (of-type? '<package> obj))
(define (manifest? obj) "Say whether OBJ is a manifest." (of-type? '<manifest> obj))
(define (entry? obj)
  "Say whether OBJ is a manifest entry."
  (of-type? '<manifest-entry> obj))

(define (image? obj)
  "Say whether OBJ is what an (image …) form returns; see (gx eval image)."
  (eq? obj 'image-declared))

(define (kind-of obj)
  "Return words for what OBJ is."
  (match obj
    ((? unspecified?) "nothing")
    (() "an empty list")
    (((? string?) ...) "a list of strings")
    (((? symbol?) ...) "a list of symbols")
    (((? package?) ...) "a list of packages")
    (((? entry?) ...) "a list of manifest entries")
    ((? list?) "a list")
    ((? pair?) "a pair")
    ((? string?) "a string")
    ((? package?) "a package")
    ((? manifest?) "a manifest")
    ((? entry?) "a manifest entry")
    ((? image?) "an image")
    ((? procedure?) "a procedure")
    ((? boolean?) "a boolean")
    ((? number?) "a number")
    ((? symbol?) "a symbol")
    ((? keyword?) "a keyword")
    ((? char?) "a character")
    ((? vector?) "a vector")
    (_ "something else")))

(define (show obj)
  "Return OBJ as a message shows it: atoms as they are written, cut where they are
long, other things as words."
  (match obj
    ((or (? string?) (? symbol?) (? number?) (? boolean?) (? keyword?) (? char?))
     (let ((text (object->string obj)))
       (if (> (string-length text) 60)
           (string-append (string-take text 60) "…")
           text)))
    (_ (kind-of obj))))
