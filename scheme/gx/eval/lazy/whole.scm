;;; SPDX-License-Identifier: GPL-3.0-or-later

(define-module (gx eval lazy whole)
  #:use-module (gx engine)
  #:use-module (gx eval lazy datum)
  #:use-module (gx eval lazy direct)
  #:use-module (gx eval lazy lookup)
  #:use-module (gx eval lazy state)
  #:use-module (ice-9 match)
  #:use-module (srfi srfi-1)
  #:export (register-source!
            load-whole))

;;; Commentary:
;;; Loading package modules whole, form after form in their order, as long as no
;;; object file of theirs is there: definitions are evaluated directly, and all else
;;; as Guile does.
;;; Code:

;; File without its suffix -> what makes a lazy module.
(define %sources (make-hash-table))

(define (register-source! index name file directory)
  "Let 'load-whole' know the module NAME, the engine's INDEX, whose source is FILE
below DIRECTORY."
  (hash-set! %sources (string-drop-right file (string-length ".scm"))
             (list index name file directory)))

(define (compiled? stem)
  "Say whether the module with the file name STEM has an object file."
  (any (lambda (directory)
         (file-exists? (string-append directory "/" stem ".go")))
       %load-compiled-path))

(define (usual? module head)
  "Say whether HEAD is Guile's own in MODULE."
  (eq? (module-variable module head) (module-variable the-scm-module head)))

(define (compile-definition form module)
  "Return a thunk for the value that FORM of MODULE gives a name; #f if it is no
definition, or left to psyntax."
  (and (memq (form-head form) '(define define* define-public))
       (usual? module (form-head form))
       (call-with-values (lambda () (read-placed-datum form))
         (lambda (datum places)
           (compile-directly datum module places (lazy-file (form-owner form)))))))

(define (evaluate-form form)
  "Evaluate FORM in the current module."
  (let* ((module (current-module))
         (thunk (compile-definition form module)))
    (match (and thunk (form-names form))
      ((name)
       (module-define! module name (thunk))
       (when (eq? 'define-public (form-head form))
         (module-export! module (list name))))
      (_ (primitive-eval (read-form-syntax form))))))

(define (evaluate-forms lazy descriptions)
  "Evaluate the forms of LAZY, of which the engine gives DESCRIPTIONS."
  (for-each (match-lambda
              (#(kind head name start end line column _ ...)
               (evaluate-form
                (make-form lazy kind head name start end line column))))
            descriptions))

(define (load-whole stem)
  "Load the module with the file name STEM if it is a package module without object
file; return #f if it is not."
  (match (hash-ref %sources stem)
    ((index name file directory)
     (and (not (compiled? stem))
          (match (lazy-open index)
            ((_ text descriptions)
             (and descriptions
                  (let ((lazy (make-lazy-module index name file directory
                                                #f (make-module))))
                    (set-lazy-text! lazy text)
                    (evaluate-forms lazy descriptions)
                    #t))))))
    (#f #f)))
