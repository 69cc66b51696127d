;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; Folds with several results.

(define-module (guix combinators)
  #:use-module (srfi srfi-1)
  #:use-module (ice-9 match)
  #:export (fold2
            fold-tree
            fold-tree-leaves
            compile-time-value
            procedure-call-location
            define-compile-time-procedure))

;;; Commentary:
;;;
;;; Higher-order procedures that SRFI-1 lacks.
;;;
;;; Code:

(define fold2
  (case-lambda
    "Fold PROC over a list, or over two, with two seeds; PROC takes the elements
and both accumulated values, and returns two values."
    ((proc seed1 seed2 lst)
     (let loop ((a seed1) (b seed2) (lst lst))
       (match lst
         (() (values a b))
         ((head . tail)
          (call-with-values (lambda () (proc head a b))
            (lambda (a b) (loop a b tail)))))))
    ((proc seed1 seed2 lst1 lst2)
     (let loop ((a seed1) (b seed2) (lst1 lst1) (lst2 lst2))
       (if (or (null? lst1) (null? lst2))
           (values a b)
           (call-with-values (lambda () (proc (first lst1) (first lst2) a b))
             (lambda (a b) (loop a b (cdr lst1) (cdr lst2)))))))))

(define (fold-tree proc init children roots)
  "Fold PROC over the nodes reachable from ROOTS, each node visited once per
path, parents first; CHILDREN returns a list of nodes, or #f for a leaf."
  (let loop ((result init) (nodes roots))
    (match nodes
      (() result)
      ((node . rest)
       (loop (proc node result)
             (append rest (or (children node) '())))))))

(define (fold-tree-leaves proc init children roots)
  "Like 'fold-tree', but call PROC for leaves only."
  (fold-tree (lambda (node result)
               (match (children node)
                 ((or () #f) (proc node result))
                 (_ result)))
             init children roots))

(define-syntax compile-time-value
  (lambda (s)
    "Evaluate an expression when it is expanded: (compile-time-value (+ 1 2))."
    (syntax-case s ()
      ((_ exp)
       #`'#,(datum->syntax s (primitive-eval (syntax->datum #'exp)))))))

(define (procedure-call-location)
  "Return #f: calls of compile-time procedures have no location at run time."
  #f)

(define-syntax define-compile-time-procedure
  (syntax-rules ()
    "Define NAME as a procedure whose calls with literals that satisfy the
predicates may be computed early; here it is a plain procedure that checks."
    ((_ (name (arg pred) ...) body ...)
     (define (name arg ...)
       (unless (pred arg)
         (scm-error 'wrong-type-arg (symbol->string 'name)
                    "wrong type of argument ~a: ~S" (list 'arg arg) (list arg)))
       ...
       body ...))))

;;; combinators.scm ends here
