("bash" "sed")
