(define x 1)
(define y (list "abc)
