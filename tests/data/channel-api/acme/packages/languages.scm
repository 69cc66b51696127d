;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; The build systems of languages, local macros, autoloads.

(define-module (acme packages languages)
  #:use-module (guix packages)
  #:use-module (guix download)
  #:use-module (guix utils)
  #:use-module (guix gexp)
  #:use-module ((guix licenses) #:select (gpl3+ bsd-3 expat (asl2.0 . apache)))
  #:use-module ((guix build utils) #:select (alist-replace))
  #:use-module (guix build-system cmake)
  #:use-module (guix build-system meson)
  #:use-module (guix build-system python)
  #:use-module (guix build-system pyproject)
  #:use-module (guix build-system ruby)
  #:use-module (guix build-system perl)
  #:use-module (guix build-system trivial)
  #:use-module (gnu packages pkg-config)
  #:use-module (gnu packages python)
  #:autoload (gnu packages web) (jq)
  #:use-module (ice-9 format)
  #:use-module (srfi srfi-26))

(define-syntax-rule (simple n v bs) (package (name n)
    (version v)
    (source (origin (method url-fetch) (uri (list (string-append "mirror://gnu/" n "-" v ".tar.gz") (pypi-uri n v))) (sha256 (base32 "0000000000000000000000000000000000000000000000000000"))))
    (build-system bs)
    (home-page "")
    (synopsis "")
    (description "")
    (license gpl3+)))

(define (pypi-uri name version) (string-append "https://example.org/" name version))

(define-public c1 (package (inherit (simple "c1" "1" cmake-build-system))
    (arguments (list #:build-type "Release" #:configure-flags #~(list "-DX=ON" (string-append "-DP=" #$(this-package-input "zlib"))) #:out-of-source? #t #:generator "Ninja"))))

(define-public m1 (package (inherit (simple "m1" "1" meson-build-system))
    (arguments (list #:glib-or-gtk? #f #:build-type "debugoptimized" #:configure-flags #~'("-Dx=y")))
    (native-inputs (list pkg-config `(,python "out")))))

(define-public p1 (package (inherit (simple "p1" "1" python-build-system))
    (arguments `(#:use-setuptools? #f #:tests? ,(not (%current-target-system))))
    (propagated-inputs `(("jq" ,jq)))))

(define-public p2 (package (inherit (simple "p2" "1" pyproject-build-system))
    (arguments (list #:test-flags #~'("-k" "not x") #:build-backend "setuptools.build_meta" #:test-backend #~'pytest))))

(define-public r1 (package (inherit (simple "r1" "1" ruby-build-system))
    (arguments (list #:gem-flags #~'("--x") #:test-target "spec"))))

(define-public pl1 (package (inherit (simple "pl1" "1" perl-build-system))
    (arguments '(#:make-maker? #t #:module-build-flags '("x")))))

(define-public t1 (package (inherit (simple "t1" "1" trivial-build-system))
    (source #f)
    (arguments (list #:modules '((guix build utils)) #:builder (with-imported-modules '((guix build utils)) #~(begin (use-modules (guix build utils) (ice-9 match)) (mkdir-p (string-append #$output "/bin")) (symlink #$(file-append jq "/bin/jq") (string-append #$output "/bin/x"))))))))
