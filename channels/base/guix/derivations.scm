;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; Derivations: what builds what, from what.

(define-module (guix derivations)
  #:use-module (guix derivations aterm)
  #:use-module (guix derivations read)
  #:use-module (guix derivations records)
  #:use-module (guix monads)
  #:use-module (guix store)
  #:use-module (guix utils)
  #:use-module (ice-9 match)
  #:use-module (srfi srfi-1)
  #:use-module (srfi srfi-9 gnu)
  #:re-export (<derivation>
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
               derivation->output-path
               derivation->output-paths

               derivation-hash
               derivation-base16-hash
               write-derivation
               derivation->bytevector

               read-derivation
               read-derivation-from-file
               derivation-path->output-path
               derivation-path->output-paths
               invalidate-derivation-caches!

               %guile-for-build
               %store-prefix)
  #:export (derivation
            raw-derivation
            build-derivations
            built-derivations))

;;; Commentary:
;;;
;;; Make derivations.  (guix derivations records) tells what they are,
;;; (guix derivations aterm) how they are written and hashed, and
;;; (guix derivations read) how they are read.
;;;
;;; Code:

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
    (remember-derivation file
                         (lambda ()
                           (set-field drv (derivation-file-name) file)))))

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
