;;; SPDX-License-Identifier: GPL-3.0-or-later
;; The backing service as a container image; `scripts/db-image' packs and loads it.
(use-modules (gnu packages)
             (guix gexp)
             (guix profiles))

(define start
  ;; The image's entry: bin/postgres-start.
  (file-union "postgres-start-17"
              (list (list "bin/postgres-start"
                          (local-file "postgres-image/postgres-start"
                                      #:recursive? #t)))))

(concatenate-manifests
 (list (packages->manifest
        (list (specification->package "postgresql@17")
              (specification->package "bash")
              (specification->package "coreutils")))
       (manifest
        (list (manifest-entry
                (name "postgres-start")
                (version "17")
                (item start))))))
