;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; Libraries and programs for text.

(define-module (gnu packages textutils)
  #:use-module (gnu packages debian)
  #:use-module (guix build-system cmake)
  #:use-module (guix download)
  #:use-module (guix gexp)
  #:use-module ((guix licenses) #:prefix license:)
  #:use-module (guix packages))

(define-public oniguruma
  (package
    (name "oniguruma")
    (version "6.9.8")
    (source
     (origin
       (method url-fetch)
       (uri (debian-uris "libo/libonig/libonig_6.9.8.orig.tar.gz"
                         "3d3d74ed5208456dbd42e270e2c4d895e79c2e7f"))
       (file-name "oniguruma-6.9.8.tar.gz")
       (sha256 (base32 "1cjz8fjsxa2v3ylg9vz3qn6i6w9ryxvr7dlyka33qwxnp8h2fdr6"))))
    (build-system cmake-build-system)
    (arguments
     (list #:configure-flags #~'("-DENABLE_POSIX_API=ON")
           ;; Its tests are not known to CTest.
           #:tests? #f))
    (home-page "https://github.com/kkos/oniguruma")
    (synopsis "Regular expressions in many encodings")
    (description
     "A library of regular expressions that can treat each text in an encoding of
its own.")
    (license license:bsd-2)))
