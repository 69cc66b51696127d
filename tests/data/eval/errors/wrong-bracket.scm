(specifications->manifest (list "bash"]
