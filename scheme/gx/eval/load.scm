;;; SPDX-License-Identifier: GPL-3.0-or-later

(define-module (gx eval load)
  #:use-module (gx eval core)
  #:use-module (gx eval mistake)
  #:use-module (ice-9 binary-ports)
  #:use-module (ice-9 match)
  #:use-module (rnrs bytevectors)
  #:export (make-user-module
            load-user-file
            load-user-text
            eval-user-expression
            %command-line
            %standard-input
            current-form
            latest-form
            blamed-form
            blame-nothing!
            make-user-form
            form-evaluable?
            form-value
            form-file
            form-line
            form-column
            form-module
            form-number
            form-text))

;;; Commentary:
;;; Files and expressions of the user.  They are read and evaluated one form
;;; after the other, so that an error knows at least in which form it happened;
;;; `load' in them does the same with further files.
;;; Code:

;; Names of texts that are no files.
(define %command-line "<command line>")
(define %standard-input "<standard input>")

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
    (module-define! module 'load (module-ref (resolve-module '(gx eval load))
                                             'load-beside))
    module))

(define current-form
  ;; The form being evaluated, as vector: see the accessors below; or #f.
  (make-parameter #f))

;; The same for where parameters do not reach: the handler of stack overflows, and
;; what is done with the value of the last form.
(define %latest-form #f)
(define %blame? #t)

(define (latest-form)
  "Return the form whose evaluation was begun last, or #f."
  %latest-form)

(define (blamed-form)
  "Return the form whose value is to blame when no form is being evaluated, or #f.
It has no datum, as evaluating it does not fail."
  (and %blame? %latest-form
       (let ((form (vector-copy %latest-form)))
         (vector-set! form 0 %done)
         form)))

;; In the place of a datum that is not to be evaluated again.
(define %done (list 'done))

(define (form-evaluable? form)
  "Say whether FORM failed while it was evaluated, rather than read or done, and may
be evaluated again."
  (and (form-value form)
       (not (eq? %done (form-value form)))
       (not (form-once? form))))

(define (blame-nothing!)
  "Let 'blamed-form' be #f from now on: there are several inputs."
  (set! %blame? #f))

(define* (make-user-form value file line column module number #:key text once?)
  "Return the form VALUE, number NUMBER of FILE, at LINE and COLUMN, to be evaluated
in MODULE; TEXT is what FILE stands for if it is no file."
  (vector value file line column module number text once?))

(define (form-value form) "Return the datum of FORM." (vector-ref form 0))
(define (form-file form) "Return the file name of FORM." (vector-ref form 1))
(define (form-line form) "Return the line of FORM, from 1." (vector-ref form 2))
(define (form-column form) "Return the column of FORM, from 1." (vector-ref form 3))
(define (form-module form) "Return the module FORM is evaluated in." (vector-ref form 4))
(define (form-number form) "Return the position of FORM in its file, from 0." (vector-ref form 5))
(define (form-once? form) "Say whether FORM must not be evaluated again." (vector-ref form 7))
(define (form-text form) "Return the whole text FORM is part of if no file has it, or #f." (vector-ref form 6))

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
  (call-with-values
      (lambda ()
        ;; A script is the whole program, not what a failure in it is about.
        (parameterize ((current-form (if (form-once? form) (current-form) form)))
          (primitive-eval (form-value form))))
    (lambda results
      ;; It may have loaded a file with forms of its own.
      (set! %latest-form form)
      (apply values results))))

(define* (eval-forms port file module #:key text once?)
  "Evaluate what PORT, open on FILE or on TEXT which is called so, has, in MODULE;
return the value of the last form, and the place of that form, (LINE . COLUMN), #f
if there is none.  With ONCE? no form is evaluated again to learn where it failed."
  (define (next-form n)
    (skip-blanks port)
    (let ((form (make-user-form #f file (1+ (port-line port)) (1+ (port-column port))
                                module n #:text text #:once? once?)))
      (vector-set! form 0 (parameterize ((current-form form)) (read port)))
      (vector-set! form 4 (current-module))
      form))
  (save-module-excursion
   (lambda ()
     (set-current-module module)
     (let loop ((value *unspecified*) (place #f) (n 0))
       (let ((form (next-form n)))
         (if (eof-object? (form-value form))
             (values value place)
             (loop (eval-form form)
                   (cons (form-line form) (form-column form)) (1+ n))))))))

(define (control-byte? byte)
  "Say whether BYTE is one that texts have no use for."
  (and (or (< byte 32) (= byte 127))
       (not (memv byte '(9 10 12 13)))))

(define (check-text file)
  "Complain if FILE, by its beginning, is a program, an image, an archive."
  (let* ((start (call-with-input-file file
                  (lambda (port) (get-bytevector-n port 512))
                  #:binary #t))
         (bytes (if (eof-object? start) '() (bytevector->u8-list start)))
         (odd (let loop ((bytes bytes) (n 0))
                (match bytes
                  (() n)
                  ((byte . rest) (loop rest (if (control-byte? byte) (1+ n) n)))))))
    (when (> (* 20 odd) (length bytes))
      (user-error "read" "it is not a text" #:place (list file #f #f)
                  #:hint "Scheme code is wanted, such as (specifications->manifest (list …))"))))

(define* (load-user-file file module #:key once?)
  "Evaluate FILE in MODULE; return the value of its last form and the place of
that form.  ONCE?: see 'eval-forms'."
  (check-text file)
  (let ((port (open-input-file file #:encoding "UTF-8")))
    (set-port-filename! port file)
    (call-with-values (lambda () (eval-forms port file module #:once? once?))
      (lambda results
        (close-port port)
        (apply values results)))))

(define (load-user-text name text module)
  "Evaluate TEXT, which is called NAME, in MODULE; return what 'load-user-file' does."
  (call-with-input-string text
    (lambda (port)
      (set-port-filename! port name)
      (eval-forms port name module #:text text))))

(define (eval-user-expression text module)
  "Evaluate TEXT, one or more forms, in MODULE; return the value of the last."
  (load-user-text %command-line text module))

(define (load-from directory name)
  "Evaluate the file NAME, found from DIRECTORY, in the current module."
  (unless (string? name)
    (user-error "type" (format #f "load expects a file name, not ~a" (show name))))
  (let ((file (if (or (absolute-file-name? name) (not directory))
                  name
                  (string-append directory "/" name))))
    (match (false-if-exception (stat:type (stat file)))
      (#f (user-error "not-found" (format #f "there is no file ~a" name)
                      #:hint (and directory
                                  (format #f "it is looked for in ~a" directory))))
      ('directory (user-error "not-found" (format #f "~a is a directory" name)))
      (_ (load-user-file file (current-module))))))

(define-syntax load-beside
  (lambda (form)
    "What `load' is in the user's files: (load \"other.scm\") finds the file
beside the one that says so."
    (define directory
      (let ((file (assq-ref (or (syntax-source form) '()) 'filename)))
        (and (string? file) (absolute-file-name? file) (dirname file))))
    (syntax-case form ()
      ((_ name) #`(load-from #,directory name))
      ((_ . rest) #'((@ (guile) load) . rest))
      (id (identifier? #'id) #'(lambda (name) (load-from #f name))))))
