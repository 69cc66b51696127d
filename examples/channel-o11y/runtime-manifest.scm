;; What the service needs at run time, and nothing else.
(specifications->manifest
 (list "o11y-listener" "openssl"))
