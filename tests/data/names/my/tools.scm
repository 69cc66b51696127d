(define-module (my tools)
  #:use-module (guix packages)
  #:use-module (guix build-system trivial)
  #:use-module ((guix licenses) #:prefix license:)
  #:use-module (my helpers)
  #:export (exported-tool)
  #:re-export (helper-package))

(define-public tool
  (package
    (name "tool")
    (version "1.0")
    (source #f)
    (build-system trivial-build-system)
    (home-page "https://example.org")
    (synopsis "A tool")
    (description "A tool.")
    (license license:expat)))

(define-public tool-2 (package (inherit tool) (version "2.0")))
(define-public tool-alias tool-2)
(define-public tool-hidden (hidden-package (package (inherit tool) (version "3.0"))))
(define-public tool-renamed
  (package (inherit tool) (name (string-append "re" "named"))))
(define-public old-tool (deprecated-package "old-tool" tool))
(define-public tool-superseded
  (package (inherit tool) (version "9.0") (properties `((superseded . ,tool-2)))))
(define-public let-tool
  (let ((commit "abc"))
    (package (inherit tool) (name "let-tool") (version commit))))
(define exported-tool (package/inherit tool-2 (name "exported-tool")))
(define private-tool (package (inherit tool) (version "1.5")))
(define-public (make-tool name) (package (inherit tool) (name name)))
(define-public made-tool (make-tool "made"))
(define-public list-of-tools (list tool))
(define-public disguised (list-alike tool))
