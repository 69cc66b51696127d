(use-modules (guix profiles) (guix packages) (gnu packages)
             ((gnu packages bash) #:select (bash)))

(define* (pick name #:key (output "out") (test? #t))
  (if test?
      (list (specification->package name) output)
      (error "not picked" name)))

(concatenate-manifests
 (list (package->development-manifest (specification->package "hello"))
       (packages->manifest (map (lambda (n) (pick n #:output "out")) (list "sed" "grep")))
       (packages->manifest
        (list (package (inherit bash) (name "my-bash") (version "5.2.15"))))))
