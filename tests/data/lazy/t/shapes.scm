(define-module (t shapes))
(define-public (square x) (* x x))
(define-public (circle r) (list 'circle r))
(define-public unit (square 1))
