;;; SPDX-License-Identifier: GPL-3.0-or-later

(define-module (gx image)
  #:use-module (gx eval image)
  #:re-export (image))

;;; Commentary:
;;; The form with which a manifest says what its container image is like:
;;;
;;;   (image
;;;    (tag "registry.example.org/shop:1.0")
;;;    (entry-point "bin/shop")
;;;    (ports '(8080)))
;;;
;;; Manifests see it without asking.  For Guix, which does not know it, it goes
;;; into (cond-expand (gx (image …)) (else)).
;;; Code:

(cond-expand-provide (current-module) '(gx))
