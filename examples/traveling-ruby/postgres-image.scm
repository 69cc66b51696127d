;;; SPDX-License-Identifier: GPL-3.0-or-later
;; The backing service as a container image; `scripts/db-image' packs and loads it.
(use-modules (gnu packages)
             (guix gexp)
             (guix profiles))

;; What container engines see; `gx pack --help' tells of all fields.
(image
 (tag "traveling-postgres:17")
 (entry-point "bin/postgres-start")
 (user "postgres:70:70")
 (ports '(5432))
 (volumes '("/var/lib/postgresql/data"))
 (stop-signal "SIGINT")
 (healthcheck '("bin/pg_isready" "-q" "-h" "127.0.0.1"))
 (health-interval 5)
 (health-timeout 3)
 (health-retries 5)
 (bin-sh? #t))

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
