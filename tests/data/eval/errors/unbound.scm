(use-modules (guix profiles))

(packages->manifest
 (list bash))
