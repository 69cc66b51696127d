(specifications->manifest '("bash@9.9"))
