(use-modules (guix profiles))
(specifications->manifest (list "漢字" "bahs"))
