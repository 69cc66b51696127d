(define-module (t definers) #:export (define-definer))
(define-syntax-rule (define-definer name)
  (begin
    (define-syntax-rule (name variable value) (define variable (list 'name value)))
    (export name)))
