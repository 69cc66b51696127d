(use-modules (guix profiles))
	(specifications->manifest	(list "bahs"))
