(define-module (zoo sub) #:use-module (guix packages) #:use-module (my tools))
(define-public m-tie (package (inherit tool) (name "tie")))
(define-public m-tool (package (inherit tool)))
