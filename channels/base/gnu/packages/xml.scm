;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; XML.

(define-module (gnu packages xml)
  #:use-module (gnu packages compression)
  #:use-module (gnu packages icu4c)
  #:use-module (gnu packages debian)
  #:use-module (guix build-system debian)
  #:use-module (guix gexp)
  #:use-module ((guix licenses) #:prefix license:)
  #:use-module (guix packages))

(define-public expat
  (package
    (name "expat")
    (version "2.5.0")
    (source #f)
    (build-system debian-build-system)
    (arguments
     (list #:debs (debian-debs "libexpat1" "libexpat1-dev" "expat")))
    (home-page "https://libexpat.github.io")
    (synopsis "Parse XML as it streams by")
    (description
     "A library in C that calls back for each element of an XML document.")
    (license license:expat)))

(define-public libxml2
  (package
    (name "libxml2")
    (version "2.9.14")
    (source #f)
    (build-system debian-build-system)
    (arguments
     (list #:debs (debian-debs "libxml2" "libxml2-dev" "libxml2-utils")))
    (inputs (list xz))
    (propagated-inputs (list icu4c zlib))
    (home-page "http://www.xmlsoft.org")
    (synopsis "Read, check and write XML")
    (description
     "A library for XML documents, with XPath and schemas, and the program
xmllint.")
    (license license:x11)))

(define-public libxslt
  (package
    (name "libxslt")
    (version "1.1.35")
    (source #f)
    (build-system debian-build-system)
    (arguments
     (list #:debs (debian-debs "libxslt1.1" "libxslt1-dev" "xsltproc"
                               "libgcrypt20" "libgpg-error0")))
    (propagated-inputs (list libxml2))
    (home-page "http://www.xmlsoft.org")
    (synopsis "Transform XML by style sheets")
    (description
     "A library for XSLT and the program xsltproc.")
    (license license:x11)))
