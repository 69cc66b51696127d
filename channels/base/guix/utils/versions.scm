;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; Versions.

(define-module (guix utils versions)
  #:use-module (ice-9 match)
  #:use-module (srfi srfi-1)
  #:export (package-name->name+version
            version-compare
            version>?
            version>=?
            version-prefix
            version-major+minor+point
            version-major+minor
            version-major
            version-unique-prefix
            version-prefix?
            guile-version>?))

;;; Commentary:
;;;
;;; Versions are compared as glibc's strverscmp does.
;;;
;;; Code:

(define* (package-name->name+version spec #:optional (delimiter #\@))
  "Return the name and the version in SPEC, \"NAME@VERSION\"; the version is #f
if there is none."
  (match (string-rindex spec delimiter)
    (#f (values spec #f))
    (index (values (substring spec 0 index) (substring spec (+ 1 index))))))

;; glibc's 'strverscmp', as Guix uses it: runs of digits compare as numbers,
;; unless they begin with a zero, in which case they compare as fractions.

(define (digit-run-state str end)
  "Return what the characters of STR before END end with: 'normal text, an
'integer, 'zeros only, or a 'fraction."
  (let* ((start (match (string-rindex str char-set:not-digit 0 end)
                  (#f 0)
                  (index (+ 1 index)))))
    (cond ((= start end) 'normal)
          ((not (char=? #\0 (string-ref str start))) 'integer)
          ((string-skip str #\0 start end) 'fraction)
          (else 'zeros))))

(define (digit-run-length str start)
  "Return how many digits follow START in STR."
  (- (or (string-index str char-set:not-digit start) (string-length str))
     start))

(define char-set:not-digit
  (char-set-complement (string->char-set "0123456789")))

(define (version-compare a b)
  "Return '<, '= or '> for the version strings A and B, '< when A is older."
  (define index (string-prefix-length a b))
  (define (char-at str)
    (if (< index (string-length str)) (string-ref str index) #\nul))
  (define x (char-at a))
  (define y (char-at b))
  (define (digit? chr) (and (char>=? chr #\0) (char<=? chr #\9)))
  (define (by-character) (if (char<? x y) '< '>))
  (define (by-length)
    (let ((m (digit-run-length a index))
          (n (digit-run-length b index)))
      (cond ((< m n) '<) ((> m n) '>) (else (by-character)))))
  (if (and (= index (string-length a)) (= index (string-length b)))
      '=
      (match (digit-run-state a index)
        ('integer (cond ((and (digit? x) (digit? y)) (by-length))
                        ((digit? x) '>)
                        ((digit? y) '<)
                        (else (by-character))))
        ('zeros (cond ((and (digit? x) (digit? y)) (by-character))
                      ((digit? x) '<)
                      ((digit? y) '>)
                      (else (by-character))))
        ('fraction (by-character))
        ('normal (if (and (digit? x) (digit? y)
                          (not (char=? x #\0)) (not (char=? y #\0)))
                     (by-length)
                     (by-character))))))

(define (version>? a b)
  "Say whether the version string A is newer than B."
  (eq? '> (version-compare a b)))

(define (version>=? a b)
  "Say whether the version string A is not older than B."
  (->bool (memq (version-compare a b) '(> =))))

(define (version-prefix version count)
  "Return the first COUNT dot-separated parts of VERSION."
  (let ((parts (string-split version #\.)))
    (string-join (take parts (min count (length parts))) ".")))

(define (version-major+minor+point version)
  "Return the first three parts of VERSION."
  (version-prefix version 3))

(define (version-major+minor version)
  "Return the first two parts of VERSION."
  (version-prefix version 2))

(define (version-major version)
  "Return the first part of VERSION."
  (version-prefix version 1))

(define (version-prefix? prefix version)
  "Say whether PREFIX is made of the first dot-separated parts of VERSION."
  (let loop ((a (string-split prefix #\.)) (b (string-split version #\.)))
    (match (list a b)
      ((() _) #t)
      ((_ ()) #f)
      (((x . a) (y . b)) (and (string=? x y) (loop a b))))))

(define (version-unique-prefix version versions)
  "Return the shortest prefix of VERSION that no other of VERSIONS has."
  (let ((others (delete version versions)))
    (let loop ((count 0))
      (let ((prefix (if (zero? count) "" (version-prefix version count))))
        (cond ((string=? prefix version) version)
              ((any (lambda (other)
                      (or (zero? count) (version-prefix? prefix other)))
                    others)
               (loop (+ 1 count)))
              (else prefix))))))

(define (guile-version>? str)
  "Say whether the running Guile is newer than version STR."
  (version>? (version) str))

;;; versions.scm ends here
