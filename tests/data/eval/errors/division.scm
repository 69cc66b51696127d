(define (f x) (/ x 0))
(f 3)
