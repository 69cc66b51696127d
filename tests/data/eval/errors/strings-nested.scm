(define pkgs
  (list "bash" "sed"))
(packages->manifest pkgs)
