(use-modules (guix profile))
(manifest (list))
