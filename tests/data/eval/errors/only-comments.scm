;; (specifications->manifest (list "bash"))
