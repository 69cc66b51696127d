(specifications->manifest (list "bash" . "make"))
