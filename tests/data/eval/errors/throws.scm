(define (fail)
  (throw 'my-error "because" 1))
(cons 1
      (fail))
