(define-module (t late-imports))
(define-public before 1)
(use-modules (t shapes))
(define-public after (square 5))
