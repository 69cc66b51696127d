(use-modules gnu packages bash)
(packages->manifest (list bash))
