(specifications->manifest (list " make"))
