(define-module (a assigned))
(define x 1)
(define (change!) (set! x (+ x 1)))
