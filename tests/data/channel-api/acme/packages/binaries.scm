;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; A build system of the channel's own, licences, rewriting, files.

(define-module (acme packages binaries)
  #:use-module (guix packages)
  #:use-module (guix build-system)
  #:use-module (guix build-system gnu)
  #:use-module (guix build-system trivial)
  #:use-module (guix build-system copy)
  #:use-module (guix store)
  #:use-module (guix utils)
  #:use-module (guix gexp)
  #:use-module (guix monads)
  #:use-module (guix derivations)
  #:use-module (guix search-paths)
  #:use-module (guix modules)
  #:use-module (guix profiles)
  #:use-module (guix build-system python)
  #:use-module (guix download)
  #:use-module (guix records)
  #:use-module (gnu packages)
  #:use-module (gnu packages base)
  #:use-module (gnu packages gcc)
  #:use-module ((guix licenses) #:prefix license:)
  #:use-module (ice-9 match)
  #:use-module (ice-9 string-fun)
  #:use-module (srfi srfi-1)
  #:use-module (srfi srfi-26)
  #:use-module (srfi srfi-9)
  #:use-module (srfi srfi-11)
  #:export (nonfree binary-build-system))

(define license (@@ (guix licenses) license))

(define* (nonfree uri #:optional (comment ""))
    (license "Nonfree" uri comment))

(define %binary-build-system-modules `((acme build binary) ,@%gnu-build-system-modules))

(define* (lower name #:key source inputs native-inputs outputs system target #:allow-other-keys #:rest arguments)
  (define private-keywords '(#:target #:inputs #:native-inputs))
  (and (not target)
    (bag (name name) (system system)
      (host-inputs `(,@(if source `(("source" ,source)) '()) ,@inputs ,@(standard-packages)))
      (build-inputs native-inputs)
    (outputs outputs) (build binary-build)
      (arguments (strip-keyword-arguments private-keywords arguments)))))

(define* (binary-build name inputs #:key guile source (outputs '("out")) (install-plan ''(("." "./"))) (search-paths '()) (system (%current-system)) (phases '%standard-phases)
   (imported-modules %gnu-build-system-modules) (modules '((guix build gnu-build-system) (guix build utils))) (substitutable? #t) allowed-references disallowed-references)
  (define builder
    (with-imported-modules imported-modules
      #~(begin (use-modules #$@(sexp->gexp modules))
         #$(with-build-variables inputs outputs
            #~(gnu-build #:source #+source #:system #$system #:outputs %outputs #:inputs %build-inputs #:phases #$phases #:search-paths '#$(sexp->gexp (map search-path-specification->sexp search-paths)))))))
  (mlet %store-monad ((guile (package->derivation (or guile (default-guile)) system #:graft? #f)))
    (gexp->derivation name builder #:system system #:target #f #:graft? #f #:substitutable? substitutable? #:allowed-references allowed-references #:disallowed-references disallowed-references #:guile-for-build guile)))

(define binary-build-system (build-system (name 'binary) (description "x") (lower lower)))

(define-public bin-x
  (package
    (name "bin-x")
    (version "1")
    (source (plain-file "x" "y"))
    (build-system binary-build-system)
    (inputs (list `(,gcc "lib") glibc))
    (home-page "")
    (synopsis "")
    (description "")
    (license (nonfree "x"))))

(define-public pyp (package (name "python-foo.bar")
    (version "1")
    (source (origin (method url-fetch) (uri (pypi-uri "foo.bar" version)) (sha256 (base32 "0000000000000000000000000000000000000000000000000000"))))
    (build-system python-build-system)
    (home-page "")
    (synopsis "")
    (description "")
    (license license:expat)))

(define-public dep (deprecated-package "old-bin" bin-x))

(define-public hid (hidden-package (package (inherit bin-x) (name "hid"))))

(define-public sup (package (inherit bin-x) (name "sup")
    (properties `((superseded . ,bin-x)))))

(define-public rep (package (inherit bin-x) (name "rep")
    (replacement bin-x)))

(define-public multi (package (inherit bin-x) (name "multi")
    (outputs '("out" "doc" "debug")) (native-search-paths (list (search-path-specification (variable "MY_PATH") (files '("share/my"))) $PKG_CONFIG_PATH))))

(define-public trans ((package-input-rewriting `((,glibc . ,glibc))) multi))

(define-public trans2 ((package-input-rewriting/spec `(("glibc" . ,(const glibc)))) multi))

(define-public withpatch (package-with-extra-patches (package (inherit bin-x) (name "wp")
    (source (origin (method url-fetch) (uri "https://example.org/x.tgz") (sha256 (base32 "0000000000000000000000000000000000000000000000000000"))))) (list (local-file "patches/acme-fix.patch"))))

(define-public meta (package (name "meta")
    (version "0")
    (source #f)
    (build-system trivial-build-system)
    (arguments (list #:builder #~(begin (mkdir #$output))))
    (propagated-inputs (list bin-x multi))
    (home-page #f) (synopsis "s") (description "d")
    (license #f)))

(define-public wrapper (let-system (system target) (file-append bin-x "/bin")))

(define-public script (program-file "s" (with-extensions '() #~(begin (display #$bin-x)))))

(define-public lf (package (inherit bin-x) (name "lf")
    (source (local-file "../.." "acme-src" #:recursive? #t #:select? (lambda (f s) (not (string-contains f ".git")))))))

(define-public ver (package (inherit bin-x) (name "ver")
    (version (string-append (version-major "3.4.5") "." (version-prefix "1.2.3" 2)))))

(define-public compr (package (inherit bin-x) (name "compr")
    (source (computed-file "c.tar" (with-imported-modules (source-module-closure '((guix build utils))) #~(begin (use-modules (guix build utils)) (mkdir-p #$output)))))))
