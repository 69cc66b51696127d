;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; Files from anywhere.

(define-module (gnu packages curl)
  #:use-module (gnu packages compression)
  #:use-module (gnu packages tls)
  #:use-module (gnu packages debian)
  #:use-module (guix build-system debian)
  #:use-module (guix gexp)
  #:use-module ((guix licenses) #:prefix license:)
  #:use-module (guix packages))

(define-public curl
  (package
    (name "curl")
    (version "7.88.1")
    (source #f)
    (build-system debian-build-system)
    (arguments
     (list
      #:debs (debian-debs "curl" "libcurl4" "libcurl3-gnutls"
                          "libcurl4-openssl-dev" "libbrotli1" "libcom-err2"
                          "libdb5.3" "libffi8" "libgmp10" "libgnutls30"
                          "libgssapi-krb5-2" "libhogweed6" "libidn2-0"
                          "libk5crypto3" "libkeyutils1" "libkrb5-3"
                          "libkrb5support0" "libldap-2.5-0" "libnettle8"
                          "libnghttp2-14" "libp11-kit0" "libpsl5" "librtmp1"
                          "libsasl2-2" "libssh2-1" "libtasn1-6"
                          "libunistring2")
      #:drop ''("etc")))
    (inputs (list openssl zlib zstd))
    (native-search-paths
     (list (search-path-specification
            (variable "CURL_CA_BUNDLE")
            (files '("etc/ssl/certs/ca-certificates.crt"))
            (separator #f)
            (file-type 'regular))))
    (home-page "https://curl.se")
    (synopsis "Transfer files by URL")
    (description
     "curl fetches and sends files by HTTP, FTP and other protocols; libcurl does
so for other programs.")
    (license license:x11)))
