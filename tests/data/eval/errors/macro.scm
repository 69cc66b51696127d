(define-syntax-rule (m x y) (list x y))
(m 1)
