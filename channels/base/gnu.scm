;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; Shorthand for users' files.

(define-module (gnu)
  #:use-module (gnu packages)
  #:use-module (guix gexp)
  #:use-module (guix packages)
  #:use-module (guix profiles)
  #:use-module (srfi srfi-1)
  #:export (use-package-modules))

;;; Commentary:
;;;
;;; (use-modules (gnu)) brings what manifests commonly use; there are no systems
;;; and no services in this collection.
;;;
;;; Code:

(for-each (lambda (name)
            ;; Hand on all that these modules export.
            (module-use! (module-public-interface (current-module))
                         (resolve-interface name)))
          '((gnu packages) (guix gexp) (guix packages) (guix profiles)))

(define-syntax use-package-modules
  (lambda (s)
    "Use modules of packages: (use-package-modules bash ruby)."
    (syntax-case s ()
      ((_ name ...)
       #`(use-modules
          #,@(map (lambda (name)
                    (datum->syntax
                     name `(gnu packages ,(syntax->datum name))))
                  #'(name ...)))))))

;;; gnu.scm ends here
