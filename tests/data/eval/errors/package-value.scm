(use-modules (gnu packages))
(specification->package "bash")
