(use-modules (guix packages))
(packages->manifest
 (list (package
         (name "x")
         (verison "1"))))
