(use-modules (guix profiles))
(manifest (list "bash"))
