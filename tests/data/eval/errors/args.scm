(use-modules (guix profiles))
(list
  (specifications->manifest "a" "b" "c"))
