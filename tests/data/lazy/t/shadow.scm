(define-module (t shadow)
  #:use-module (t shapes)
  #:use-module (t cycle-a))
;; Defined from what is imported by the same name.
(define unit (list unit 'extended))
