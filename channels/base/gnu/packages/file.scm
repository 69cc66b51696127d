;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; What is in a file?

(define-module (gnu packages file)
  #:use-module (gnu packages compression)
  #:use-module (gnu packages debian)
  #:use-module (guix build-system debian)
  #:use-module (guix gexp)
  #:use-module ((guix licenses) #:prefix license:)
  #:use-module (guix packages))

(define-public file
  (package
    (name "file")
    (version "5.44")
    (source #f)
    (build-system debian-build-system)
    (arguments
     (list #:debs (debian-debs "file" "libmagic1" "libmagic-mgc")
           #:drop ''("etc")
           #:wrappers #~`(("bin/file"
                         ("MAGIC" = (,(string-append
                                       #$output "/lib/file/magic.mgc")))))))
    (inputs (list zlib bzip2 xz))
    (home-page "https://www.darwinsys.com/file/")
    (synopsis "Tell what kind of file something is")
    (description
     "file looks at the first bytes of files and says what they hold.")
    (license license:bsd-2)))

