;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; What build systems use beyond the public face of gexps.

(define-module (guix gexp core)
  #:use-module (guix gexp lower)
  #:use-module (guix gexp objects)
  #:use-module (guix gexp syntax)
  #:re-export (late-binding
               lookup-compiler
               lookup-expander
               lower-object*
               gexp->derivation*))

;;; Commentary:
;;;
;;; Procedures that take a connection to the store, rather than return a
;;; monadic value.
;;;
;;; Code:

;;; core.scm ends here
