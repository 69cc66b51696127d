;;; SPDX-License-Identifier: GPL-3.0-or-later

(define-module (gx eval nearby)
  #:use-module (srfi srfi-1)
  #:export (edit-distance
            nearby))

;;; Commentary:
;;; Which of many names may have been meant.
;;; Code:

(define (next-row before last a b i)
  "Return the row I of the distance table of the strings A and B, after the rows
BEFORE and LAST."
  (let ((row (make-vector (1+ (string-length b)) i))
        (c (string-ref a (1- i))))
    (define (swapped j)
      (and (> i 1) (> j 1)
           (char=? c (string-ref b (- j 2)))
           (char=? (string-ref a (- i 2)) (string-ref b (1- j)))))
    (do ((j 1 (1+ j)))
        ((> j (string-length b)) row)
      (vector-set! row j
                   (min (1+ (vector-ref row (1- j)))
                        (1+ (vector-ref last j))
                        (+ (vector-ref last (1- j))
                           (if (char=? c (string-ref b (1- j))) 0 1))
                        (if (swapped j)
                            (1+ (vector-ref before (- j 2)))
                            (+ 1 i (string-length b))))))))

(define (edit-distance a b)
  "Return how many characters must be inserted, removed, replaced or swapped with
their neighbour to make the string B of A."
  (let ((first (list->vector (iota (1+ (string-length b))))))
    (let loop ((i 1) (before first) (last first))
      (if (> i (string-length a))
          (vector-ref last (string-length b))
          (loop (1+ i) last (next-row before last a b i))))))

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
    (define sorted
      (sort (delete-duplicates scored)
            (lambda (a b)
              (or (< (car a) (car b))
                  (and (= (car a) (car b))
                       (string<? (cdr a) (cdr b)))))))
    (define (near-enough? entry)
      ;; What is farther than a single slip is no help beside that.
      (let ((nearest (car (first sorted))))
        (<= (car entry) (if (<= nearest 1) nearest (1+ nearest)))))
    (map cdr
         (filter near-enough? (take sorted (min limit (length sorted)))))))
