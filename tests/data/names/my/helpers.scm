(define-module (my helpers)
  #:use-module (guix packages)
  #:use-module (guix build-system trivial)
  #:export (list-alike))
;; A word that looks as if it gave no package.
(define-syntax-rule (list-alike x) (package (inherit x) (name "disguised")))
(define-public helper-package
  (package
    (name "helper") (version "0") (source #f) (build-system trivial-build-system)
    (home-page #f) (synopsis "Help") (description "Help.") (license #f)))
