;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; G-expressions and file-like objects.

(define-module (guix gexp)
  #:use-module (guix gexp files)
  #:use-module (guix gexp import)
  #:use-module (guix gexp local)
  #:use-module (guix gexp lower)
  #:use-module (guix gexp objects)
  #:use-module (guix gexp syntax)
  #:re-export (gexp
               gexp?
               gexp-location
               ungexp
               ungexp-native
               ungexp-splicing
               ungexp-native-splicing
               gexp->approximate-sexp
               gexp-modules
               gexp-extensions
               sexp->gexp
               input-tuples->gexp
               outputs->gexp
               with-build-variables
               with-imported-modules
               with-extensions
               gexp-input
               gexp-input?
               gexp-input-thing
               gexp-input-output
               gexp-input-native?

               let-system
               with-parameters
               parameterized?
               file-like?
               define-gexp-compiler
               gexp-compiler?
               lookup-compiler
               lookup-expander
               lower-object
               raw-derivation-file
               raw-derivation-file?
               &gexp-error
               gexp-error?
               &gexp-input-error
               gexp-input-error?
               gexp-error-invalid-input

               lowered-gexp?
               lowered-gexp-sexp
               lowered-gexp-inputs
               lowered-gexp-sources
               lowered-gexp-guile
               lowered-gexp-load-path
               lowered-gexp-load-compiled-path
               lower-gexp
               gexp->derivation
               compiled-modules
               load-path-expression

               imported-files
               imported-modules

               local-file
               local-file?
               local-file-file
               local-file-absolute-file-name
               local-file-name
               local-file-recursive?
               local-file-select?
               assume-valid-file-name
               plain-file
               plain-file?
               plain-file-name
               plain-file-content
               computed-file
               computed-file?
               computed-file-name
               computed-file-gexp
               computed-file-options
               program-file
               program-file?
               program-file-name
               program-file-gexp
               program-file-guile
               program-file-module-path
               scheme-file
               scheme-file?
               scheme-file-name
               scheme-file-gexp
               file-append
               file-append?
               file-append-base
               file-append-suffix
               gexp->file
               gexp->script
               text-file*
               mixed-text-file
               file-union
               directory-union
               references-file))

;;; Commentary:
;;;
;;; The public face of (guix gexp syntax), the language; (guix gexp objects),
;;; (guix gexp local) and (guix gexp files), what it can refer to; and of
;;; (guix gexp lower) and (guix gexp import), how it becomes a derivation.
;;;
;;; Code:

;;; gexp.scm ends here
