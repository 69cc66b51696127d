;;; SPDX-License-Identifier: GPL-3.0-or-later
(define-module (o11y packages listener)
  #:use-module (gnu packages certs)
  #:use-module (gnu packages tls)
  #:use-module (guix build-system gnu)
  #:use-module (guix gexp)
  #:use-module ((guix licenses) #:prefix license:)
  #:use-module (guix packages))

;;; Commentary:
;;;
;;; The service of the example: one C program, compiled in place.
;;;
;;; Code:

(define-public o11y-listener
  (package
    (name "o11y-listener")
    (version "1.0")
    (source (local-file "../src" "o11y-listener-src" #:recursive? #t))
    (build-system gnu-build-system)
    (arguments
     (list #:tests? #f
           #:phases
           #~(modify-phases %standard-phases
               (delete 'configure)
               (replace 'build
                 (lambda* (#:key inputs #:allow-other-keys)
                   (invoke "gcc" "-O2" "-Wall" "-o" "o11y-listener"
                           (string-append
                            "-DCERTIFICATES=\""
                            (search-input-file
                             inputs "etc/ssl/certs/ca-certificates.crt")
                            "\"")
                           "o11y-listener.c" "-lssl" "-lcrypto")))
               (replace 'install
                 (lambda* (#:key outputs #:allow-other-keys)
                   (install-file "o11y-listener"
                                 (string-append (assoc-ref outputs "out")
                                                "/bin")))))))
    (inputs (list nss-certs openssl))
    (home-page "https://example.org/o11y-listener")
    (synopsis "Small service with health and metrics")
    (description "o11y-listener answers /health and /metrics over HTTP and
logs one line per request.")
    (license license:gpl3+)))
