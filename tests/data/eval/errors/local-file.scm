(use-modules (guix gexp) (guix profiles))
(manifest (list (manifest-entry (name "f") (version "1") (item (local-file "nonexistent")))))
