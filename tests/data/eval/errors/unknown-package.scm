(use-modules (guix profiles))
(specifications->manifest
 (list "coreutils"
       "bahs"))
