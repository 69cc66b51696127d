;;; SPDX-License-Identifier: GPL-3.0-or-later

(define-module (gx eval lazy code)
  #:use-module (srfi srfi-1)
  #:export (definition-name
            definition-value
            defined-names
            only-defines?))

;;; Commentary:
;;; Expanded code, as 'macroexpand' returns it: records of (guile)'s own, whose
;;; types are known by their place in %expanded-vtables.
;;; Code:

(define %void            (vector-ref %expanded-vtables 0))
(define %constant        (vector-ref %expanded-vtables 1))
(define %module-ref      (vector-ref %expanded-vtables 5))
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
