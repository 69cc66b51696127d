;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; Copies that are brought up to date.

(define-module (gnu packages rsync)
  #:use-module (gnu packages compression)
  #:use-module (gnu packages tls)
  #:use-module (gnu packages debian)
  #:use-module (guix build-system debian)
  #:use-module (guix gexp)
  #:use-module ((guix licenses) #:prefix license:)
  #:use-module (guix packages))

(define-public rsync
  (package
    (name "rsync")
    (version "3.2.7")
    (source #f)
    (build-system debian-build-system)
    (arguments
     (list #:debs (debian-debs "rsync" "libacl1" "liblz4-1" "libpopt0"
                               "libxxhash0")
           #:drop ''("etc")))
    (inputs (list openssl zlib zstd))
    (home-page "https://rsync.samba.org")
    (synopsis "Copy what has changed")
    (description
     "rsync makes one tree of files like another, here or elsewhere, by sending
only what differs.")
    (license license:gpl3+)))
