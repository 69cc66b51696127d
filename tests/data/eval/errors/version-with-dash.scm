(specifications->manifest (list "bash-5.2"))
