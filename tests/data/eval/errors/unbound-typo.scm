(define packages (list "bash"))
(specifications->manifset packages)
