(define (f x)
  (car x))
(define y (f "abc"))
