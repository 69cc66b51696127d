(specifications->manifest '(bash sed))
