(define-module (zoo broken) #:use-module (guix packages) #:use-module (my tools))
(define-public works (package (inherit tool) (name "works")))
