(specifications->manifest (list "bash" (list "sed")))
