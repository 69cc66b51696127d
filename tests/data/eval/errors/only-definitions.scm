(define m (specifications->manifest (list "bash")))
