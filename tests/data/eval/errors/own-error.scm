(error "my own words" 1 2 "three")
