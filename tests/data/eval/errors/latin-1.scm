(use-modules (guix profiles))
(specifications->manifest (list "bésh"))
