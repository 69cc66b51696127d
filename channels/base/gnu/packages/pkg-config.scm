;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; How to compile against a library.

(define-module (gnu packages pkg-config)
  #:use-module (gnu packages debian)
  #:use-module (guix build-system gnu)
  #:use-module (guix download)
  #:use-module (guix gexp)
  #:use-module ((guix licenses) #:prefix license:)
  #:use-module (guix packages)
  #:export (pkg-config))

(define-public pkgconf
  (package
    (name "pkgconf")
    (version "1.8.1")
    (source
     (origin
       (method url-fetch)
       (uri (debian-uris "p/pkgconf/pkgconf_1.8.1.orig.tar.xz"
                         "5d338fad0c8e2374687f42cadfdd8ebf8ab5dffc"))
       (file-name "pkgconf-1.8.1.tar.xz")
       (sha256 (base32 "0h38vjrdws0zgwl9nhms3g1lf5kr32q2wiflambf0awllann2hv4"))))
    (build-system gnu-build-system)
    (arguments
     (list
      ;; Its tests need a program named kyua.
      #:tests? #f
      #:configure-flags
      ;; No library is found by chance in a directory of the host.
      #~(list (string-append "--with-pkg-config-dir=" #$output
                             "/lib/pkgconfig:" #$output "/share/pkgconfig")
              "--with-system-libdir=/gnu/lib"
              "--with-system-includedir=/gnu/include")
      #:phases
      #~(modify-phases %standard-phases
          (add-after 'install 'install-pkg-config
            (lambda _
              (symlink "pkgconf"
                       (string-append #$output "/bin/pkg-config")))))))
    (native-search-paths
     (list (search-path-specification
            (variable "PKG_CONFIG_PATH")
            (files '("lib/pkgconfig" "lib64/pkgconfig" "share/pkgconfig")))))
    (home-page "http://pkgconf.org")
    (synopsis "Tell compilers where libraries are")
    (description
     "pkgconf reads the .pc files that libraries install and prints the options
with which to compile and link against them.  It is also @command{pkg-config}.")
    (license license:isc)))

(define pkg-config
  (package
    (inherit pkgconf)
    (name "pkg-config")))
