(define-module (d packages)
  #:use-module (guix build-system trivial)
  #:use-module (guix download)
  #:use-module (guix gexp)
  #:use-module (guix git-download)
  #:use-module ((guix licenses) #:prefix license:)
  #:use-module (guix packages)
  #:use-module (guix utils)
  #:use-module (srfi srfi-1))

(define-syntax-rule (rest-of-it) "macro text")
(define version "that of the module")

(define-public one
  (package
    (name "one")
    (version "1.0")
    ;; NAME and VERSION are those of the fields above.
    (source (origin
              (method url-fetch)
              (uri (string-append "https://example.org/" name "-" version ".tar.gz"))
              (sha256 (base32 "0ssi1wpaf7plaswqqjwigppsg5fyh99vdlb9kzl7c9lng89ndq1i"))))
    (build-system trivial-build-system)
    (arguments
     (list #:builder #~(begin (mkdir #$output) (mkdir #$output:doc) (list "a" #$(package-name this-package)))))
    (home-page #f)
    (synopsis "One")
    (description (rest-of-it))
    (license license:expat)))

(define-public two
  (package
    (inherit one)
    (name "two")
    (outputs '("out" "doc"))
    (inputs (list one `(,one "doc")))
    (arguments
     (list #:builder #~(begin (mkdir #$output) (mkdir #$output:doc) (list "b" #$(package-name this-package)))))))

(define-public three
  (let ((name "three") (commit "0123456789012345678901234567890123456789"))
    (package
      (inherit two)
      (name name)
      (version (git-version "0" "1" commit))
      (source (origin (method git-fetch)
                      (uri (git-reference (url "https://example.org/three") (commit commit)))
                      (file-name (git-file-name name version))
                      (sha256 #f)))
      (native-inputs (list (this-package-input "one")))
      (inputs (modify-inputs (package-inputs two) (prepend one)))
      (properties `((release . ,version) (upstream-name . "Three"))))))

(define-public four
  (package/inherit one
    (name "four")
    (version (string-append (package-version one) "-4"))))

(define-public five
  (package/inherit two
    (name "five")
    (inputs (list (package (inherit one) (name "inner") (synopsis "In a field"))))))

(define-public six
  (let* ((output "no output") (package list))
    (package output #~(begin #$output) 'six)))

(define-public seven
  (list #~(list "a" #$one 1) #~(list "b" #$two 1) #~(list "b" #$two 2) #~("c" . #$one) #~#$one
        #~(list #$@(list one two) #+one #+@(list two)) #~#(1 #$one)
        (with-imported-modules '((guix build utils)) #~(use-modules (guix build utils)))
        #~(list #~(nested #$one)) #~"text" #~()))

(define-public eight
  (package
    (inherit one)
    (location #f)
    (name "eight")
    (supported-systems '("x86_64-linux"))
    (search-paths (list (search-path-specification (variable "A") (files '("a")))))))

(define-public (make-nine one)
  (package (inherit one) (name "nine") (synopsis "Nine")))
(define-public nine (make-nine two))

(define-public ten
  (if (string=? "a" "b") #f (package (inherit (make-nine one)) (name "ten")
                                     (properties (list (cons 'name name))))))
