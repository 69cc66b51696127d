(use-modules (guix profiles) (gnu packages))
(packages->manifest (map specification->package '("coreutils" "bahs")))
