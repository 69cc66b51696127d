(define-module (t loud))
(define-public loud-value 'loud)
(define-public silent-value 'silent)
