;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; Words for users, and loading their files.

(define-module (guix ui)
  #:use-module (guix colors)
  #:use-module (guix diagnostics)
  #:use-module (guix i18n)
  #:use-module (ice-9 match)
  #:use-module (srfi srfi-1)
  #:use-module (srfi srfi-34)
  #:use-module (srfi srfi-35)
  #:re-export (G_ N_ P_
               warning
               info
               report-error
               leave
               location->string
               location
               location?
               location-file
               location-line
               location-column
               source-properties->location
               guix-warning-port
               program-name
               formatted-message
               formatted-message?
               formatted-message-string
               formatted-message-arguments
               condition-fix-hint
               fix-hint?)
  #:export (make-user-module
            load*
            display-hint
            condition->message
            with-error-handling
            call-with-error-handling
            string->number*
            size->number))

;;; Commentary:
;;;
;;; What users' files commonly take from here.  Showing errors is up to whoever
;;; drives the evaluation.
;;;
;;; Code:

(define (make-user-module modules)
  "Return a new module that uses MODULES, a list of module names."
  (let ((module (make-fresh-user-module)))
    (for-each (lambda (name)
                (module-use! module (resolve-interface name)))
              modules)
    module))

(define* (load* file user-module #:key (on-error 'nothing-special))
  "Load FILE in USER-MODULE and return the value of its last expression."
  (save-module-excursion
   (lambda ()
     (set-current-module user-module)
     (primitive-load file))))

(define* (display-hint message #:optional (port (current-error-port))
                       #:key (margin 0))
  "Write the hint MESSAGE to PORT."
  (display (string-append (G_ "hint: ") message "\n") port))

(define (condition->message condition)
  "Return the words of CONDITION."
  (cond ((formatted-message? condition)
         (apply format-message (formatted-message-string condition)
                (formatted-message-arguments condition)))
        ((message-condition? condition)
         (condition-message condition))
        (else (object->string condition))))

(define (call-with-error-handling thunk)
  "Call THUNK; an error that is a condition is worded and ends the program."
  (guard (c ((or (formatted-message? c) (message-condition? c))
             (report-error (and (error-location? c) (error-location c))
                           "~a~%" (condition->message c))
             (when (fix-hint? c)
               (display-hint (condition-fix-hint c)))
             (exit 1)))
    (thunk)))

(define-syntax-rule (with-error-handling body ...)
  "Run BODY with errors worded for users."
  (call-with-error-handling (lambda () body ...)))

(define (string->number* str)
  "Return STR as a number, or raise an error."
  (or (string->number str)
      (leave (G_ "~a: not a number") str)))

(define (size->number str)
  "Return the number of bytes that STR, such as 10M or 2GiB, stands for."
  (define units
    '(("" . 1)
      ("k" . 1024) ("K" . 1024) ("KiB" . 1024) ("kB" . 1000) ("KB" . 1000)
      ("M" . 1048576) ("MiB" . 1048576) ("MB" . 1000000)
      ("G" . 1073741824) ("GiB" . 1073741824) ("GB" . 1000000000)
      ("T" . 1099511627776) ("TiB" . 1099511627776) ("TB" . 1000000000000)))
  (let* ((end  (or (string-index str (char-set-complement
                                      (string->char-set "0123456789.")))
                   (string-length str)))
         (unit (assoc-ref units (substring str end))))
    (if unit
        (inexact->exact (round (* unit (string->number* (substring str 0 end)))))
        (leave (G_ "unknown unit: ~a") (substring str end)))))

;;; ui.scm ends here
