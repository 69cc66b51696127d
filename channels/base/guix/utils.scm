;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; Helpers that package definitions and the API share.

(define-module (guix utils)
  #:use-module (guix diagnostics)
  #:use-module (guix utils files)
  #:use-module (guix utils keywords)
  #:use-module (guix utils systems)
  #:use-module (guix utils versions)
  #:re-export (strip-keyword-arguments
               default-keyword-arguments
               substitute-keyword-arguments
               ensure-keyword-arguments

               %current-system
               %current-target-system
               nix-system->gnu-triplet
               gnu-triplet->nix-system
               target-linux?
               target-hurd?
               target-hurd64?
               target-android?
               target-mingw?
               target-x86?
               target-x86-32?
               target-x86-64?
               target-arm?
               target-arm32?
               target-aarch64?
               target-ppc32?
               target-ppc64le?
               target-powerpc?
               target-riscv64?
               target-mips64el?
               target-loongarch64?
               target-avr?
               target-64bit?
               target-little-endian?
               ar-for-target
               as-for-target
               cc-for-target
               cxx-for-target
               ld-for-target
               objdump-for-target
               pkg-config-for-target
               strip-for-target

               package-name->name+version
               version-compare
               version>?
               version>=?
               version-prefix
               version-major+minor+point
               version-major+minor
               version-major
               version-unique-prefix
               version-prefix?
               guile-version>?

               current-source-directory
               source-directory
               file-extension
               file-sans-extension
               tarball-sans-extension
               compressed-file?
               string-replace-substring
               string-closest
               string-distance
               readlink*
               switch-symlinks
               arguments-from-environment-variable
               config-directory
               cache-directory
               data-directory
               call-with-temporary-output-file
               call-with-temporary-directory
               with-atomic-file-output
               with-environment-variables

               <location>
               location
               location?
               location-file
               location-line
               location-column
               source-properties->location
               location->source-properties
               &error-location
               error-location?
               error-location
               &fix-hint
               fix-hint?
               condition-fix-hint)
  #:export (%guix-uri-base))

;;; Commentary:
;;;
;;; The public face of (guix utils keywords), (guix utils systems),
;;; (guix utils versions) and (guix utils files), and source locations.
;;;
;;; Code:

(define %guix-uri-base "https://guix.gnu.org")

;;; utils.scm ends here
