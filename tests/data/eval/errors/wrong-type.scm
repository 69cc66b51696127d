(define (f n)
  (+ n 1))
(define specs
  (list (f 1)
        (string-length (f 2))))
