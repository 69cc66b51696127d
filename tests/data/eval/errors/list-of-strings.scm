(list "bash" "coreutils")
