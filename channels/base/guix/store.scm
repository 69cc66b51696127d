;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; The store, seen through the worker protocol.

(define-module (guix store)
  #:use-module (guix store connection)
  #:use-module (guix store monad)
  #:use-module (guix store names)
  #:use-module (guix store operations)
  #:re-export (%store-prefix
               store-path?
               direct-store-path?
               direct-store-path
               derivation-path?
               store-path-base
               store-path-package-name
               store-path-hash-part
               store-path
               output-path
               fixed-output-path

               %state-directory
               %daemon-socket-uri
               %default-substitute-urls
               store-connection?
               store-connection-socket
               store-connection-version
               store-connection-cache
               port->connection
               open-connection
               close-connection
               call-with-store
               with-store
               current-build-output-port
               &store-error
               store-error?
               &store-connection-error
               store-connection-error?
               store-connection-error-file
               store-connection-error-code
               &store-protocol-error
               store-protocol-error?
               store-protocol-error-message
               store-protocol-error-status

               store-connection-built-in-builders
               set-build-options
               path-info?
               path-info-deriver
               path-info-hash
               path-info-references
               path-info-registration-time
               path-info-nar-size
               valid-path?
               query-path-hash
               query-path-info
               hash-part->path
               references
               references/cached
               references*
               requisites
               referrers
               valid-derivers
               query-derivation-outputs
               query-valid-derivers
               built-in-builders
               ensure-path
               add-temp-root
               add-indirect-root
               add-text-to-store
               add-data-to-store
               add-to-store
               add-file-tree-to-store
               build-mode
               build-things
               build

               %guile-for-build
               %store-monad
               store-bind
               store-return
               store-lift
               store-lower
               run-with-store
               current-system
               set-current-system
               current-target-system
               text-file
               binary-file
               interned-file
               interned-file-tree))

;;; Commentary:
;;;
;;; The public face of (guix store names), what items are called, of
;;; (guix store connection) and (guix store operations), the protocol, and of
;;; (guix store monad).
;;;
;;; Code:

;;; store.scm ends here
