(specifications->manifest (list "bash@"))
