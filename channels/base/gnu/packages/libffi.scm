;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; Calling functions whose types are known only at run time.

(define-module (gnu packages libffi)
  #:use-module (gnu packages debian)
  #:use-module (guix build-system gnu)
  #:use-module (guix download)
  #:use-module (guix gexp)
  #:use-module ((guix licenses) #:prefix license:)
  #:use-module (guix packages))

(define-public libffi
  (package
    (name "libffi")
    (version "3.4.4")
    (source
     (origin
       (method url-fetch)
       (uri (debian-uris
             "libf/libffi/libffi_3.4.4.orig.tar.gz"
             "ecc58fb89aac4329b34dd019fe337d291b47c799"
             (string-append "https://github.com/libffi/libffi/releases/"
                            "download/v3.4.4/libffi-3.4.4.tar.gz")))
       (file-name "libffi-3.4.4.tar.gz")
       (sha256 (base32 "0xpn5mqlbdmqgxgp910ba1qj79axpwr8nh7wklmcz0ls4nnmcv6n"))))
    (build-system gnu-build-system)
    (arguments
     ;; Its tests need DejaGnu.
     (list #:tests? #f
           #:configure-flags #~'("--disable-static"
                                 "--disable-multi-os-directory"
                                 ;; not what this machine's CPU happens to be
                                 "--with-gcc-arch=x86-64")))
    (home-page "https://sourceware.org/libffi/")
    (synopsis "Call functions whose types are known only at run time")
    (description
     "A library by which interpreters call compiled functions and are called by
them.")
    (license license:expat)))
