;;; SPDX-License-Identifier: GPL-3.0-or-later

(define-module (gx eval request)
  #:use-module (gx engine)
  #:use-module (ice-9 match)
  #:use-module (srfi srfi-1)
  #:use-module (srfi srfi-9)
  #:export (read-request
            make-request
            make-input
            request-kind
            request-system
            request-options
            request-inputs
            request-option?
            request-option-values
            request-sources
            request-with-input
            request-with-inputs

            input-kind
            input-text
            input-development?))

;;; Commentary:
;;; What gx asks, as records (src/eval/records.h).
;;; Code:

(define-record-type <input>
  (make-input kind text development?)
  input?
  (kind         input-kind)             ;symbol: manifest-file, spec, …
  (text         input-text)             ;string
  (development? input-development?))    ;boolean

(define-record-type <request>
  (%make-request kind system options inputs sources)
  request?
  (kind     request-kind)               ;symbol: profile, build, …
  (system   request-system)             ;string
  (options  request-options)            ;list of strings
  (inputs   request-inputs)             ;list of <input>
  (sources  request-sources))           ;see 'channels->sources'

(define* (make-request kind system options inputs #:optional (sources '()))
  "Return a request of these parts."
  (%make-request kind system options inputs sources))

(define (read-request)
  "Return the request that gx sent."
  (define all (engine-request))
  (let loop ((rows all) (kind 'profile) (system "x86_64-linux")
             (options '()) (inputs '()))
    (match rows
      (()
       (make-request kind system (reverse options) (reverse inputs)
                     (channels->sources all)))
      ((("kind" kind) . rest)
       (loop rest (string->symbol kind) system options inputs))
      ((("system" system) . rest)
       (loop rest kind system options inputs))
      ((("option" option) . rest)
       (loop rest kind system (cons option options) inputs))
      ((("input" what text development) . rest)
       (loop rest kind system options
             (cons (make-input (string->symbol what) text
                               (string=? development "1"))
                   inputs)))
      ((_ . rest)
       (loop rest kind system options inputs)))))

(define (channels->sources rows)
  "Return what ROWS, a request's records, say of channels: pairs of the directory
of a channel's modules and the source, data, that entries of profiles record, or
#f; the core channel first."
  (filter-map (match-lambda
                (("channel" _ root _ _ "") (cons root #f))
                (("channel" _ root _ _ source)
                 (cons root (call-with-input-string source read)))
                (_ #f))
              rows))

(define (request-option? request name)
  "Say whether REQUEST has the option NAME."
  (->bool (member name (request-options request))))

(define (request-option-values request)
  "Return REQUEST's options of the form NAME=VALUE as pairs, in order."
  (filter-map (lambda (option)
                (match (string-index option #\=)
                  (#f #f)
                  (i (cons (string->symbol (string-take option i))
                           (string-drop option (1+ i))))))
              (request-options request)))

(define (request-with-input request input)
  "Return REQUEST with INPUT as its only input."
  (request-with-inputs request (list input)))

(define (request-with-inputs request inputs)
  "Return REQUEST with INPUTS."
  (make-request (request-kind request) (request-system request)
                (request-options request) inputs
                (request-sources request)))
