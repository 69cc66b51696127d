;;; SPDX-License-Identifier: GPL-3.0-or-later

(define-module (gx eval suspects)
  #:use-module (gx eval conditions)
  #:use-module (ice-9 ftw)
  #:use-module (ice-9 match)
  #:use-module (ice-9 textual-ports)
  #:use-module (srfi srfi-1)
  #:export (suspect-files))

;;; Commentary:
;;; A package may be unknown because the module that defines it cannot be loaded.
;;; Which module that is can only be guessed from its text.
;;; Code:

(define (other-channels)
  "Return the directories of the load path that may be channels, but for the core
channel, whose modules are many and right."
  (remove (lambda (directory)
            (or (string-prefix? (%library-dir) directory)
                (file-exists? (string-append directory "/gx/eval/main.scm"))
                (file-exists? (string-append directory "/guix/packages.scm"))))
          %load-path))

(define (scheme-files directory)
  "Return the Scheme files below DIRECTORY, sorted."
  (define (enter? name stat result)
    (not (string-prefix? "." (basename name))))
  (sort (file-system-fold (lambda (name stat result)
                            (or (string=? name directory)
                                (enter? name stat result)))
                          (lambda (name stat result)
                            (if (string-suffix? ".scm" name)
                                (cons name result)
                                result))
                          (lambda (name stat result) result)
                          (lambda (name stat result) result)
                          (lambda (name stat result) result)
                          (lambda (name stat errno result) result)
                          '() directory)
        string<?))

(define (defines? file name)
  "Say whether the text of FILE looks as if it defined a package NAME."
  (let ((text (or (false-if-exception
                   (call-with-input-file file get-string-all #:encoding "UTF-8"))
                  "")))
    (any (lambda (part) (string-contains text part))
         (list (string-append "(name \"" name "\")")
               (string-append "(define-public " name "\n")
               (string-append "(define-public " name " ")))))

(define (suspect-files exception)
  "Return the files that may define the package which EXCEPTION says is unknown."
  (match (unknown-package exception)
    (#f '())
    (name (append-map (lambda (directory)
                        (filter (lambda (file) (defines? file name))
                                (scheme-files directory)))
                      (other-channels)))))
