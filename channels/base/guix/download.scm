;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; Origins fetched by their URLs.

(define-module (guix download)
  #:use-module (guix derivations)
  #:use-module (guix diagnostics)
  #:use-module (guix gexp)
  #:use-module (guix gexp core)
  #:use-module (guix i18n)
  #:use-module (guix monads)
  #:use-module (guix packages definition)
  #:use-module (guix store)
  #:use-module (guix utils)
  #:use-module (ice-9 match)
  #:use-module (rnrs bytevectors)
  #:use-module (srfi srfi-1)
  #:use-module (srfi srfi-34)
  #:export (%mirrors
            url-fetch
            url-fetch/executable
            url-fetch/tarbomb
            url-fetch/zipbomb
            download-to-store))

;;; Commentary:
;;;
;;; A download is a derivation with the built-in builder 'builtin:download' and
;;; a fixed hash.  gx's downloader knows the mirrors behind mirror:// URLs.
;;;
;;; Code:

;; The downloader has the list; it must not be part of derivations.
(define %mirrors '())

(define (url->file-name url)
  "Return the last part of URL, a string or a list of them."
  (match url
    ((head . _) (url->file-name head))
    ((? string? url)
     (basename (let ((end (string-index url (char-set #\? #\#))))
                 (if end (string-take url end) url))))
    (_ (raise (formatted-message (G_ "a url is a string or a list of them, not ~s")
                                 url)))))

(define* (built-in-download store file-name url
                            #:key system hash hash-algo executable?
                            recursive?)
  "Return the derivation that fetches URL, a string or a list of them, as
FILE-NAME."
  (derivation store file-name "builtin:download" '()
              #:system system
              #:hash hash
              #:hash-algo hash-algo
              #:recursive? executable?
              #:env-vars `(("url" . ,(object->string url))
                           ,@(if executable?
                                 '(("executable" . "1"))
                                 '()))
              #:local-build? #t))

(define (file-url->name url)
  "Return the file name in URL if it is a file:// URL or a file name, else #f."
  (match url
    ((only) (file-url->name only))
    ((? string? url)
     (cond ((string-prefix? "file://" url) (string-drop url 7))
           ((string-prefix? "/" url) url)
           (else #f)))
    (_ #f)))

(define* (url-fetch url hash-algo hash
                    #:optional name
                    #:key (system (%current-system)) (guile #f)
                    executable?)
  "Return in the store monad the derivation that fetches URL, a string or a list
of strings, whose HASH of HASH-ALGO is known.  A file:// URL is copied instead."
  (define file-name (or name (url->file-name url)))
  (match (file-url->name url)
    (#f
     (lambda (store)
       (values (built-in-download store file-name url
                                  #:system system
                                  #:hash hash #:hash-algo hash-algo
                                  #:executable? executable?)
               store)))
    (file
     (interned-file file file-name #:recursive? executable?))))

(define* (url-fetch/executable url hash-algo hash
                               #:optional name
                               #:key (system (%current-system)) (guile #f))
  "Like 'url-fetch', but the file is made executable."
  (url-fetch url hash-algo hash name #:system system #:executable? #t))

(define* (unpacked url hash-algo hash name system tarball-name)
  "Return in the store monad the derivation of the directory NAME with the
contents of the archive at URL."
  (lambda (store)
    (let ((archive (built-in-download store tarball-name url
                                      #:system system
                                      #:hash hash #:hash-algo hash-algo)))
      (values
       (derivation store name "builtin:unpack-1" '()
                   #:system system
                   #:inputs (list (derivation-input archive '("out")))
                   #:env-vars `(("srcs"
                              . ,(derivation->output-path archive)))
                   #:local-build? #t)
       store))))

(define* (url-fetch/tarbomb url hash-algo hash
                            #:optional name
                            #:key (system (%current-system)) (guile #f))
  "Like 'url-fetch', for an archive without a directory of its own: it is
unpacked into one."
  (let ((file-name (url->file-name url)))
    (unpacked url hash-algo hash (or name "tarbomb") system
              (string-append "tarbomb-" (or name file-name)))))

(define* (url-fetch/zipbomb url hash-algo hash
                            #:optional name
                            #:key (system (%current-system)) (guile #f))
  "Like 'url-fetch/tarbomb', for zip archives."
  (let ((file-name (url->file-name url)))
    (unpacked url hash-algo hash (or name "zipbomb") system
              (string-append "zipbomb-" (or name file-name)))))

(define* (download-to-store store url #:optional (name (url->file-name url))
                            #:key recursive? #:allow-other-keys)
  "Add the file that URL, a file:// URL, names to STORE."
  (add-to-store store name recursive? "sha256"
                (or (file-url->name url)
                    (error "only file:// URLs can be downloaded at evaluation"
                           url))))

;;; download.scm ends here
