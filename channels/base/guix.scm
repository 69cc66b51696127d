;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; Shorthand for what package definitions commonly use.

(define-module (guix)
  #:use-module (guix base32)
  #:use-module (guix build-system)
  #:use-module (guix derivations)
  #:use-module (guix download)
  #:use-module (guix gexp)
  #:use-module (guix git-download)
  #:use-module (guix monads)
  #:use-module (guix packages)
  #:use-module (guix profiles)
  #:use-module (guix search-paths)
  #:use-module (guix store)
  #:use-module (guix utils))

;;; Commentary:
;;;
;;; (use-modules (guix)) brings all that the modules above export.
;;;
;;; Code:

(for-each (lambda (name)
            (module-use! (module-public-interface (current-module))
                         (resolve-interface `(guix ,name))))
          '(base32 build-system derivations download gexp git-download
            monads packages profiles search-paths store utils))

;;; guix.scm ends here
