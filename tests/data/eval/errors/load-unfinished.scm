(use-modules (guix profiles))
(load "parts/inner2.scm")
(manifest (list))
