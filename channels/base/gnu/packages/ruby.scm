;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; Ruby.

(define-module (gnu packages ruby)
  #:use-module (gnu packages compression)
  #:use-module (gnu packages debian)
  #:use-module (gnu packages libffi)
  #:use-module (gnu packages multiprecision)
  #:use-module (gnu packages pkg-config)
  #:use-module (gnu packages tls)
  #:use-module (gnu packages web)
  #:use-module (guix build-system gnu)
  #:use-module (guix download)
  #:use-module (guix gexp)
  #:use-module ((guix licenses) #:prefix license:)
  #:use-module (guix packages))

(define-public ruby-3.4
  (package
    (name "ruby")
    (version "3.4.5")
    (source
     (origin
       (method url-fetch)
       (uri (debian-uris "r/ruby3.4/ruby3.4_3.4.5.orig.tar.xz"
                         "e3568b11bfd954a822850de8ce2e01f7dc5753bd"))
       (file-name "ruby-3.4.5.tar.xz")
       (sha256 (base32 "1gzw3cqir7wxafhssm5yimww044vzhlnqk9v3cv9d09b36qb67ql"))))
    (build-system gnu-build-system)
    (arguments
     (list
      #:tests? #f
      #:configure-flags #~'("--enable-shared" "--disable-install-doc")
      #:phases
      #~(modify-phases %standard-phases
          (add-after 'unpack 'leave-out-tests
            (lambda _
              ;; Extensions that only tests load; without them the build is
              ;; a fifth shorter.
              (for-each (lambda (directory)
                          (when (file-exists? directory)
                            (delete-file-recursively directory)))
                        '("ext/-test-" "spec/ruby"))))
          (add-after 'install 'forget-the-build
            (lambda _
              ;; What bundled gems leave of their build, with names of tools.
              (for-each delete-file
                        (find-files (string-append #$output "/lib/ruby")
                                    "^(mkmf\\.log|gem_make\\.out|Makefile)$"))
              (for-each make-file-writable
                        (find-files (string-append #$output "/lib/ruby")
                                    "^rbconfig\\.rb$"))
              ;; An extension is built with the tools of the day, which PATH
              ;; tells.
              (substitute* (find-files (string-append #$output "/lib/ruby")
                                       "^rbconfig\\.rb$")
                (("/gnu/store/[0-9a-z]{32}-[^/ ]*/bin/(mkdir|install|grep|sed|\
rm|cp|bash|sh|gcc|g\\+\\+|ld|ar|nm|strip|objcopy|objdump|ranlib|readelf|\
pkg-config|pkgconf|doxygen|dot)" _ name)
                 (if (member name '("bash" "sh"))
                     "/bin/sh"
                     name))))))))
    (native-inputs (list pkgconf))
    (inputs (list gmp libffi libyaml openssl zlib))
    (native-search-paths
     (list (search-path-specification
            (variable "GEM_PATH")
            (files '("lib/ruby/vendor_ruby")))))
    (home-page "https://www.ruby-lang.org")
    (synopsis "A language that is pleasant to write")
    (description
     "Ruby, an object-oriented language for scripts and services, with its
package managers gem and bundler.")
    (license license:ruby)))

(define-public ruby ruby-3.4)
