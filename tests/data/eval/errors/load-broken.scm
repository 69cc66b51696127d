(use-modules (guix profiles))
(load "parts/inner.scm")
(manifest (list))
