;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; Derivations as text, and their hashes.

(define-module (guix derivations aterm)
  #:use-module (gx core)
  #:use-module (guix derivations records)
  #:use-module (ice-9 match)
  #:use-module (ice-9 textual-ports)
  #:use-module (rnrs bytevectors)
  #:use-module (srfi srfi-1)
  #:use-module (srfi srfi-26)
  #:export (derivation-hash
            derivation-base16-hash

            write-derivation
            derivation->bytevector

            hash-fields
            merge-outputs
            input->name+outputs
            forget-derivation-hashes!))

;;; Commentary:
;;;
;;; Derivations are written and hashed byte for byte as Guix and Nix do.  The hash
;;; of each is computed once, from those of its inputs.
;;;
;;; Code:

(define %special-characters (string->char-set "\"\\\n\r\t"))

(define (quote-string str)
  "Return STR as an ATerm string."
  (if (string-index str %special-characters)
      (string-append
       "\""
       (string-concatenate
        (map (lambda (chr)
               (match chr
                 (#\" "\\\"") (#\\ "\\\\") (#\newline "\\n")
                 (#\return "\\r") (#\tab "\\t")
                 (_ (string chr))))
             (string->list str)))
       "\"")
      (string-append "\"" str "\"")))

(define (aterm-list items)
  "Return the ATerm list of ITEMS, a list of strings."
  (string-append "[" (string-join items ",") "]"))

(define (aterm-strings strings)
  "Return the ATerm list of STRINGS."
  (aterm-list (map quote-string strings)))

(define (output->aterm name output)
  "Return the ATerm of OUTPUT, called NAME."
  (match output
    (($ <derivation-output> path algo hash recursive?)
     (string-append
      "(\"" name "\",\"" path "\",\""
      (if algo
          (string-append (if recursive? "r:" "") (symbol->string algo))
          "")
      "\",\"" (if hash (bytevector->base16 hash) "") "\")"))))

(define (inputs->aterm inputs)
  "Return the ATerm of INPUTS, a list of (NAME . OUTPUTS), sorted."
  (aterm-list (map (match-lambda
                     ((name . outputs)
                      (string-append "(\"" name "\","
                                     (aterm-strings outputs) ")")))
                   inputs)))

(define (fields->aterm outputs inputs sources system builder args env-vars)
  "Return the ATerm of a derivation; INPUTS is a list of (NAME . OUTPUTS)."
  (string-append
   "Derive("
   (aterm-list (map (match-lambda
                      ((name . output) (output->aterm name output)))
                    outputs))
   "," (inputs->aterm inputs)
   "," (aterm-strings sources)
   "," (quote-string system)
   "," (quote-string builder)
   "," (aterm-strings args)
   "," (aterm-list (map (match-lambda
                          ((name . value)
                           (string-append "(" (quote-string name) ","
                                          (quote-string value) ")")))
                        env-vars))
   ")"))

(define (input->name+outputs input)
  "Return INPUT as (NAME . OUTPUTS)."
  (cons (derivation-input-path input)
        (derivation-input-sub-derivations input)))

(define (derivation->aterm drv)
  "Return the contents of DRV's file."
  (match drv
    (($ <derivation> outputs inputs sources system builder args env-vars)
     (fields->aterm outputs (map input->name+outputs inputs)
                    sources system builder args env-vars))))

(define (write-derivation drv port)
  "Write DRV to PORT."
  (put-string port (derivation->aterm drv)))

(define (derivation->bytevector drv)
  "Return the contents of DRV's file, a bytevector."
  (string->utf8 (derivation->aterm drv)))


;;;
;;; Hashing.
;;;

;; Derivation file -> hexadecimal hash modulo fixed-output inputs.
(define %hashes (make-hash-table 1000))

(define (merge-outputs inputs)
  "Return INPUTS, a list of (NAME . OUTPUTS), sorted, each name once."
  (define (merge a b)
    (delete-duplicates (sort (append a b) string<?)))
  (let loop ((inputs (sort inputs (lambda (a b) (string<? (car a) (car b)))))
             (result '()))
    (match inputs
      (() (reverse result))
      (((name . outputs) . rest)
       (match result
         ((((? (cut string=? <> name)) . others) . tail)
          (loop rest (cons (cons name (merge others outputs)) tail)))
         (_
          (loop rest (cons (cons name outputs) result))))))))

(define (input->hash+outputs input)
  "Return INPUT as (HASH . OUTPUTS)."
  (cons (derivation-base16-hash (derivation-input-derivation input))
        (derivation-input-sub-derivations input)))

(define (hash-fields outputs inputs sources system builder args env-vars)
  "Return the hash, modulo fixed-output inputs, of these fields."
  (match outputs
    ((("out" . ($ <derivation-output> path (? symbol? algo)
                                      (? bytevector? hash) recursive?)))
     (sha256 (string->utf8
              (string-append "fixed:out:" (if recursive? "r:" "")
                             (symbol->string algo) ":"
                             (bytevector->base16 hash) ":" path))))
    (_
     (sha256 (string->utf8
              (fields->aterm outputs
                             (merge-outputs (map input->hash+outputs inputs))
                             sources system builder args env-vars))))))

(define (derivation-hash drv)
  "Return the hash of DRV as an input: modulo its fixed-output inputs."
  (base16->bytevector (derivation-base16-hash drv)))

(define (derivation-base16-hash drv)
  "Return the hexadecimal form of DRV's hash as an input."
  (define (compute)
    (match drv
      (($ <derivation> outputs inputs sources system builder args env-vars)
       (bytevector->base16
        (hash-fields outputs inputs sources system builder args env-vars)))))
  (let ((file (derivation-file-name drv)))
    (or (and file (hash-ref %hashes file))
        (let ((hash (compute)))
          (when file
            (hash-set! %hashes file hash))
          hash))))

(define (forget-derivation-hashes!)
  "Forget the hashes of all derivations."
  (hash-clear! %hashes))

;;; aterm.scm ends here
