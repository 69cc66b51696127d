(define-module (t replacer) #:replace (string-upcase))
(define (string-upcase s) (string-append "<" s ">"))
