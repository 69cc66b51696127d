;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; Markers of translatable messages.

(define-module (guix i18n)
  #:export (G_
            N_
            P_
            %gettext-domain
            %package-text-domain))

;;; Commentary:
;;;
;;; Messages are marked as Guix marks them.  There is no translation yet, and
;;; what is evaluated must not depend on the locale anyhow.
;;;
;;; Code:

(define %gettext-domain "guix")
(define %package-text-domain "guix-packages")

(define (G_ message)
  "Return MESSAGE for people."
  message)

(define (N_ singular plural n)
  "Return SINGULAR if N is one, PLURAL otherwise."
  (if (= n 1) singular plural))

(define (P_ message)
  "Return MESSAGE, a package's synopsis or description, for people."
  message)

;;; i18n.scm ends here
