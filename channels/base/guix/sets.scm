;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; Persistent sets.

(define-module (guix sets)
  #:use-module (ice-9 vlist)
  #:use-module (srfi srfi-9)
  #:use-module (srfi srfi-26)
  #:export (set
            setq
            set?
            set-insert
            set-union
            set-contains?
            set->list
            list->set
            list->setq))

;;; Commentary:
;;;
;;; Sets compared with 'equal?' ('set') or 'eq?' ('setq').
;;;
;;; Code:

(define-record-type <set>
  (make-set vhash insert ref)
  set?
  (vhash  set-vhash)
  (insert set-insert-procedure)
  (ref    set-ref))

(define %empty (make-set vlist-null vhash-cons vhash-assoc))
(define %emptyq (make-set vlist-null vhash-consq vhash-assq))

(define (set-contains? set value)
  "Say whether VALUE is in SET."
  (->bool ((set-ref set) value (set-vhash set))))

(define (set-insert value set)
  "Return SET with VALUE."
  (if (set-contains? set value)
      set
      (make-set ((set-insert-procedure set) value #t (set-vhash set))
                (set-insert-procedure set)
                (set-ref set))))

(define (list->set lst)
  "Return the set of LST's elements, compared with 'equal?'."
  (let loop ((lst lst) (result %empty))
    (if (null? lst) result (loop (cdr lst) (set-insert (car lst) result)))))

(define (list->setq lst)
  "Return the set of LST's elements, compared with 'eq?'."
  (let loop ((lst lst) (result %emptyq))
    (if (null? lst) result (loop (cdr lst) (set-insert (car lst) result)))))

(define (set . elements)
  "Return the set of ELEMENTS, compared with 'equal?'."
  (list->set elements))

(define (setq . elements)
  "Return the set of ELEMENTS, compared with 'eq?'."
  (list->setq elements))

(define (set->list set)
  "Return the elements of SET."
  (vhash-fold (lambda (key _ result) (cons key result)) '() (set-vhash set)))

(define (set-union a b)
  "Return the elements of the sets A and B."
  (vhash-fold (lambda (key _ result) (set-insert key result))
              b (set-vhash a)))

;;; sets.scm ends here
