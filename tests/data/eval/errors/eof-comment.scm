#| never
ends (