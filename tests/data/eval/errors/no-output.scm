(specifications->manifest (list "bash:nope"))
