;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; Procedures that remember their results.

(define-module (guix memoization)
  #:export (mlambda
            mlambdaq
            memoize
            define-memoized
            invalidate-memoization!))

;;; Commentary:
;;;
;;; 'mlambda' compares arguments with 'equal?', 'mlambdaq' with 'eq?'.
;;;
;;; Code:

;; Memoized procedure -> its table.
(define %tables (make-weak-key-hash-table))

(define (register procedure table)
  "Remember TABLE as that of PROCEDURE, and return PROCEDURE."
  (hashq-set! %tables procedure table)
  procedure)

(define (invalidate-memoization! procedure)
  "Forget the results of PROCEDURE, made by 'mlambda' or 'mlambdaq'."
  (hash-clear! (hashq-ref %tables procedure)))

(define %absent (list 'absent))

(define (memoize proc)
  "Return a procedure that calls PROC once per list of arguments, compared with
'equal?', and returns the same values afterwards."
  (let ((table (make-hash-table)))
    (register (lambda args
                (let ((cached (hash-ref table args %absent)))
                  (apply values
                         (if (eq? cached %absent)
                             (call-with-values (lambda () (apply proc args))
                               (lambda results
                                 (hash-set! table args results)
                                 results))
                             cached))))
              table)))

(define-syntax-rule (memoized-lookup ref set table key exp)
  "Return what TABLE has at KEY, or the value of EXP, stored there."
  (let ((cached (ref table key %absent)))
    (if (eq? cached %absent)
        (let ((result exp))
          (set table key result)
          result)
        cached)))

(define-syntax mlambda
  (syntax-rules ()
    "Return a memoized procedure whose arguments are compared with 'equal?':
(mlambda (file) (read-all file))."
    ((_ (arg) body ...)
     (let ((table (make-hash-table)))
       (register (lambda (arg)
                   (memoized-lookup hash-ref hash-set! table arg
                                    (let () body ...)))
                 table)))
    ((_ (arg ...) body ...)
     (let ((table (make-hash-table)))
       (register (lambda (arg ...)
                   (memoized-lookup hash-ref hash-set! table (list arg ...)
                                    (let () body ...)))
                 table)))))

(define (equal-by-eq? a b)
  "Say whether the lists A and B have the same elements, compared with 'eq?'."
  (or (and (null? a) (null? b))
      (and (pair? a) (pair? b)
           (eq? (car a) (car b))
           (equal-by-eq? (cdr a) (cdr b)))))

(define (list-hashq lst size)
  "Return a hash below SIZE of the identities of LST's elements."
  (let loop ((lst lst) (hash 7))
    (if (null? lst)
        (modulo hash size)
        (loop (cdr lst) (+ (* 31 hash) (hashq (car lst) 536870909))))))

(define (assoc-by-eq key alist)
  "Return the pair of ALIST whose key has the same elements as KEY."
  (let loop ((alist alist))
    (cond ((null? alist) #f)
          ((equal-by-eq? key (car (car alist))) (car alist))
          (else (loop (cdr alist))))))

(define (hashx-list-ref table key default)
  "Return the value of KEY, a list compared element-wise, in TABLE, or DEFAULT."
  (hashx-ref list-hashq assoc-by-eq table key default))

(define (hashx-list-set! table key value)
  "Set the value of KEY, a list compared element-wise, in TABLE to VALUE."
  (hashx-set! list-hashq assoc-by-eq table key value))

(define-syntax mlambdaq
  (syntax-rules ()
    "Return a memoized procedure whose arguments are compared with 'eq?'."
    ((_ (arg) body ...)
     (let ((table (make-hash-table)))
       (register (lambda (arg)
                   (memoized-lookup hashq-ref hashq-set! table arg
                                    (let () body ...)))
                 table)))
    ((_ (arg ...) body ...)
     (let ((table (make-hash-table)))
       (register (lambda (arg ...)
                   (memoized-lookup hashx-list-ref hashx-list-set! table
                                    (list arg ...)
                                    (let () body ...)))
                 table)))))

(define-syntax-rule (define-memoized (name arg ...) body ...)
  "Define NAME as an 'mlambda' of ARG ... ."
  (define name (mlambda (arg ...) body ...)))

;;; memoization.scm ends here
