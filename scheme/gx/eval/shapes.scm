;;; SPDX-License-Identifier: GPL-3.0-or-later

(define-module (gx eval shapes)
  #:use-module (ice-9 match)
  #:export (syntax-complaint))

;;; Commentary:
;;; How forms that everybody uses are written, for those who wrote them otherwise.
;;; Code:

(define %shapes
  '((if . "(if TEST THEN ELSE)")
    (when . "(when TEST BODY …)")
    (unless . "(unless TEST BODY …)")
    (let . "(let ((NAME VALUE) …) BODY …)")
    (let* . "(let* ((NAME VALUE) …) BODY …)")
    (letrec . "(letrec ((NAME VALUE) …) BODY …)")
    (define . "(define NAME VALUE), or (define (NAME ARGUMENT …) BODY …)")
    (define-public . "(define-public NAME VALUE)")
    (lambda . "(lambda (ARGUMENT …) BODY …)")
    (cond . "(cond (TEST VALUE) … (else VALUE))")
    (use-modules . "(use-modules (gnu packages base) …)")
    (quote . "'VALUE, with one value")))

(define (shape-hint name)
  "Return a hint how a form of the macro NAME is written, or #f."
  (match (assq name %shapes)
    (#f #f)
    ((_ . shape) (string-append "it is written " shape))))

(define (module-hint name form)
  "Return a hint for FORM, which the macro NAME took for the name of a module."
  (match form
    (((? symbol? words) ...)
     (format #f "the name of a module is in parentheses: (~a ~a)" name words))
    (_ (shape-hint name))))

(define (improper? form)
  "Say whether FORM is a list with a dot before its last element."
  (and (pair? form) (not (list? form))))

(define (syntax-complaint who message form whole)
  "Return the message and a hint, #f if there is none, for the complaint MESSAGE
that WHO, a symbol or #f, makes of FORM, a part of WHOLE."
  (define name
    (or who (match form (((? symbol? name) . _) name) ((? symbol? name) name) (_ #f))))
  (define written
    (if name
        (format #f "this is not how '~a' is written" name)
        "this form is not written as its macro wants it"))
  (match (list who message whole)
    (('unquote . _)
     (values "a comma has no meaning here"
             "what follows each other is separated by blanks alone"))
    ((#f _ ((and macro (or 'use-modules 'define-module)) . _))
     (values (format #f "this is not how '~a' is written" macro)
             (module-hint macro form)))
    ((_ "source expression failed to match any pattern" _)
     (values written
             (if (improper? form)
                 "a dot has a meaning of its own: leave it out"
                 (shape-hint name))))
    (_
     (match (shape-hint who)
       (#f (values (if who (format #f "~a: ~a" who message) message) #f))
       (hint (values written hint))))))
