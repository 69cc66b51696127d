(define-module (a unfit))
(define x 1)
(begin (define y 2))
