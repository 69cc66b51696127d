;;; SPDX-License-Identifier: GPL-3.0-or-later

(define-module (gx eval load)
  #:use-module (gx eval core)
  #:use-module (ice-9 match)
  #:export (make-user-module
            load-user-file
            eval-user-expression
            current-form
            latest-form
            form-value
            form-file
            form-line
            form-column
            form-module
            form-number))

;;; Commentary:
;;; Files and expressions of the user.  They are read and evaluated one form
;;; after the other, so that an error knows at least in which form it happened.
;;; Code:

(define %user-imports
  ;; What a manifest may use without asking for it.
  '((guix profiles) (gnu packages) (gnu) (gx image)))

(define* (make-user-module #:optional (imports %user-imports))
  "Return a fresh module that uses those of IMPORTS that exist."
  (let ((module (make-fresh-user-module)))
    (set-module-declarative?! module #f)
    (for-each (lambda (name)
                (when (module-exists? name)
                  (module-use! module (resolve-interface name))))
              imports)
    module))

(define current-form
  ;; The form being evaluated, as vector: see the accessors below; or #f.
  (make-parameter #f))

;; The same for where parameters do not reach: the handler of stack overflows.
(define %latest-form #f)

(define (latest-form)
  "Return the form whose evaluation was begun last, or #f."
  %latest-form)

(define (form-value form) "Return the datum of FORM." (vector-ref form 0))
(define (form-file form) "Return the file name of FORM." (vector-ref form 1))
(define (form-line form) "Return the line of FORM, from 1." (vector-ref form 2))
(define (form-column form) "Return the column of FORM, from 1." (vector-ref form 3))
(define (form-module form) "Return the module FORM is evaluated in." (vector-ref form 4))
(define (form-number form) "Return the position of FORM in its file, from 0." (vector-ref form 5))

(define (skip-blanks port)
  "Move PORT to the next character that is neither blank nor in a line comment."
  (match (peek-char port)
    ((? eof-object?) #t)
    ((? char-whitespace?) (read-char port) (skip-blanks port))
    (#\; (let loop ()
           (match (read-char port)
             ((or (? eof-object?) #\newline) (skip-blanks port))
             (_ (loop)))))
    (_ #t)))

(define (eval-form form)
  "Return the value of FORM."
  (set! %latest-form form)
  (parameterize ((current-form form))
    (primitive-eval (form-value form))))

(define (eval-forms port file module)
  "Evaluate what PORT, open on FILE, has, in MODULE; return the value of the last
form, and the place of that form, (LINE . COLUMN), #f if there is none."
  (save-module-excursion
   (lambda ()
     (set-current-module module)
     (let loop ((value *unspecified*) (place #f) (n 0))
       (skip-blanks port)
       (let* ((line (1+ (port-line port)))
              (column (1+ (port-column port)))
              (datum (parameterize ((current-form
                                     (vector #f file line column module n)))
                       (read port))))
         (if (eof-object? datum)
             (values value place)
             (loop (eval-form (vector datum file line column
                                      (current-module) n))
                   (cons line column) (1+ n))))))))

(define (load-user-file file module)
  "Evaluate FILE in MODULE; return the value of its last form and the place of
that form."
  (let ((port (open-input-file file #:encoding "UTF-8")))
    (set-port-filename! port file)
    (call-with-values (lambda () (eval-forms port file module))
      (lambda results
        (close-port port)
        (apply values results)))))

(define (eval-user-expression text module)
  "Evaluate TEXT, one or more forms, in MODULE; return the value of the last."
  (call-with-input-string text
    (lambda (port)
      (set-port-filename! port "<command line>")
      (eval-forms port "<command line>" module))))
