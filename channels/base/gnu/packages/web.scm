;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; Formats and programs of the web.

(define-module (gnu packages web)
  #:use-module (gnu packages autotools)
  #:use-module (gnu packages bison)
  #:use-module (gnu packages debian)
  #:use-module (gnu packages flex)
  #:use-module (gnu packages textutils)
  #:use-module (guix build-system gnu)
  #:use-module (guix download)
  #:use-module (guix gexp)
  #:use-module ((guix licenses) #:prefix license:)
  #:use-module (guix packages))

(define-public libyaml
  (package
    (name "libyaml")
    (version "0.2.5")
    (source
     (origin
       (method url-fetch)
       (uri (debian-uris "liby/libyaml/libyaml_0.2.5.orig.tar.gz"
                         "db474288fde305468602e051d963c6936ef5a9ae"))
       (file-name "libyaml-0.2.5.tar.gz")
       (sha256 (base32 "0bmzv6z6674j6g7zsaj2is0nr4qlsl1da1l0i7rm7q1b4szhs97s"))))
    (build-system gnu-build-system)
    (arguments (list #:configure-flags #~'("--disable-static")))
    (native-inputs (list autoconf automake libtool))
    (home-page "https://pyyaml.org/wiki/LibYAML")
    (synopsis "Read and write YAML")
    (description "A C library that parses and emits YAML.")
    (license license:expat)))

(define-public jq
  (package
    (name "jq")
    (version "1.6")
    (source
     (origin
       (method url-fetch)
       (uri (debian-uris "j/jq/jq_1.6.orig.tar.gz"
                         "2fdbf962ec939eafb2c37427adcd7fab94293cd4"
                         (string-append "https://github.com/jqlang/jq/archive/"
                                        "jq-1.6.tar.gz")))
       (file-name "jq-1.6.tar.gz")
       (sha256 (base32 "1nf4if8fv5w3mm7igz4dfnc5lfyk6f06f2847y96dj3ifnwl1a9v"))))
    (build-system gnu-build-system)
    (arguments
     (list
      #:tests? #f
      #:configure-flags
      #~(list "--disable-docs" "--disable-static" "--disable-maintainer-mode"
              (string-append "--with-oniguruma="
                             #$(this-package-input "oniguruma")))
      #:phases
      #~(modify-phases %standard-phases
          (add-after 'unpack 'set-version
            (lambda _
              ;; The script asks Git, of which the archive knows nothing.
              (substitute* "configure.ac"
                (("m4_esyscmd_s\\(\\[scripts/version\\]\\)") "1.6")
                (("m4_esyscmd_s\\([^)]*\\)") "1.6"))
              (call-with-output-file "scripts/version"
                (lambda (port)
                  (display "#!/bin/sh\necho 1.6\n" port)))
              (chmod "scripts/version" #o755)
              (patch-shebang "scripts/version"))))))
    (native-inputs (list autoconf automake bison flex libtool))
    (inputs (list oniguruma))
    (home-page "https://jqlang.github.io/jq/")
    (synopsis "Take JSON apart and put it together")
    (description
     "jq filters and changes JSON, as sed does with lines of text.")
    (license license:expat)))
