(specifications->manifest (list "xyzzy-frobnicate"))
