;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; Origins that are checkouts of Mercurial repositories.

(define-module (guix hg-download)
  #:use-module (guix diagnostics)
  #:use-module (guix i18n)
  #:use-module (guix records)
  #:use-module (srfi srfi-34)
  #:export (<hg-reference>
            hg-reference
            hg-reference?
            hg-reference-url
            hg-reference-changeset

            hg-fetch
            hg-version
            hg-file-name))

;;; Commentary:
;;;
;;; Modules with such origins can be loaded, and their packages be listed.
;;; There is nothing to fetch them with: neither a built-in builder nor a
;;; package of Mercurial.
;;;
;;; Code:

(define-record-type* <hg-reference>
  hg-reference make-hg-reference
  hg-reference?
  (url hg-reference-url)
  (changeset hg-reference-changeset))

(define* (hg-fetch ref hash-algo hash #:optional name #:rest rest)
  "Raise an error that names REF, a checkout that cannot be made."
  (raise (formatted-message
          (G_ "checkouts of Mercurial repositories cannot be fetched: ~a")
          (hg-reference-url ref))))

(define (hg-version version revision changeset)
  "Return the version of a package at CHANGESET, the REVISION-th after VERSION."
  (string-append version "-" revision "."
                 (string-take changeset (min 7 (string-length changeset)))))

(define (hg-file-name name version)
  "Return the file name of the checkout of VERSION of the package NAME."
  (string-append name "-" version "-hg-checkout"))

;;; hg-download.scm ends here
