(use-modules (guix packages) (guix profiles) (guix build-system trivial) (gnu packages bash))
(define p
  (package
    (name "p")
    (version "1")
    (source #f)
    (build-system trivial-build-system)
    (native-inputs (list bahs))
    (synopsis "") (description "") (home-page "") (license #f)))
(packages->manifest (list p))
