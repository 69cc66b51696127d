(define-module (a twice))
(define x 1)
(define (x) 2)
