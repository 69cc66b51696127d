(use-modules (guix packages) (guix profiles) (guix build-system trivial))
(define p
  (package
    (name "p") (name "q")
    (version "1")
    (source #f)
    (build-system trivial-build-system)
    (synopsis "") (description "") (home-page "") (license #f)))
(packages->manifest (list p))
