(use-modules (guix packages) (guix profiles) (guix build-system trivial))
(define-public a
  (package
    (name "a") (version "1") (source #f)
    (build-system trivial-build-system)
    (inputs (list b))
    (synopsis "") (description "") (home-page "") (license #f)))
(define-public b (package (inherit a) (name "b") (inputs (list a))))
(packages->manifest (list a))
