(display "a script is not evaluated")
