(specifications->manifest (map specification->package (list "bash")))
