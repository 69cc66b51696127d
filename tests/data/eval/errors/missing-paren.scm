(use-modules (guix profiles))

(packages->manifest
 (list (specification->package "bash"))
