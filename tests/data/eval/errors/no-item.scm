(use-modules (guix profiles))
(manifest (list (manifest-entry (name "a") (version "1"))))
