;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; Derivations: what builds what, from what.

(define-module (guix derivations)
  #:use-module (gx core)
  #:use-module (guix i18n)
  #:use-module (guix monads)
  #:use-module (guix store)
  #:use-module (guix utils)
  #:use-module (ice-9 match)
  #:use-module (ice-9 textual-ports)
  #:use-module (rnrs bytevectors)
  #:use-module (srfi srfi-1)
  #:use-module (srfi srfi-9)
  #:use-module (srfi srfi-9 gnu)
  #:use-module (srfi srfi-26)
  #:use-module (srfi srfi-34)
  #:use-module (srfi srfi-35)
  #:export (<derivation>
            make-derivation
            derivation?
            derivation-outputs
            derivation-inputs
            derivation-sources
            derivation-system
            derivation-builder
            derivation-builder-arguments
            derivation-builder-environment-vars
            derivation-file-name
            derivation-name
            derivation-output-names
            derivation-properties
            derivation-prerequisites
            derivation-hash
            derivation-base16-hash
            fixed-output-derivation?
            offloadable-derivation?
            substitutable-derivation?

            <derivation-output>
            make-derivation-output
            derivation-output?
            derivation-output-path
            derivation-output-hash-algo
            derivation-output-hash
            derivation-output-recursive?

            <derivation-input>
            derivation-input
            make-derivation-input
            derivation-input?
            derivation-input-derivation
            derivation-input-path
            derivation-input-sub-derivations
            derivation-input-output-path
            derivation-input-output-paths

            &derivation-error
            derivation-error?
            derivation-error-derivation
            &derivation-missing-output-error
            derivation-missing-output-error?
            derivation-missing-output

            read-derivation
            read-derivation-from-file
            write-derivation
            derivation->bytevector
            derivation->output-path
            derivation->output-paths
            derivation-path->output-path
            derivation-path->output-paths
            invalidate-derivation-caches!

            derivation
            raw-derivation
            build-derivations
            built-derivations)
  #:re-export (%guile-for-build
               %store-prefix))

;;; Commentary:
;;;
;;; Derivations are written and hashed byte for byte as Guix and Nix do.  The
;;; hash of each is computed once, from those of its inputs.
;;;
;;; Code:

(define-immutable-record-type <derivation>
  (make-derivation outputs inputs sources system builder args env-vars
                   file-name)
  derivation?
  (outputs  derivation-outputs)                   ;alist NAME -> output, sorted
  (inputs   derivation-inputs)                    ;list of <derivation-input>
  (sources  derivation-sources)                   ;list of strings
  (system   derivation-system)                    ;string
  (builder  derivation-builder)                   ;string
  (args     derivation-builder-arguments)         ;list of strings
  (env-vars derivation-builder-environment-vars)  ;alist of strings
  (file-name derivation-file-name))               ;string or #f

(define-record-type <derivation-output>
  (make-derivation-output path hash-algo hash recursive?)
  derivation-output?
  (path       derivation-output-path)             ;string
  (hash-algo  derivation-output-hash-algo)        ;symbol or #f
  (hash       derivation-output-hash)             ;bytevector or #f
  (recursive? derivation-output-recursive?))      ;Boolean

(define-record-type <derivation-input>
  (make-derivation-input drv sub-derivations)
  derivation-input?
  (drv             derivation-input-derivation)   ;<derivation>
  (sub-derivations derivation-input-sub-derivations)) ;list of output names

(set-record-type-printer!
 <derivation>
 (lambda (drv port)
   (simple-format port "#<derivation ~a => ~a>"
                  (derivation-file-name drv)
                  (string-join (map (match-lambda
                                      ((_ . output)
                                       (derivation-output-path output)))
                                    (derivation-outputs drv))))))

(define-condition-type &derivation-error &error
  derivation-error?
  (derivation derivation-error-derivation))

(define-condition-type &derivation-missing-output-error &derivation-error
  derivation-missing-output-error?
  (output derivation-missing-output))

(define* (derivation-input drv #:optional (outputs
                                           (derivation-output-names drv)))
  "Return an input that stands for OUTPUTS of DRV."
  (make-derivation-input drv (sort outputs string<?)))

(define (derivation-input-path input)
  "Return the derivation file of INPUT."
  (derivation-file-name (derivation-input-derivation input)))

(define (derivation-input-output-path input)
  "Return the file name of INPUT's only output."
  (match (derivation-input-output-paths input)
    ((path) path)))

(define (derivation-input-output-paths input)
  "Return the file names of INPUT's outputs."
  (match input
    (($ <derivation-input> drv outputs)
     (map (lambda (output) (derivation->output-path drv output)) outputs))))

(define (derivation-name drv)
  "Return the name of DRV."
  (let ((base (store-path-package-name (derivation-file-name drv))))
    (string-drop-right base 4)))

(define (derivation-output-names drv)
  "Return the names of DRV's outputs."
  (map car (derivation-outputs drv)))

(define (derivation-environment-variable drv name)
  "Return the value of the variable NAME of DRV, or #f."
  (assoc-ref (derivation-builder-environment-vars drv) name))

(define (derivation-properties drv)
  "Return the properties of DRV, an alist."
  (match (derivation-environment-variable drv "guix properties")
    (#f '())
    (str (call-with-input-string str read))))

(define (fixed-output-derivation? drv)
  "Say whether the contents that DRV produces are known beforehand."
  (match (derivation-outputs drv)
    ((("out" . output)) (bytevector? (derivation-output-hash output)))
    (_ #f)))

(define (offloadable-derivation? drv)
  "Say whether DRV may be built elsewhere."
  (not (equal? "1" (derivation-environment-variable drv "preferLocalBuild"))))

(define (substitutable-derivation? drv)
  "Say whether substitutes for DRV may be used."
  (not (equal? "0" (derivation-environment-variable drv "allowSubstitutes"))))

(define* (derivation-prerequisites drv #:optional (cut? (const #f)))
  "Return the inputs of DRV, direct or not, that CUT? does not reject."
  (define seen (make-hash-table))
  (let loop ((inputs (derivation-inputs drv)) (result '()))
    (fold (lambda (input result)
            (let ((key (cons (derivation-input-path input)
                             (derivation-input-sub-derivations input))))
              (if (or (hash-ref seen key) (cut? input))
                  result
                  (begin
                    (hash-set! seen key #t)
                    (loop (derivation-inputs
                           (derivation-input-derivation input))
                          (cons input result))))))
          result inputs)))

(define* (derivation->output-path drv #:optional (output "out"))
  "Return the file name of OUTPUT of DRV."
  (match (assoc-ref (derivation-outputs drv) output)
    (#f (raise (make-compound-condition
                (make-condition &derivation-missing-output-error
                                'derivation drv 'output output)
                (make-condition &message 'message
                                (string-append
                                 (derivation-name drv) (G_ " has no output '")
                                 output (G_ "'; it has: ")
                                 (string-join (derivation-output-names drv)
                                              ", "))))))
    (output (derivation-output-path output))))

(define (derivation->output-paths drv)
  "Return the outputs of DRV: a list of (NAME . FILE-NAME)."
  (map (match-lambda
         ((name . output) (cons name (derivation-output-path output))))
       (derivation-outputs drv)))

(define* (derivation-path->output-path path #:optional (output "out"))
  "Return the file name of OUTPUT of the derivation file PATH."
  (derivation->output-path (read-derivation-from-file path) output))

(define (derivation-path->output-paths path)
  "Return the outputs of the derivation file PATH."
  (derivation->output-paths (read-derivation-from-file path)))


;;;
;;; Writing.
;;;

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

;; Derivation file -> <derivation>.
(define %derivations (make-hash-table 1000))

(define (invalidate-derivation-caches!)
  "Forget all derivations and their hashes."
  (hash-clear! %hashes)
  (hash-clear! %derivations))

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


;;;
;;; Reading.
;;;

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
  (or (hash-ref %derivations file)
      (let ((drv (bytes->derivation (call-with-input-file file get-bytes
                                      #:binary #t)
                                    file read-derivation-from-file)))
        (hash-set! %derivations file drv)
        drv)))


;;;
;;; Making derivations.
;;;

(define (sort-alist alist)
  "Return ALIST sorted by its keys."
  (sort alist (lambda (a b) (string<? (car a) (car b)))))

(define (coalesce-inputs inputs)
  "Return INPUTS sorted by derivation, each derivation once."
  (define table (make-hash-table))
  (for-each (lambda (input)
              (hash-set! table (derivation-input-path input)
                         (derivation-input-derivation input)))
            inputs)
  (map (match-lambda
         ((path . outputs)
          (make-derivation-input (hash-ref table path)
                                 (sort outputs string<?))))
       (merge-outputs (map input->name+outputs inputs))))

(define (option-variables local-build? substitutable? allowed disallowed
                          leaked graphs properties)
  "Return the environment variables that these options of 'derivation' make."
  (define (when-set value name exp)
    (if value (list (cons name (exp value))) '()))
  (append
   (if local-build? '(("preferLocalBuild" . "1")) '())
   (if substitutable? '() '(("allowSubstitutes" . "0")))
   (when-set allowed "allowedReferences" string-join)
   (when-set disallowed "disallowedReferences" string-join)
   (when-set (and (pair? leaked) leaked) "impureEnvVars" string-join)
   (when-set graphs "exportReferencesGraph"
             (lambda (graphs)
               (string-join (append-map (match-lambda
                                          ((file . item) (list file item)))
                                        graphs))))
   (when-set (and (pair? properties) properties) "guix properties"
             object->string)))

(define (output-definitions names paths hash hash-algo recursive?)
  "Return the outputs NAMES, at PATHS, an alist."
  (map (lambda (name)
         (cons name
               (make-derivation-output (assoc-ref paths name)
                                       (and hash hash-algo) hash
                                       (and hash recursive?))))
       names))

(define (output-names->paths name names hash)
  "Return an alist of the paths of outputs NAMES of the derivation NAME."
  (map (lambda (output)
         (cons output (output-path output hash name)))
       names))

(define* (derivation store name builder args
                     #:key
                     (system (%current-system)) (env-vars '())
                     (inputs '()) (sources '())
                     (outputs '("out"))
                     hash hash-algo recursive?
                     references-graphs
                     allowed-references disallowed-references
                     leaked-env-vars local-build?
                     (substitutable? #t)
                     (properties '())
                     (%deprecation-warning? #t))
  "Add to STORE the derivation NAME, which runs BUILDER with ARGS, and return
it.  HASH and HASH-ALGO, if given, are those of its only output.  INPUTS is a
list of derivation inputs, SOURCES one of store items; see Guix's manual for the
other options."
  (define names (sort outputs string<?))
  (define sorted-inputs (coalesce-inputs inputs))
  (define sorted-sources (delete-duplicates (sort sources string<?)))
  (define algo (and hash (or hash-algo 'sha256)))
  (define variables
    (append (option-variables local-build? substitutable?
                              allowed-references disallowed-references
                              leaked-env-vars references-graphs properties)
            (remove (match-lambda ((name . _) (member name names)))
                    env-vars)))
  (define (variables+outputs paths)
    (sort-alist (append paths variables)))
  (define (finish paths)
    (make-derivation (output-definitions names paths hash algo recursive?)
                     sorted-inputs sorted-sources system builder args
                     (variables+outputs paths) #f))

  (let* ((blank (map (lambda (name) (cons name "")) names))
         (paths (if hash
                    (list (cons "out"
                                (fixed-output-path name hash
                                                   #:hash-algo algo
                                                   #:recursive? recursive?)))
                    (output-names->paths
                     name names
                     (hash-fields (output-definitions names blank #f #f #f)
                                  sorted-inputs sorted-sources
                                  system builder args
                                  (variables+outputs blank)))))
         (drv   (finish paths))
         (file  (add-data-to-store store (string-append name ".drv")
                                   (derivation->bytevector drv)
                                   (append (map derivation-input-path
                                                sorted-inputs)
                                           sorted-sources))))
    (or (hash-ref %derivations file)
        (let ((drv (set-field drv (derivation-file-name) file)))
          (hash-set! %derivations file drv)
          drv))))

(define raw-derivation
  (store-lift derivation))

(define* (build-derivations store derivations
                            #:optional (mode (build-mode normal)))
  "Build DERIVATIONS: derivations, derivation inputs or derivation files."
  (build-things store
                (map (match-lambda
                       ((? derivation? drv) (derivation-file-name drv))
                       ((? derivation-input? input)
                        (cons (derivation-input-path input)
                              (string-join
                               (derivation-input-sub-derivations input)
                               ",")))
                       ((? string? file) file)
                       (((? derivation? drv) . output)
                        (cons (derivation-file-name drv) output))
                       (((? string? file) . output) (cons file output)))
                     derivations)
                mode))

(define built-derivations
  (store-lift build-derivations))

;;; derivations.scm ends here
