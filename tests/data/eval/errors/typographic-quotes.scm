(specifications->manifest (list “bash”))
