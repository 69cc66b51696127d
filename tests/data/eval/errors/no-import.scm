(use-modules (guix packages) (guix gexp) (guix download) (guix profiles)
             (guix build-system gnu) (guix build-system trivial)
             ((guix licenses) #:prefix license:)
             (gnu packages bash) (gnu packages base))

(define-public greeting
  (package
    (name "greeting")
    (version "1.0")
    (source (origin
              (method url-fetch)
              (uri (string-append "mirror://gnu/greeting/greeting-" version ".tar.gz"))
              (sha256
               (base32 "0ssi1wpaf7plaswqqjwigppsg5fyh99vdlb9kzl7c9lng89ndq1i"))))
    (build-system gnu-build-system)
    (arguments
     (list #:tests? #f
           #:configure-flags #~(list "--disable-nls")
           #:phases
           #~(modify-phases %standard-phases
               (delete 'check)
               (add-after 'install 'greet
                 (lambda* (#:key outputs #:allow-other-keys)
                   (let ((out (assoc-ref outputs "out")))
                     (mkdir-p (string-append out "/share"))))))))
    (native-inputs (list bash))
    (inputs `(("coreutils" ,coreutils)))
    (home-page "https://example.org/greeting")
    (synopsis "Say hello")
    (description "It says hello, and nothing else.")
    (license license:gpl3+)))

(define louder
  (package
    (inherit greeting)
    (name "louder")
    (arguments
     (substitute-keyword-arguments (package-arguments greeting)
       ((#:tests? _ #f) #t)))
    (propagated-inputs (list greeting))))

(packages->manifest (list greeting louder (list bash "out")))
