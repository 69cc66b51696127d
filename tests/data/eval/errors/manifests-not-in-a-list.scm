(concatenate-manifests (specifications->manifest (list "bash"))
                       (specifications->manifest (list "make")))
