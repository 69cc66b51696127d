;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; Whom to trust.

(define-module (gnu packages certs)
  #:use-module (gnu packages tls)
  #:use-module (gnu packages debian)
  #:use-module (guix build-system debian)
  #:use-module (guix gexp)
  #:use-module ((guix licenses) #:prefix license:)
  #:use-module (guix packages))

(define-public nss-certs
  (package
    (name "nss-certs")
    (version "20230311")
    (source #f)
    (build-system debian-build-system)
    (arguments
     (list
      #:implicit-inputs? #f
      #:debs (debian-debs "ca-certificates")
      #:drop ''("bin" "etc" "share/man")
      #:phases
      #~(modify-phases %standard-phases
          (add-after 'fix-text 'make-bundle
            (lambda* (#:key native-inputs outputs #:allow-other-keys)
              (let* ((out (assoc-ref outputs "out"))
                     (source (string-append out "/share/ca-certificates"))
                     (target (string-append out "/etc/ssl/certs"))
                     (bundle (string-append target "/ca-certificates.crt")))
                (mkdir-p target)
                (call-with-output-file bundle
                  (lambda (port)
                    (for-each (lambda (file)
                                (call-with-input-file file
                                  (lambda (in) (dump-port in port))
                                  #:binary #t))
                              (find-files source "\\.crt$")))
                  #:binary #t)
                ;; One file each, and links by hash, for SSL_CERT_DIR.
                (for-each (lambda (file)
                            (copy-file file
                                       (string-append
                                        target "/" (basename file ".crt")
                                        ".pem")))
                          (find-files source "\\.crt$"))
                (invoke (string-append (assoc-ref native-inputs "openssl")
                                       "/bin/openssl")
                        "rehash" target)
                (symlink "ca-certificates.crt"
                         (string-append target "/ca-bundle.crt"))
                (delete-file-recursively (string-append out "/share"))))))))
    (native-inputs (list openssl))
    (native-search-paths (package-native-search-paths openssl))
    (home-page "https://wiki.mozilla.org/CA")
    (synopsis "Certificates of the authorities that Mozilla trusts")
    (description
     "What programs need to know that a server on the web is the one it says it
is: the certificates of about 140 authorities.")
    (license license:mpl2.0)))
