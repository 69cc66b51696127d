(define-module (t twice-defined))
(define-public first-value 1)
(define-public copy-of-first (list first-value))
(define first-value 2)
