(define-module (t own-define) #:use-module (t redefine))
(define-public tagged 5)
