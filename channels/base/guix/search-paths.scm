;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; Search path environment variables.

(define-module (guix search-paths)
  #:use-module (guix records)
  #:use-module (srfi srfi-1)
  #:use-module (ice-9 match)
  #:export (<search-path-specification>
            search-path-specification
            search-path-specification?
            search-path-specification-variable
            search-path-specification-files
            search-path-specification-separator
            search-path-specification-file-type
            search-path-specification-file-pattern

            $PATH
            $LIBRARY_PATH
            $PKG_CONFIG_PATH
            $GUIX_EXTENSIONS_PATH
            $SSL_CERT_DIR
            $SSL_CERT_FILE
            $GUILE_LOAD_PATH
            $GUILE_LOAD_COMPILED_PATH
            $TZDIR

            search-path-specification->sexp
            sexp->search-path-specification
            string-tokenize*
            evaluate-search-paths
            environment-variable-definition
            search-path-definition
            set-search-paths))

;;; Commentary:
;;;
;;; A package says by search path specifications which environment variables
;;; must list which of the directories of its users' inputs, or of a profile.
;;;
;;; Code:

(define-record-type* <search-path-specification>
  search-path-specification make-search-path-specification
  search-path-specification?
  (variable     search-path-specification-variable)         ;string
  (files        search-path-specification-files)            ;list of strings
  (separator    search-path-specification-separator         ;string or #f
                (default ":"))
  (file-type    search-path-specification-file-type         ;symbol
                (default 'directory))
  (file-pattern search-path-specification-file-pattern      ;regexp or #f
                (default #f)))

(define $PATH
  (search-path-specification
   (variable "PATH")
   (files '("bin" "sbin"))))

(define $LIBRARY_PATH
  (search-path-specification
   (variable "LIBRARY_PATH")
   (files '("lib" "lib64"))))

(define $PKG_CONFIG_PATH
  (search-path-specification
   (variable "PKG_CONFIG_PATH")
   (files '("lib/pkgconfig" "lib64/pkgconfig" "share/pkgconfig"))))

(define $GUIX_EXTENSIONS_PATH
  (search-path-specification
   (variable "GUIX_EXTENSIONS_PATH")
   (files '("share/guix/extensions"))))

(define $SSL_CERT_DIR
  (search-path-specification
   (variable "SSL_CERT_DIR")
   (separator #f)
   (files '("etc/ssl/certs"))))

(define $SSL_CERT_FILE
  (search-path-specification
   (variable "SSL_CERT_FILE")
   (file-type 'regular)
   (separator #f)
   (files '("etc/ssl/certs/ca-certificates.crt"))))

(define $TZDIR
  (search-path-specification
   (variable "TZDIR")
   (files '("share/zoneinfo"))
   (separator #f)))

(define $GUILE_LOAD_PATH
  (search-path-specification
   (variable "GUILE_LOAD_PATH")
   (files '("share/guile/site/3.0"))))

(define $GUILE_LOAD_COMPILED_PATH
  (search-path-specification
   (variable "GUILE_LOAD_COMPILED_PATH")
   (files '("lib/guile/3.0/site-ccache"))))

(define (search-path-specification->sexp spec)
  "Return SPEC as (VARIABLE FILES SEPARATOR TYPE PATTERN)."
  (match spec
    (($ <search-path-specification> variable files separator type pattern)
     `(,variable ,files ,separator ,type ,pattern))))

(define (sexp->search-path-specification sexp)
  "Return the specification that SEXP stands for."
  (match sexp
    ((variable files separator type pattern)
     (search-path-specification
      (variable variable) (files files) (separator separator)
      (file-type type) (file-pattern pattern)))))

(define (string-tokenize* str separator)
  "Return the parts of STR between occurrences of the string SEPARATOR."
  (let loop ((start 0) (result '()))
    (match (string-contains str separator start)
      (#f (reverse (cons (substring str start) result)))
      (index (loop (+ index (string-length separator))
                   (cons (substring str start index) result))))))

(define (matching-files directory type pattern)
  "Return the files below DIRECTORY of TYPE whose base name matches PATTERN."
  (define regexp (make-regexp pattern))
  (define (visit directory)
    (append-map
     (lambda (name)
       (let* ((file (string-append directory "/" name))
              (stat (stat file #f)))
         (append (if (and stat (eq? type (stat:type stat))
                          (regexp-exec regexp name))
                     (list file)
                     '())
                 (if (and stat (eq? 'directory (stat:type stat)))
                     (visit file)
                     '()))))
     (sort (directory-entries directory) string<?)))
  (visit directory))

(define (directory-entries directory)
  "Return the names in DIRECTORY but for . and .., or () if there is none."
  (match (false-if-exception (opendir directory))
    (#f '())
    (dir
     (let loop ((result '()))
       (match (readdir dir)
         ((? eof-object?) (closedir dir) result)
         ((or "." "..") (loop result))
         (name (loop (cons name result))))))))

(define* (evaluate-search-paths search-paths directories
                                #:optional (getenv (const #f)))
  "Return a list of (SPECIFICATION . VALUE) for SEARCH-PATHS over DIRECTORIES;
specifications that match nothing are left out, and a value that GETENV has
already is not prepended again."
  (define (existing spec directory)
    (match spec
      (($ <search-path-specification> _ files _ type pattern)
       (append-map
        (lambda (file)
          (let* ((name (if (string=? "." file)
                           directory
                           (string-append directory "/" file)))
                 (stat (stat name #f)))
            (cond ((not stat) '())
                  (pattern (matching-files name type pattern))
                  ((eq? type (stat:type stat)) (list name))
                  (else '()))))
        files))))

  (filter-map
   (lambda (spec)
     (let ((separator (search-path-specification-separator spec)))
       (match (append-map (lambda (dir) (existing spec dir)) directories)
         (() #f)
         ((first . rest)
          (let* ((new (delete-duplicates (cons first rest)))
                 (value (getenv (search-path-specification-variable spec))))
            (if separator
                (cons spec
                      (string-join
                       (if value
                           (delete-duplicates
                            (append new (string-tokenize* value separator)))
                           new)
                       separator))
                (cons spec first)))))))
   search-paths))

(define* (environment-variable-definition variable value
                                          #:key (kind 'exact)
                                          (separator ":"))
  "Return the Bash text that sets VARIABLE to VALUE; KIND is 'exact, 'prefix or
'suffix, the latter two keeping the variable's former value."
  (match kind
    ((or 'exact #t)
     (string-append "export " variable "=\"" value "\""))
    ('prefix
     (string-append "export " variable "=\"" value
                    "${" variable ":+" separator "}$" variable "\""))
    ('suffix
     (string-append "export " variable "=\"$" variable
                    "${" variable ":+" separator "}" value "\""))))

(define* (search-path-definition search-path value #:key (kind 'exact))
  "Return the Bash text that sets the variable of SEARCH-PATH to VALUE."
  (match search-path
    (($ <search-path-specification> variable _ separator)
     (environment-variable-definition variable value
                                      #:kind (if separator kind 'exact)
                                      #:separator (or separator ":")))))

(define* (set-search-paths search-paths directories #:key (setenv setenv))
  "Set the variables of SEARCH-PATHS for DIRECTORIES with SETENV."
  (for-each (match-lambda
              ((spec . value)
               (setenv (search-path-specification-variable spec) value)))
            (evaluate-search-paths search-paths directories)))

;;; search-paths.scm ends here
