module example.org/x

go 1.99.1
