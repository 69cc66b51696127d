;;; SPDX-License-Identifier: GPL-3.0-or-later

(define-module (gx eval lazy code)
  #:use-module (srfi srfi-1)
  #:export (definition-name
            definition-value
            defined-names
            only-defines?
            replace-constants
            assigns-parameters?))

;;; Commentary:
;;; Expanded code, as 'macroexpand' returns it: records of (guile)'s own, whose
;;; types are known by their place in %expanded-vtables.
;;; Code:

(define %void            (vector-ref %expanded-vtables 0))
(define %constant        (vector-ref %expanded-vtables 1))
(define %lexical-ref     (vector-ref %expanded-vtables 3))
(define %lexical-set     (vector-ref %expanded-vtables 4))
(define %module-ref      (vector-ref %expanded-vtables 5))
(define %toplevel-ref    (vector-ref %expanded-vtables 7))
(define %toplevel-define (vector-ref %expanded-vtables 9))
(define %call            (vector-ref %expanded-vtables 11))
(define %seq             (vector-ref %expanded-vtables 13))


(define (code? vtable obj)
  "Say whether OBJ is code of the type that VTABLE stands for."
  (and (struct? obj) (eq? vtable (struct-vtable obj))))

(define (definition-name code)
  "Return the name that CODE defines if it is one definition, else #f."
  (and (code? %toplevel-define code) (struct-ref code 2)))

(define (definition-value code)
  "Return the code of the value that CODE, a definition, gives its name."
  (struct-ref code 3))

(define (statements code)
  "Return the parts of CODE that are executed one after the other."
  (if (code? %seq code)
      (append (statements (struct-ref code 1)) (statements (struct-ref code 2)))
      (list code)))

(define (defined-names code)
  "Return the names that CODE defines."
  (filter-map definition-name (statements code)))

(define (export? code)
  "Say whether CODE is what remains of an 'export', which expansion did already."
  (and (code? %call code)
       (let ((proc (struct-ref code 1)))
         (and (code? %module-ref proc)
              (equal? '(guile) (struct-ref proc 1))
              (eq? 'call-with-deferred-observers (struct-ref proc 2))))))

(define (only-defines? code)
  "Say whether CODE does nothing but give names to values."
  (every (lambda (code)
           (or (definition-name code) (export? code)
               (code? %void code) (code? %constant code)))
         (statements code)))


;;;
;;; Constants.
;;;

;; Types of code.
(define %types
  (let ((types (make-hash-table)))
    (array-for-each (lambda (vtable) (hashq-set! types vtable #t))
                    %expanded-vtables)
    types))

(define (any-code? obj)
  "Say whether OBJ is code."
  (and (struct? obj) (hashq-ref %types (struct-vtable obj))))

(define (n-fields vtable)
  "Return the number of fields of VTABLE's structures."
  ;; Two letters each.
  (quotient (string-length
             (symbol->string (struct-ref vtable vtable-index-layout)))
            2))

(define (struct-map proc struct)
  "Return a copy of STRUCT, code, with PROC applied to all its fields but the first,
the place in the source."
  (let ((vtable (struct-vtable struct)))
    (apply make-struct/no-tail vtable (struct-ref struct 0)
           (map (lambda (i) (proc (struct-ref struct i)))
                (iota (1- (n-fields vtable)) 1)))))

(define (parameters code)
  "Return names and unique names of the required parameters of CODE, a procedure."
  (let ((clause (struct-ref code 2)))
    (values (struct-ref clause 1) (struct-ref clause 6))))

(define (assigns-parameters? code)
  "Say whether CODE, a procedure, assigns to one of its parameters."
  (define-values (_ unique-names) (parameters code))
  (let search ((code code))
    (cond ((pair? code) (or (search (car code)) (search (cdr code))))
          ((not (any-code? code)) #f)
          ((and (code? %lexical-set code)
                (memq (struct-ref code 2) unique-names))
           #t)
          (else
           (let loop ((i (1- (n-fields (struct-vtable code)))))
             (and (positive? i)
                  (or (search (struct-ref code i)) (loop (1- i)))))))))

(define (replace-constants code wanted? index)
  "Return CODE, a procedure, with each constant that satisfies WANTED? replaced by
what the procedure's first argument returns for its number, (INDEX DATUM).  Throw
`unfit' if CODE depends on the current module."
  (define-values (names unique-names) (parameters code))
  (define (constant-call k)
    (make-struct/no-tail %call #f
                         (make-struct/no-tail %lexical-ref #f
                                              (car names) (car unique-names))
                         (list (make-struct/no-tail %constant #f k))))
  (let loop ((code code))
    (cond ((pair? code) (cons (loop (car code)) (loop (cdr code))))
          ((not (any-code? code)) code)
          ((code? %toplevel-ref code) (throw 'unfit))
          ((code? %constant code)
           (let ((datum (struct-ref code 1)))
             (if (wanted? datum) (constant-call (index datum)) code)))
          (else (struct-map loop code)))))
