"bash"
