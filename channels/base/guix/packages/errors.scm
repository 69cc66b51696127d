;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; Errors in package definitions, told with their place.

(define-module (guix packages errors)
  #:use-module (guix diagnostics)
  #:use-module (guix i18n)
  #:use-module (guix packages definition)
  #:use-module (ice-9 exceptions)
  #:use-module (ice-9 match)
  #:use-module (ice-9 rdelim)
  #:use-module ((srfi srfi-35) #:select (make-compound-condition
                                         make-condition
                                         &message
                                         message-condition?
                                         condition-message))
  #:export (package-condition
            locate-field
            locate-text
            with-package-errors))

;;; Commentary:
;;;
;;; Fields of a package are evaluated when it is lowered, long after its file
;;; was loaded: what goes wrong then gets the package's location, or that of the
;;; very word in its definition.
;;;
;;; Code:

(define (location-conditions location)
  "Return a list of the condition that says LOCATION, () for #f."
  (if location
      (list (make-condition &error-location 'location location))
      '()))

(define* (package-condition package condition message
                            #:optional (location (package-location package)))
  "Return CONDITION, about PACKAGE or #f, with MESSAGE and a location."
  (apply make-compound-condition condition
         (make-condition &message
                         'message (if package
                                      (string-append (package-full-name package)
                                                     ": " message)
                                      message))
         (location-conditions location)))

(define (word-in-line line word)
  "Return the index of WORD, not part of a longer one, in LINE, or #f."
  (define (delimiter? index)
    (or (< index 0)
        (>= index (string-length line))
        (memv (string-ref line index)
              '(#\space #\tab #\( #\) #\[ #\] #\' #\` #\, #\@ #\" #\; #\$ #\+
                #\:))))
  (let loop ((start 0))
    (let ((index (string-contains line word start)))
      (cond ((not index) #f)
            ((and (delimiter? (- index 1))
                  (delimiter? (+ index (string-length word))))
             index)
            (else (loop (+ 1 index)))))))

(define (locate-word location word)
  "Return where WORD first is in LOCATION's file from there on, or LOCATION."
  (define file
    (let ((name (location-file location)))
      (if (absolute-file-name? name) name (search-path %load-path name))))
  (define (find-in port)
    (let loop ((number 1))
      (let ((line (read-line port)))
        (cond ((eof-object? line) #f)
              ((and (>= number (location-line location))
                    (word-in-line line word))
               => (lambda (column)
                    (make-location (location-file location) number column)))
              (else (loop (+ 1 number)))))))
  ;; Not all that is evaluated is in a file.
  (or (and file
           (false-if-exception
            (call-with-input-file file find-in #:encoding "UTF-8")))
      location))

(define make-location location)

(define (locate-text package text)
  "Return where TEXT first is in the definition of PACKAGE, or its location."
  (match (package-location package)
    (#f #f)
    (location (locate-word location text))))

(define (locate-field package field)
  "Return where FIELD, a symbol, is in the definition of PACKAGE, or its location."
  (locate-text package (symbol->string field)))

(define (arguments->text args)
  "Return the message in ARGS, the arguments of an exception of Guile's."
  (match args
    (((? string? who) "no matching pattern" value)
     (string-append (G_ "this value is not what is expected: ")
                    (object->string value)))
    ((_ (? string? format) (? list? arguments) . _)
     (catch #t
       (lambda () (apply simple-format #f format arguments))
       (const format)))
    (_ (object->string args))))

(define (condition-location exception location)
  "Return the place, from LOCATION on, of what EXCEPTION is about."
  (match (and (formatted-message? exception)
              (formatted-message-arguments exception))
    (((? string? word) . _) (locate-word location word))
    (_ location)))

(define (locate-exception exception package)
  "Return EXCEPTION with the location of PACKAGE, if it has none and is about a
mistake."
  (define location (package-location package))
  (define (at-word text word)
    (package-condition package (make-error) text
                       (and location (locate-word location word))))
  (cond ((or (not location) (error-location? exception))
         exception)
        ((and (eq? '%exception (exception-kind exception))
              (or (formatted-message? exception)
                  (message-condition? exception)))
         (apply make-compound-condition exception
                (location-conditions (condition-location exception location))))
        (else
         ;; Guile's own exceptions have a kind.
         (match (cons (exception-kind exception) (exception-args exception))
           (('unbound-variable _ _ ((? symbol? name) . _) . _)
            (at-word (string-append (G_ "unbound variable: ")
                                    (symbol->string name))
                     (symbol->string name)))
           (('keyword-argument-error _ _ _ ((? keyword? keyword) . _) . _)
            (let ((word (object->string keyword)))
              (at-word (string-append (G_ "the build system knows no argument ")
                                      word)
                       word)))
           (((or 'wrong-type-arg 'misc-error 'wrong-number-of-args
                 'keyword-argument-error 'match-error 'out-of-range
                 'system-error 'gx-error)
             . args)
            (package-condition package (make-error) (arguments->text args)
                               location))
           (_ exception)))))

(define (call-with-package-errors package thunk)
  "Call THUNK; an error without a place gets that of PACKAGE, or of what is
wrong in its definition."
  (if (package? package)
      (with-exception-handler
          (lambda (exception)
            (raise-exception (if (exception? exception)
                                 (locate-exception exception package)
                                 exception)))
        thunk)
      (thunk)))

(define-syntax-rule (with-package-errors package body ...)
  "Run BODY, on behalf of PACKAGE, with errors located."
  (call-with-package-errors package (lambda () body ...)))

;;; errors.scm ends here
