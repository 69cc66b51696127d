(specifications->manifest (list #"bash"))
