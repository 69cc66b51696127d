(define-module (t cycle-b)
  #:use-module (t cycle-a))

(define-public (pong n) (if (zero? n) 'pong-end (ping (- n 1))))
(define-public later (delay (list exported-here renamed)))
