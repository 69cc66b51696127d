;;; SPDX-License-Identifier: GPL-3.0-or-later

(define-module (gx eval script)
  #:use-module (gx eval failure)
  #:use-module (gx eval load)
  #:use-module (gx engine)
  #:use-module (ice-9 match)
  #:export (run-script))

;;; Commentary:
;;; Scripts of `gx repl': what goes wrong in them is told as it is for manifests.
;;; Code:

(define (field fields key)
  "Return the value of KEY in FIELDS, or #f."
  (match fields
    (() #f)
    ((name value . rest) (if (string=? name key) value (field rest key)))))

(define (tell fields)
  "Tell the error that FIELDS describe."
  (engine-complain (field fields "kind")
                   (string-join (cons (field fields "message")
                                      (or (and=> (field fields "backtrace") list)
                                          '()))
                                "\n")
                   (or (field fields "hint") "") (or (field fields "file") "")
                   (string->number (or (field fields "line") "0"))
                   (string->number (or (field fields "column") "0"))))

(define (run-script file)
  "Evaluate FILE in the current module, form by form, each once: a script may do
things."
  (let ((status (call-with-failure
                 (lambda ()
                   (catch 'quit
                     (lambda () (load-user-file file (current-module) #:once? #t)
                       #f)
                     (lambda (key . args) args)))
                 (lambda (fields)
                   (force-output (current-output-port))
                   (tell fields)
                   '(1))
                 #:backtrace? (and (getenv "GX_BACKTRACE") #t))))
    (when status
      (apply exit status))))
