(use-modules (guix profiles))
(specifications->manifest (list bash make))
