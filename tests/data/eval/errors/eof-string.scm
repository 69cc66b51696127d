(specifications->manifest (list "bash))
