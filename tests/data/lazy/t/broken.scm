(define-module (t broken))
(define-public fine 'fine)
(define-public broken (car (list)))
(define-public unbound (list no-such-variable))
