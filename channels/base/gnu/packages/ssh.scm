;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; Other machines.

(define-module (gnu packages ssh)
  #:use-module (gnu packages compression)
  #:use-module (gnu packages tls)
  #:use-module (gnu packages debian)
  #:use-module (guix build-system debian)
  #:use-module (guix gexp)
  #:use-module ((guix licenses) #:prefix license:)
  #:use-module (guix packages))

(define-public openssh
  (package
    (name "openssh")
    (version "9.2p1")
    (source #f)
    (build-system debian-build-system)
    (arguments
     (list #:debs (debian-debs "openssh-client" "libedit2" "libfido2-1"
                               "libgssapi-krb5-2" "libselinux1" "libbsd0"
                               "libtinfo6" "libcbor0.8" "libudev1" "libcom-err2"
                               "libk5crypto3" "libkrb5-3" "libkrb5support0"
                               "libpcre2-8-0" "libmd0" "libkeyutils1")
           #:drop ''("etc")))
    (inputs (list openssl zlib))
    (home-page "https://www.openssh.com")
    (synopsis "Work on other machines, safely")
    (description
     "ssh runs commands on other machines over encrypted connections, scp and sftp
copy files, ssh-keygen makes keys and ssh-agent keeps them.")
    (license license:bsd-2)))
