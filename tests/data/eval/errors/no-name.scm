(specifications->manifest (list ""))
