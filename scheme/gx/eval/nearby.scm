;;; SPDX-License-Identifier: GPL-3.0-or-later

(define-module (gx eval nearby)
  #:use-module (srfi srfi-1)
  #:export (edit-distance
            nearby))

;;; Commentary:
;;; Which of many names may have been meant.
;;; Code:

(define (next-row row c target)
  "Return the row after ROW of the distance table, for the character C against
the string TARGET."
  (let loop ((i 0) (row row) (left (1+ (car row))) (out (list (1+ (car row)))))
    (if (= i (string-length target))
        (reverse out)
        (let ((cost (min (1+ left)
                         (1+ (cadr row))
                         (+ (car row)
                            (if (char=? c (string-ref target i)) 0 1)))))
          (loop (1+ i) (cdr row) cost (cons cost out))))))

(define (edit-distance a b)
  "Return how many characters must be inserted, removed or replaced to make the
string B of A."
  (last (string-fold (lambda (c row) (next-row row c b))
                     (iota (1+ (string-length b)))
                     a)))

(define (distance name candidate)
  "Return a number that is small when CANDIDATE looks like NAME."
  (let ((edits (edit-distance name candidate)))
    (cond ((string-prefix? name candidate)
           (min edits 2))
          ((string-prefix? candidate name)
           (min edits 2))
          (else edits))))

(define* (nearby name candidates #:key (limit 3))
  "Return at most LIMIT of CANDIDATES, strings, that NAME may have meant, the
nearest first."
  (let* ((far (max 1 (min 3 (quotient (string-length name) 2))))
         (size (string-length name))
         (scored (filter-map
                  (lambda (candidate)
                    (and (or (<= (abs (- (string-length candidate) size)) far)
                             (string-prefix? name candidate))
                         (let ((d (distance name candidate)))
                           (and (<= d far) (cons d candidate)))))
                  candidates)))
    (map cdr
         (take (sort scored
                     (lambda (a b)
                       (or (< (car a) (car b))
                           (and (= (car a) (car b))
                                (string<? (cdr a) (cdr b))))))
               (min limit (length scored))))))
