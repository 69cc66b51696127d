(use-modules (guix profiles))
(concatenate-manifests (list "a"))
