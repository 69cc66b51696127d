(define-module (t macros)
  #:use-module (srfi srfi-9)
  #:export (current-line swap my-if then twice make-thing thing? thing-size counter
            define-constant define-pair plain-constant with-limit limit
            default-color))

;; A transformer that calls a plain procedure, which refers to a variable.
(define line-offset 1)
(define (source-line stx)
  (+ line-offset (assq-ref (or (syntax-source stx) '((line . -2))) 'line)))
(define-syntax current-line
  (lambda (s) (datum->syntax s (source-line s))))

(define-syntax-rule (swap a b) (let ((tmp a)) (set! a b) (set! b tmp)))
(define-syntax my-if
  (syntax-rules (then else)
    ((_ c then a else b) (if c a b))))
(define then 'a-variable-called-then)
(define-syntax twice
  (lambda (s)
    (define (double stx) (list stx stx))
    (syntax-case s () ((_ x) #`(list #,@(double #'x))))))

;; Macros that define: what they define only expansion tells.
(define-syntax-rule (define-constant name value)
  (begin (define name value) (export name)))
(define-syntax-rule (define-pair (a b) value)
  (begin (define a (car value)) (define b (cdr value))))
(define-constant plain-constant (* 6 7))
(define-pair (left right) '(1 . 2))
(define-public both (list left right))
(define-record-type <thing> (make-thing size) thing? (size thing-size))

(define counter
  (let ((n 0)) (lambda () (set! n (+ n 1)) n)))
(define limit (make-parameter 10))
(define-syntax-rule (with-limit n body ...) (parameterize ((limit n)) body ...))
(define-syntax-parameter default-color
  (lambda (s) #'"blue"))
