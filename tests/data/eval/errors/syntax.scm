(use-modules (guix packages))
(define x
  (let ((y))
    y))
