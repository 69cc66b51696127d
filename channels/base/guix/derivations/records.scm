;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; What derivations are.

(define-module (guix derivations records)
  #:use-module (guix i18n)
  #:use-module (guix store)
  #:use-module (ice-9 match)
  #:use-module (rnrs bytevectors)
  #:use-module (srfi srfi-1)
  #:use-module (srfi srfi-9)
  #:use-module (srfi srfi-9 gnu)
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
            derivation->output-paths))

;;; Commentary:
;;;
;;; A derivation tells what builder to run, with which inputs, to get which
;;; outputs.
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

;;; records.scm ends here
