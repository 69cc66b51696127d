(use-modules ((gnu packages bash) #:select (bahs)))
(manifest (list))
