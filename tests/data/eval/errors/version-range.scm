(specifications->manifest (list "bash@>=5"))
