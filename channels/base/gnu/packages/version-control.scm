;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; Who changed what.

(define-module (gnu packages version-control)
  #:use-module (gnu packages base)
  #:use-module (gnu packages compression)
  #:use-module (gnu packages curl)
  #:use-module (gnu packages perl)
  #:use-module (gnu packages pcre)
  #:use-module (gnu packages tls)
  #:use-module (gnu packages debian)
  #:use-module (gnu packages less)
  #:use-module (guix build-system debian)
  #:use-module (guix gexp)
  #:use-module ((guix licenses) #:prefix license:)
  #:use-module (guix packages))

(define-public git
  (package
    (name "git")
    (version "2.39.5")
    (source #f)
    (build-system debian-build-system)
    (arguments
     (list
      #:debs (debian-debs "git" "libexpat1")
      #:drop ''("share/git-core/contrib" "share/gitweb" "etc" "var")
      #:phases
      #~(modify-phases %standard-phases
          (add-before 'fix-links 'install-helpers
            (lambda* (#:key inputs outputs #:allow-other-keys)
              ;; Debian's Git runs "pager" and "editor", which only Debian
              ;; has; it looks for programs here first.
              (with-directory-excursion
                  (string-append (assoc-ref outputs "out") "/lib/git-core")
                (symlink (string-append (assoc-ref inputs "less")
                                        "/bin/less")
                         "pager")
                (call-with-output-file "editor"
                  (lambda (port)
                    (display "#!/bin/sh\nexec vi \"$@\"\n" port)))
                (chmod "editor" #o755)))))
      #:wrappers
      #~(map (lambda (program)
               `(,program
                 ("GIT_EXEC_PATH" = (,(string-append #$output
                                                     "/lib/git-core")))
                 ("GIT_TEMPLATE_DIR" =
                  (,(string-append #$output "/share/git-core/templates")))
                 ("GITPERLLIB" = (,(string-append #$output "/share/perl5")))
                 ;; for texts in other encodings than UTF-8
                 ("GXONV_PATH" = (,(string-append #$glibc "/lib/gconv")))))
             '("bin/git"))))
    (inputs (list curl less openssl pcre2 perl zlib))
    (native-search-paths
     (list (search-path-specification
            (variable "GIT_SSL_CAINFO")
            (files '("etc/ssl/certs/ca-certificates.crt"))
            (separator #f)
            (file-type 'regular))))
    (home-page "https://git-scm.com")
    (synopsis "Keep the history of files")
    (description
     "Git records versions of a tree of files, merges the work of many people and
copies histories between machines.")
    (license license:gpl2)))

(define-public git-minimal
  (package
    (inherit git)
    (name "git-minimal")))
