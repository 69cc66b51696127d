(use-modules (gnu packages)
             (guix profiles))

(packages->manifest
 (list
  ;; Language runtime
  (specification->package "ruby@3.4")

  ;; Database client, server and headers for native extensions
  (specification->package "postgresql@17")

  ;; Native libraries that extensions link
  (specification->package "libyaml")

  ;; Build toolchain for native extensions
  (specification->package "gcc-toolchain")
  (specification->package "make")
  (specification->package "pkg-config")

  ;; Certificates and time zones
  (specification->package "nss-certs")
  (specification->package "tzdata")

  ;; The same small tools on every machine
  (specification->package "coreutils")
  (specification->package "sed")))
