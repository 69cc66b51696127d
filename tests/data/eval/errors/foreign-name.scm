(specifications->manifest (list "xz-utils"))
