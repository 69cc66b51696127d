(specifications->manifest "bash" "make")
