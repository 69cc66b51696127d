(if #t)
