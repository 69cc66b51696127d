;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; Reading derivations.

(define-module (guix derivations read)
  #:use-module (gx core)
  #:use-module (guix derivations aterm)
  #:use-module (guix derivations records)
  #:use-module (guix store)
  #:use-module (ice-9 match)
  #:use-module (rnrs bytevectors)
  #:use-module (srfi srfi-1)
  #:export (read-derivation
            read-derivation-from-file
            derivation-path->output-path
            derivation-path->output-paths
            invalidate-derivation-caches!

            remember-derivation))

;;; Commentary:
;;;
;;; There is one record for each derivation file, read or made.
;;;
;;; Code:

;; Derivation file -> <derivation>.
(define %derivations (make-hash-table 1000))

(define (remember-derivation file make)
  "Return the derivation of FILE, which the thunk MAKE makes the first time."
  (or (hash-ref %derivations file)
      (let ((drv (make)))
        (hash-set! %derivations file drv)
        drv)))

(define (invalidate-derivation-caches!)
  "Forget all derivations and their hashes."
  (forget-derivation-hashes!)
  (hash-clear! %derivations))

(define (parse-aterm str)
  "Return the derivation in STR as a list: strings, lists and tuples, the latter
two as lists."
  (define (fail position)
    (error "malformed derivation" position))
  (define (expect chr position)
    (if (and (< position (string-length str))
             (char=? chr (string-ref str position)))
        (+ 1 position)
        (fail position)))
  (define (parse-string position)
    (let loop ((position position) (chars '()))
      (match (string-ref str position)
        (#\" (values (reverse-list->string chars) (+ 1 position)))
        (#\\ (let ((chr (match (string-ref str (+ 1 position))
                          (#\n #\newline) (#\r #\return) (#\t #\tab)
                          (chr chr))))
               (loop (+ 2 position) (cons chr chars))))
        (chr (loop (+ 1 position) (cons chr chars))))))
  (define (parse-sequence end position)
    (if (char=? end (string-ref str position))
        (values '() (+ 1 position))
        (let loop ((position position) (result '()))
          (call-with-values (lambda () (parse-term position))
            (lambda (term position)
              (if (char=? #\, (string-ref str position))
                  (loop (+ 1 position) (cons term result))
                  (values (reverse (cons term result))
                          (expect end position))))))))
  (define (parse-term position)
    (match (string-ref str position)
      (#\" (parse-string (+ 1 position)))
      (#\[ (parse-sequence #\] (+ 1 position)))
      (#\( (parse-sequence #\) (+ 1 position)))
      (_ (fail position))))
  (unless (string-prefix? "Derive(" str)
    (fail 0))
  (parse-sequence #\) 7))

(define (aterm->output term)
  "Return TERM as (NAME . <derivation-output>)."
  (match term
    ((name path algo hash)
     (let ((recursive? (string-prefix? "r:" algo)))
       (cons name
             (make-derivation-output
              path
              (match (if recursive? (string-drop algo 2) algo)
                ("" #f)
                (algo (string->symbol algo)))
              (match hash
                ("" #f)
                (hash (base16->bytevector hash)))
              recursive?))))))

(define (bytes->derivation bytes file-name read-input)
  "Return the derivation in BYTES; READ-INPUT reads an input given its file."
  (match (parse-aterm (utf8->string bytes))
    ((outputs inputs sources system builder args env-vars)
     (make-derivation (map aterm->output outputs)
                      (map (match-lambda
                             ((path outputs)
                              (make-derivation-input (read-input path)
                                                     outputs)))
                           inputs)
                      sources system builder args
                      (map (match-lambda ((name value) (cons name value)))
                           env-vars)
                      file-name))))

(define (get-bytes port)
  "Return all the bytes of PORT."
  (let ((bytes ((@ (ice-9 binary-ports) get-bytevector-all) port)))
    (if (eof-object? bytes) #vu8() bytes)))

(define* (read-derivation port
                          #:optional (read-input read-derivation-from-file))
  "Read a derivation from PORT; READ-INPUT reads its inputs, given their files."
  (let ((bytes (get-bytes port)))
    (bytes->derivation bytes
                       (and=> (port-filename port)
                              (lambda (file)
                                (and (derivation-path? file) file)))
                       read-input)))

(define (read-derivation-from-file file)
  "Return the derivation in FILE, reading each file once."
  (remember-derivation file
                       (lambda ()
                         (bytes->derivation
                          (call-with-input-file file get-bytes #:binary #t)
                          file read-derivation-from-file))))

(define* (derivation-path->output-path path #:optional (output "out"))
  "Return the file name of OUTPUT of the derivation file PATH."
  (derivation->output-path (read-derivation-from-file path) output))

(define (derivation-path->output-paths path)
  "Return the outputs of the derivation file PATH."
  (derivation->output-paths (read-derivation-from-file path)))

;;; read.scm ends here
