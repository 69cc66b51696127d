;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; Where files of Debian's archive are found.

(define-module (gnu packages debian)
  #:use-module (gnu packages debian-pins)
  #:use-module (guix download)
  #:use-module (guix gexp)
  #:use-module (guix packages)
  #:use-module (ice-9 match)
  #:export (debian-uris
            debian-deb
            debian-debs))

;;; Commentary:
;;;
;;; Each file has several places, since a mirror may drop one that its index
;;; lists: the host's Debian mirrors, then Debian's snapshot archive, which
;;; keeps all contents by SHA-1, then upstream where it offers the same.
;;;
;;; Code:

(define (debian-uris path sha1 . others)
  "Return the places of PATH, a file below \"pool/main/\" of Debian's archive,
whose contents have SHA1, and OTHERS."
  (cons* (string-append "mirror://debian/pool/main/" path)
         (string-append "https://snapshot.debian.org/file/" sha1)
         others))

(define (store-name file)
  "Return FILE without what the name of a store item may not have."
  (string-map (lambda (c) (if (char=? c #\~) #\- c)) (basename file)))

(define %origins
  (let ((table (make-hash-table 512)))
    (for-each
     (match-lambda
       ((name version path sha1 hash)
        (hash-set! table name
                   (origin
                     (method url-fetch)
                     (uri (debian-uris path sha1))
                     (file-name (store-name path))
                     (sha256 (base32 hash))))))
     %debian-pins)
    table))

(define (debian-deb name)
  "Return the origin of the pinned Debian binary package NAME."
  (or (hash-ref %origins name)
      (error "Debian package without a pin:" name)))

(define (debian-debs . names)
  "Return a gexp for the list of the pinned binary packages NAMES."
  #~(list #$@(map debian-deb names)))
