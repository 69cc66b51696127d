;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; Origins that are checkouts of Subversion repositories.

(define-module (guix svn-download)
  #:use-module (guix diagnostics)
  #:use-module (guix i18n)
  #:use-module (guix records)
  #:use-module (srfi srfi-34)
  #:export (<svn-reference>
            svn-reference
            svn-reference?
            svn-reference-url
            svn-reference-revision
            svn-reference-recursive?
            svn-reference-user-name
            svn-reference-password

            svn-fetch))

;;; Commentary:
;;;
;;; Modules with such origins can be loaded, and their packages be listed.
;;; There is nothing to fetch them with: neither a built-in builder nor a
;;; package of Subversion.
;;;
;;; Code:

(define-record-type* <svn-reference>
  svn-reference make-svn-reference
  svn-reference?
  (url svn-reference-url)
  (revision svn-reference-revision)
  (recursive? svn-reference-recursive? (default #t))
  (user-name svn-reference-user-name (default #f))
  (password svn-reference-password (default #f)))

(define* (svn-fetch ref hash-algo hash #:optional name #:rest rest)
  "Raise an error that names REF, a checkout that cannot be made."
  (raise (formatted-message
          (G_ "checkouts of Subversion repositories cannot be fetched: ~a")
          (svn-reference-url ref))))

;;; svn-download.scm ends here
