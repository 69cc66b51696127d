(use-modules (guix profiles))
(specifications->manifest "bash")
