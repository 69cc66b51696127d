(specifications->manifest (list 'bash))
