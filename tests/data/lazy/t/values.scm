(define-module (t values) #:use-module (t shapes) #:export (quotient* remainder*))
(define-values (quotient* remainder*) (floor/ 17 5))
(eval-when (expand load eval) (define-public early (square 2)))
