;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; Secrets on the wire.

(define-module (gnu packages tls)
  #:use-module (gnu packages debian)
  #:use-module (guix build-system debian)
  #:use-module (guix gexp)
  #:use-module ((guix licenses) #:prefix license:)
  #:use-module (guix packages))

(define-public openssl
  (package
    (name "openssl")
    (version "3.0.20")
    (source #f)
    (build-system debian-build-system)
    (arguments
     (list #:debs (debian-debs "libssl3" "libssl-dev" "openssl")
           #:drop ''("etc/ssl/certs" "etc/ssl/private" "lib/ssl/certs"
                     "lib/ssl/private")
           #:wrappers
           ;; Its directory for these is that of Debian.
           #~`(("bin/openssl"
                ("OPENSSL_CONF" =
                 (,(string-append "${OPENSSL_CONF:-" #$output
                                  "/etc/ssl/openssl.cnf}")))
                ("OPENSSL_MODULES" =
                 (,(string-append "${OPENSSL_MODULES:-" #$output
                                  "/lib/ossl-modules}")))))))
    (native-search-paths
     (list (search-path-specification
            (variable "SSL_CERT_DIR")
            (files '("etc/ssl/certs"))
            (separator #f))
           (search-path-specification
            (variable "SSL_CERT_FILE")
            (files '("etc/ssl/certs/ca-certificates.crt"))
            (separator #f)
            (file-type 'regular))))
    (home-page "https://www.openssl.org")
    (synopsis "Cryptography and TLS")
    (description
     "The libraries libssl and libcrypto for encrypted connections, hashes, keys and
certificates, and the program openssl.")
    (license license:asl2.0)))

