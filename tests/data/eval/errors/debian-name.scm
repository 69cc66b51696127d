(specifications->manifest (list "zlib1g-dev"))
