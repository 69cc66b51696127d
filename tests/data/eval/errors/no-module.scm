(use-modules (gnu packages rubby))
(specifications->manifest '("bash"))
