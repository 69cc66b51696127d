;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; The certificates, where newer manifests look for them.

(define-module (gnu packages nss)
  #:use-module (gnu packages certs)
  #:re-export (nss-certs))
