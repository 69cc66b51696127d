;;; SPDX-License-Identifier: GPL-3.0-or-later

(define-module (gx eval failure)
  #:use-module ((gx eval lazy) #:select (take-form-in-progress!))
  #:use-module (gx eval load)
  #:use-module (gx eval mistake)
  #:use-module (ice-9 match)
  #:use-module ((srfi srfi-1) #:select (any))
  #:use-module ((system vm vm) #:select (call-with-stack-overflow-handler))
  #:re-export (user-error)
  #:export (call-with-failure))

;;; Commentary:
;;; The one place that catches all.  What it takes to word errors, Guile's
;;; compiler among it, is loaded only then.
;;; Code:

(define (describe exception form stack backtrace?)
  "Return the fields that describe EXCEPTION; see (gx eval errors)."
  (append (catch #t
            (lambda ()
              ((@ (gx eval errors) describe-exception) exception form stack))
            (lambda (key . args)
              ;; No error may end in another one.
              (if (eq? key 'out-of-memory)
                  (list "kind" "other" "message" "memory ended during the evaluation")
                  (list "kind" "internal"
                        "message" (format #f "an error that cannot be described: ~s"
                                          (cons key args))))))
          (if backtrace?
              ((@ (gx eval errors) backtrace-fields) stack)
              '())))

;; Guile's stack grows until memory ends; this many words are enough for any honest
;; recursion.
(define %stack-limit (* 32 1024 1024))

(define (call-with-stack-limit thunk)
  "Call THUNK; recursion without end is an error."
  (call-with-stack-overflow-handler %stack-limit thunk
    (lambda ()
      (let ((form (latest-form)))
        (user-error "recursion" "endless recursion, or one that is far too deep"
                    #:place (and form (list (form-file form) (form-line form)
                                            (form-column form))))))))

(define (module-file-in-progress)
  "Return the file of the channels' module that is being loaded, the innermost if
there are several, or #f."
  (match (@@ (guile) autoloads-in-progress)
    (((directory . name) . _)
     (and=> (search-path %load-path (string-append directory name ".scm"))
            (lambda (file)
              (and (not (string-prefix? (%library-dir) file)) file))))
    (_ #f)))

;; How deep a module that fails may be in others that only import it.
(define %replays 3)

(define (files-at-fault exception file depth)
  "Return the files of modules to look at for the cause of EXCEPTION: FILE, which was
being loaded, unless it is #f, else those that should have a package that is unknown.
DEPTH tells how many are being looked at."
  (cond ((>= depth %replays) '())
        (file (list file))
        ((> depth 0) '())
        (else (or (false-if-exception
                   ((@ (gx eval suspects) suspect-files) exception))
                  '()))))

(define (replay file depth backtrace?)
  "Evaluate FILE, a module whose loading may have failed, form by form as the user's own
files are, so that the form that fails is known; return the fields that describe
that, #f if nothing fails."
  (let ((result #f))
    (call-with-failure
     (lambda () (load-user-file file (make-fresh-user-module)))
     (lambda (fields) (set! result fields))
     #:backtrace? backtrace? #:depth depth)
    result))

(define* (call-with-failure thunk failure #:key backtrace? (depth 0))
  "Call THUNK; if it raises an exception, call FAILURE with the fields that
describe it.  DEPTH tells how many modules are being replayed."
  (let ((tag (make-prompt-tag))
        (module (current-module)))
    (define (handle exception)
      (let ((lazy (take-form-in-progress!)))
        (abort-to-prompt tag exception
                         (or lazy (current-form) (blamed-form))
                         (make-stack #t)
                         (and (not lazy) (module-file-in-progress)))))
    (call-with-prompt tag
      (lambda ()
        ;; When memory ends, exceptions reach only a handler that unwinds.
        (with-exception-handler handle
          (lambda ()
            (with-exception-handler handle
              (lambda () (call-with-stack-limit thunk))))
          #:unwind? #t))
      (lambda (k exception form stack file)
        ;; The end of the stack is left without unwinding.
        (set-current-module module)
        (failure (or (any (lambda (file)
                            (replay file (1+ depth) backtrace?))
                          (files-at-fault exception file depth))
                     (describe exception form stack backtrace?)))))))
