;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; Packages.

(define-module (guix packages)
  #:use-module (guix base32)
  #:use-module (guix base64)
  #:use-module (guix packages definition)
  #:use-module (guix packages lower)
  #:use-module (guix packages rewriting)
  #:use-module (guix search-paths)
  #:use-module (guix utils)
  #:re-export (content-hash
               content-hash?
               content-hash-algorithm
               content-hash-value
               <origin>
               origin
               this-origin
               origin?
               origin-uri
               origin-method
               origin-hash
               origin-sha256
               origin-file-name
               origin-actual-file-name
               origin-patches
               origin-patch-flags
               origin-patch-inputs
               origin-patch-guile
               origin-snippet
               origin-modules
               <package>
               package
               this-package
               package?
               package-name
               package-version
               package-full-name
               package-with-output
               package-source
               package-build-system
               package-arguments
               package-inputs
               package-propagated-inputs
               package-native-inputs
               package-outputs
               package-native-search-paths
               package-search-paths
               package-replacement
               package-synopsis
               package-description
               package-license
               package-home-page
               package-supported-systems
               package-properties
               package-location
               package-definition-location
               package-field-location
               package/inherit
               package-upstream-name
               package-upstream-name*
               lookup-package-input
               lookup-package-native-input
               lookup-package-propagated-input
               lookup-package-direct-input
               this-package-input
               this-package-native-input
               modify-inputs
               prepend
               replace
               hidden-package
               hidden-package?
               package-superseded
               deprecated-package
               define-deprecated-package
               package-direct-sources
               %supported-systems
               %hurd-systems
               %32bit-supported-systems
               %64bit-supported-systems
               unsupported-package?
               package-patched-vulnerabilities
               %cuirass-supported-systems
               %hydra-supported-systems
               &package-error
               package-error?
               package-error-package
               package-license-error?
               package-error-invalid-license
               package-input-error?
               package-error-invalid-input
               package-cross-build-system-error?
               &package-license-error
               &package-input-error
               &package-cross-build-system-error
               default-guile
               guile-for-grafts
               default-guile-derivation
               transitive-inputs
               transitive-input-references
               package-direct-inputs
               package-transitive-inputs
               package-transitive-target-inputs
               package-transitive-native-inputs
               package-transitive-propagated-inputs
               package-transitive-native-search-paths
               package-transitive-supported-systems
               package-development-inputs
               package-closure
               package-transitive-sources
               supported-package?
               bag-direct-inputs
               bag-transitive-inputs
               bag-transitive-host-inputs
               bag-transitive-build-inputs
               bag-transitive-target-inputs
               package->bag
               bag->derivation
               package->derivation
               package->cross-derivation
               package-derivation
               package-cross-derivation
               package-output
               package-file
               package-grafts
               package-grafts*
               package-source-derivation
               origin->derivation
               package-mapping
               package-input-rewriting
               package-input-rewriting/spec
               package-with-patches
               package-with-extra-patches
               package-with-c-toolchain
               base32
               search-path-specification
               %current-system
               %current-target-system)
  #:export (base64))

;;; Commentary:
;;;
;;; The public face of (guix packages definition), what packages are,
;;; (guix packages lower), what they build to, and (guix packages rewriting),
;;; variants of them.
;;;
;;; Code:

(define-syntax base64
  (lambda (s)
    "Return the bytevector that a literal, in base64, stands for."
    (syntax-case s ()
      ((_ str)
       (string? (syntax->datum #'str))
       #`'#,(datum->syntax s (base64-decode (syntax->datum #'str))))
      ((_ exp)
       #'(base64-decode exp)))))

;;; packages.scm ends here
