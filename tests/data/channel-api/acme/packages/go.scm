;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; Go.

(define-module (acme packages go)
  #:use-module (guix packages)
  #:use-module (guix download)
  #:use-module (guix utils)
  #:use-module (guix gexp)
  #:use-module (guix build-system go)
  #:use-module (guix build-system gnu)
  #:use-module (gnu packages golang)
  #:use-module ((guix licenses) #:prefix license:))

(define-public g1 (package (name "g1")
    (version "0.1")
    (source (origin (method url-fetch) (uri "https://example.org/x.tgz") (sha256 (base32 "0000000000000000000000000000000000000000000000000000"))))
  (build-system go-build-system)
    (arguments (list #:import-path "example.org/g1" #:unpack-path "example.org/g1" #:install-source? #f #:go go-1.24 #:build-flags #~'("-x")))
    (home-page "")
    (synopsis "")
    (description "")
    (license license:expat)))
