;;; SPDX-License-Identifier: GPL-3.0-or-later

(define-module (gx eval failure)
  #:use-module (gx eval load)
  #:use-module (ice-9 exceptions)
  #:export (user-error
            user-error?
            user-error-kind
            user-error-message
            user-error-hint
            user-error-place
            user-error-names
            call-with-failure))

;;; Commentary:
;;; Errors of ours, and the one place that catches all.  What it takes to word
;;; them, Guile's compiler among it, is loaded only then.
;;; Code:

(define-exception-type &user-error &exception
  make-user-error user-error?
  (kind    user-error-kind)             ;string
  (message user-error-message)          ;string
  (hint    user-error-hint)             ;string or #f
  (place   user-error-place)            ;(FILE LINE COLUMN) or #f
  (names   user-error-names))           ;candidates, strings

(define* (user-error kind message #:key hint place (names '()))
  "Raise an error of KIND with MESSAGE and HINT, at PLACE if it is known."
  (raise-exception (make-user-error kind message hint place names)))

(define (describe exception form stack backtrace?)
  "Return the fields that describe EXCEPTION; see (gx eval errors)."
  (append ((@ (gx eval errors) describe-exception) exception form stack)
          (if backtrace?
              ((@ (gx eval errors) backtrace-fields) stack)
              '())))

(define* (call-with-failure thunk failure #:key backtrace?)
  "Call THUNK; if it raises an exception, call FAILURE with the fields that
describe it."
  (let ((tag (make-prompt-tag)))
    (call-with-prompt tag
      (lambda ()
        (with-exception-handler
            (lambda (exception)
              (abort-to-prompt tag exception (current-form) (make-stack #t)))
          thunk))
      (lambda (k exception form stack)
        (failure (describe exception form stack backtrace?))))))
