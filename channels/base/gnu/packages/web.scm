;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; Formats and programs of the web.

(define-module (gnu packages web)
  #:use-module (gnu packages autotools)
  #:use-module (gnu packages debian)
  #:use-module (guix build-system debian)
  #:use-module (guix build-system gnu)
  #:use-module (guix download)
  #:use-module (guix gexp)
  #:use-module ((guix licenses) #:prefix license:)
  #:use-module (guix packages))

(define-public libyaml
  (package
    (name "libyaml")
    (version "0.2.5")
    (source
     (origin
       (method url-fetch)
       (uri (debian-uris "liby/libyaml/libyaml_0.2.5.orig.tar.gz"
                         "db474288fde305468602e051d963c6936ef5a9ae"))
       (file-name "libyaml-0.2.5.tar.gz")
       (sha256 (base32 "0bmzv6z6674j6g7zsaj2is0nr4qlsl1da1l0i7rm7q1b4szhs97s"))))
    (build-system gnu-build-system)
    (arguments (list #:configure-flags #~'("--disable-static")))
    (native-inputs (list autoconf automake libtool))
    (home-page "https://pyyaml.org/wiki/LibYAML")
    (synopsis "Read and write YAML")
    (description "A C library that parses and emits YAML.")
    (license license:expat)))

(define-public jq
  (package
    (name "jq")
    (version "1.6")
    (source #f)
    (build-system debian-build-system)
    (arguments (list #:debs (debian-debs "jq" "libjq1" "libonig5")))
    (home-page "https://jqlang.github.io/jq/")
    (synopsis "Take JSON apart and put it together")
    (description
     "jq filters and changes JSON, as sed does with lines of text.")
    (license license:expat)))
