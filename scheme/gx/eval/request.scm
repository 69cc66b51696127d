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
            request-with-input

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
  (make-request kind system options inputs)
  request?
  (kind     request-kind)               ;symbol: profile, build, …
  (system   request-system)             ;string
  (options  request-options)            ;list of strings
  (inputs   request-inputs))            ;list of <input>

(define (read-request)
  "Return the request that gx sent."
  (let loop ((rows (engine-request)) (kind 'profile) (system "x86_64-linux")
             (options '()) (inputs '()))
    (match rows
      (()
       (make-request kind system (reverse options) (reverse inputs)))
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
  (make-request (request-kind request) (request-system request)
                (request-options request) (list input)))
