(define-module (my places)
  #:use-module (guix packages)
  #:use-module (guix gexp)
  #:use-module (guix utils)
  #:use-module (guix deprecation)
  #:use-module (my tools))
;; What depends on where a form stands.
(define-public data (local-file "data.txt"))
(define-public folder (current-source-directory))
(define-public placed
  (package
    (inherit tool)
    (name "placed")
    (source (local-file "data.txt" "renamed.txt"))))
(define-deprecated (old-place x) placed x)
(define-deprecated/public-alias former placed)
(define-deprecated-package formerly-placed placed)
(export old-place)
