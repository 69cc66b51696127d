;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; Databases that programs talk to.

(define-module (gnu packages databases)
  #:use-module (gnu packages bison)
  #:use-module (gnu packages compression)
  #:use-module (gnu packages debian)
  #:use-module (gnu packages flex)
  #:use-module (gnu packages perl)
  #:use-module (gnu packages pkg-config)
  #:use-module (gnu packages readline)
  #:use-module (gnu packages tls)
  #:use-module (guix build-system debian)
  #:use-module (guix build-system gnu)
  #:use-module (guix download)
  #:use-module (guix gexp)
  #:use-module ((guix licenses) #:prefix license:)
  #:use-module (guix packages))

(define-public postgresql-17
  (package
    (name "postgresql")
    (version "17.11")
    (source
     (origin
       (method url-fetch)
       (uri (debian-uris "p/postgresql-17/postgresql-17_17.11.orig.tar.bz2"
                         "0d59f4ff2bacd7edb8dbb47571d18c3d91c289c4"
                         (string-append "https://ftp.postgresql.org/pub/source/"
                                        "v17.11/postgresql-17.11.tar.bz2")))
       (file-name "postgresql-17.11.tar.bz2")
       (sha256 (base32 "0y99shi069p6fkr0ay1llqra0sdz8899091km8afswwyqnrz49yx"))))
    (build-system gnu-build-system)
    (arguments
     (list
      #:tests? #f
      #:configure-flags
      #~'("--without-icu" "--with-openssl" "--with-lz4" "--with-zstd")
      #:phases
      #~(modify-phases %standard-phases
          (replace 'build
            (lambda* (#:key (parallel-build? #t) #:allow-other-keys)
              ;; All but the manual, contributed modules included.
              (invoke "make" "-j" (number->string (parallel-job-count))
                      "world-bin")))
          (replace 'install
            (lambda _
              (invoke "make" "install-world-bin")))
          (add-after 'install 'forget-the-build
            (lambda _
              ;; Extensions are built with the tools of the day, which PATH
              ;; tells; servers need no static libraries.
              (substitute* (string-append #$output
                                          "/lib/pgxs/src/Makefile.global")
                (("/gnu/store/[0-9a-z]{32}-[^/ ']*/bin/([a-z]+)" all name)
                 (if (member name '("bash" "sh")) all name)))
              (for-each delete-file
                        (find-files (string-append #$output "/lib")
                                    "^lib(pq|ecpg|ecpg_compat|pgtypes)\\.a$")))))))
    (native-inputs (list bison flex perl-for-build pkgconf))
    (inputs (list lz4 openssl readline zlib zstd))
    (home-page "https://www.postgresql.org")
    (synopsis "A powerful SQL database")
    (description
     "PostgreSQL is a database server that keeps to standards and loses nothing,
with the program psql and the library libpq to talk to it.")
    (license license:x11)))

(define-public postgresql-16
  (package
    (inherit postgresql-17)
    (version "16.4")
    (source
     (origin
       (method url-fetch)
       (uri (string-append "https://ftp.postgresql.org/pub/source/v" version
                           "/postgresql-" version ".tar.bz2"))
       (sha256
        (base32 "0vvd73rzj0sl294v15bh8yslakqv412bxqzlkqxyjwxa8pb6c5wp"))))))

(define-public postgresql-15
  (package
    (inherit postgresql-17)
    (version "15.18")
    (source
     (origin
       (method url-fetch)
       (uri (debian-uris "p/postgresql-15/postgresql-15_15.18.orig.tar.bz2"
                         "fab946980b8709a3caf476eb87a2980fcc0664e8"
                         (string-append "https://ftp.postgresql.org/pub/source/"
                                        "v15.18/postgresql-15.18.tar.bz2")))
       (file-name "postgresql-15.18.tar.bz2")
       (sha256 (base32 "1d13qckpslfqamdmp23q3rbzxlp1rqwszylilyllpsp3gzwhvpqi"))))))

(define-public postgresql postgresql-17)

(define-public redis
  (package
    (name "redis")
    (version "7.0.15")
    (source #f)
    (build-system debian-build-system)
    (arguments
     (list #:debs (debian-debs "redis-server" "redis-tools" "libjemalloc2"
                               "liblzf1" "libsystemd0" "libcap2"
                               "libgcrypt20" "libgpg-error0" "liblz4-1"
                               "liblzma5" "libzstd1")
           #:drop ''("etc" "share/man/.*/redis-server.*")))
    (inputs (list openssl))
    (home-page "https://redis.io")
    (synopsis "Data structures in memory, for many programs")
    (description
     "redis-server keeps strings, lists, sets and hashes in memory and serves
them over the network; redis-cli talks to it.")
    (license license:bsd-3)))
