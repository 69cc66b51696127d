;;; SPDX-License-Identifier: GPL-3.0-or-later

(define-module (gx eval channels)
  #:use-module (gx eval core)
  #:use-module (gx eval failure)
  #:use-module (gx eval load)
  #:use-module (gx eval request)
  #:use-module (ice-9 match)
  #:use-module (srfi srfi-1)
  #:export (evaluate-channels))

;;; Commentary:
;;; A channels.scm that is a program: it is evaluated with (guix channels) in
;;; sight, as Guix does; its channels are answered as data, one form each.
;;; Code:

(define (name-default-channels! request)
  "Let %default-channels be what REQUEST says; (guix channels) asks (gx core)."
  (let ((forms (filter-map (match-lambda
                             (('default-channel . text)
                              (call-with-input-string text read))
                             (_ #f))
                           (request-option-values request))))
    (module-define! (resolve-interface '(gx core)) 'default-channels
                    (lambda () forms))))

(define (place-of channel)
  "Return the place, (FILE LINE COLUMN), where CHANNEL was written, or #f."
  (match ((core (guix channels) channel-location) channel)
    (#f #f)
    (location
     (list ((core (guix diagnostics) location-file) location)
           ((core (guix diagnostics) location-line) location)
           (1+ ((core (guix diagnostics) location-column) location))))))

(define (check-field channel field value valid? expected hint)
  "Raise an error unless VALUE, FIELD of CHANNEL, is VALID?: EXPECTED."
  (unless (valid? value)
    (user-error "type" (format #f "the ~a of a channel is ~a, not ~s"
                               field expected value)
                #:hint hint #:place (place-of channel))))

(define (check-channel channel)
  "Raise an error unless the fields of CHANNEL have the right types."
  (let ((name   ((core (guix channels) channel-name) channel))
        (commit ((core (guix channels) channel-commit) channel)))
    (check-field channel 'name name symbol? "a symbol"
                 (and (string? name) (format #f "write (name '~a)" name)))
    (check-field channel 'url ((core (guix channels) channel-url) channel)
                 string? "a string" #f)
    (check-field channel 'branch ((core (guix channels) channel-branch) channel)
                 string? "a string" #f)
    (check-field channel 'commit commit
                 (lambda (commit) (or (not commit) (string? commit)))
                 "a string"
                 (and (number? commit) (format #f "write (commit \"~a\")" commit)))))

(define (channel->text channel)
  "Return CHANNEL as data, in a string."
  (let ((introduction ((core (guix channels) channel-introduction) channel)))
    (format #f "~s"
            `(channel
              (name ,((core (guix channels) channel-name) channel))
              (url ,((core (guix channels) channel-url) channel))
              (branch ,((core (guix channels) channel-branch) channel))
              (commit ,((core (guix channels) channel-commit) channel))
              ,@(if introduction
                    `((introduction ,(introduction->sexp introduction)))
                    '())))))

(define (introduction->sexp introduction)
  "Return INTRODUCTION, of a channel, as data."
  `(channel-introduction
    (version 0)
    (commit ,((core (guix channels) channel-introduction-first-signed-commit)
              introduction))
    (signer ,((core (guix openpgp) openpgp-format-fingerprint)
              ((core (guix channels) channel-introduction-first-commit-signer)
               introduction)))))

(define (wrong-value value file place)
  "Raise an error: FILE yields VALUE, at PLACE, which is no list of channels."
  (user-error "type"
              (string-append
               (match value
                 ((? unspecified?) "this file yields nothing")
                 ((? (core (guix channels) channel?))
                  "this file yields one channel")
                 (_ (format #f "this file yields ~s" value)))
               ", not a list of channels")
              #:hint "its last expression is to be (list (channel ...) ...)"
              #:place (match place
                        ((line . column) (list file line column))
                        (#f #f))))

(define (evaluate-channels request)
  "Evaluate the file that REQUEST names; return its channels as text."
  (match (request-inputs request)
    ((input)
     (name-default-channels! request)
     (let ((file (input-text input))
           (channel? (core (guix channels) channel?)))
       (call-with-values
           (lambda ()
             (load-user-file file (make-user-module '((guix channels)))))
         (lambda (value place)
           (match value
             (((? channel? channels) ...)
              (for-each check-channel channels)
              (string-join (map channel->text channels) "\n"))
             (_ (wrong-value value file place)))))))))
