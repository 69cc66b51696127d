(define-module (zoo sub tie) #:use-module (guix packages) #:use-module (my tools))
(define-public z-tie (package (inherit tool) (name "tie")))
(define-public a-tie (package (inherit tool) (name "tie")))
