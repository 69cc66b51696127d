(define-module (t assigns))
(define-public calls 0)
(define-public (call!) (set! calls (+ calls 1)) calls)
