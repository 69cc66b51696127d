(use-modules (gnu packages) (guix profiles))
(packages->manifest
 (list (specification->package 42)))
