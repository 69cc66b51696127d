(use-modules (gnu packages base))
(packages->manifest (list make))
