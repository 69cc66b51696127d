(display "é"
