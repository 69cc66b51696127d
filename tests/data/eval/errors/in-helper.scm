(use-modules (gnu packages) (guix profiles))
(define (pkg name)
  (specification->package (string-append name "x")))
(define names '("bash"
                "sed"))
(packages->manifest (map pkg names))
