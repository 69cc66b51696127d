(specifications->manifest (list "bash" "ma\ke"))
