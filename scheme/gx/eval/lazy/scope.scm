;;; SPDX-License-Identifier: GPL-3.0-or-later

(define-module (gx eval lazy scope)
  #:use-module (gx eval lazy code)
  #:use-module (gx eval lazy datum)
  #:use-module (gx eval lazy state)
  #:use-module (ice-9 match)
  #:use-module (srfi srfi-1)
  #:use-module (srfi srfi-9)
  #:use-module ((system syntax internal) #:select (make-syntax))
  #:export (make-scope
            scope-module
            scope-places
            scope-file
            local-name
            local-used?
            local-index
            add-locals
            unused-local
            %self
            %this-package

            find-macro
            macro-kind

            unfit
            expand
            compile-by-psyntax))

;;; Commentary:
;;; What names mean to code of (gx eval lazy direct), and psyntax for what it does not
;;; know.
;;; Code:

(define-record-type <scope>
  (make-scope module places file locals)
  scope?
  (module scope-module)                 ;module
  (places scope-places)                 ;table of places or #f
  (file   scope-file)                   ;string
  (locals scope-locals))                ;list of locals

(define-record-type <local>
  (make-local name used?)
  local?
  (name  local-name)                    ;symbol
  (used? local-used? set-local-used?!)) ;boolean: does code refer to it?

;; The local variable that is the record a field belongs to.
(define %self (string->symbol " self"))

(define (unfit)
  "Leave the form at hand to psyntax, whole."
  (throw 'unfit))

(define (local-index scope name)
  "Return the place of NAME among SCOPE's local variables, or #f."
  (let loop ((locals (scope-locals scope)) (i 0))
    (cond ((null? locals) #f)
          ((eq? name (local-name (car locals)))
           (set-local-used?! (car locals) #t)
           i)
          (else (loop (cdr locals) (1+ i))))))

(define (add-locals scope locals)
  "Return SCOPE with LOCALS before its own."
  (make-scope (scope-module scope) (scope-places scope) (scope-file scope)
              (append locals (scope-locals scope))))

(define (unused-local name)
  "Return a local variable NAME that no code is known to refer to."
  (make-local name #f))


;;;
;;; Macros.
;;;

(define (find-macro module name)
  "Return the macro that NAME means in MODULE, or #f."
  (let ((variable (call-expanding (lambda () (module-variable module name)))))
    (and variable
         (variable-bound? variable)
         (macro? (variable-ref variable))
         (variable-ref variable))))

;; Module, name, kind of macro: `fields', all arguments are fields; `parent', all but
;; the first, an expression; `gexp'; `self', stands for the record in its fields.
(define %known-macros
  '(((guix packages) package fields)
    ((guix packages) origin fields)
    ((guix packages) package/inherit parent)
    ((guix packages) this-package self)
    ((guix git-download) git-reference fields)
    ((guix gexp) gexp gexp)))

;; Macro -> its kind, `other' for all that are not above.
(define %kinds (make-hash-table))

(define (loaded-macro module name)
  "Return the macro NAME of the module called MODULE if that is loaded, else #f."
  (let ((module (resolve-module module #f #:ensure #f)))
    (and module (find-macro module name))))

(define (macro-kind macro)
  "Return the kind of MACRO."
  (or (hashq-ref %kinds macro)
      (let ((kind (or (any (match-lambda
                             ((module name kind)
                              (and (eq? macro (loaded-macro module name)) kind)))
                           %known-macros)
                      'other)))
        (hashq-set! %kinds macro kind)
        kind)))


;;;
;;; psyntax.
;;;

;; What stands for the package in its fields.
(define %this-package
  (make-syntax 'this-package '((top)) '(hygiene guix packages)))

(define (with-self form self?)
  "Return FORM, in which the package may be referred to if SELF?."
  (if self?
      `(,#'syntax-parameterize
           ((,%this-package (,#'identifier-syntax ,%self)))
         ,form)
      form))

(define (expand form)
  "Return the value of FORM, a procedure, in the current module."
  (let ((code (call-expanding (lambda () (macroexpand form 'e '(eval))))))
    ;; It would assign to copies of our variables.
    (when (assigns-parameters? code) (unfit))
    (call-running (lambda () (primitive-eval code)))))

(define (visible-names scope)
  "Return the names of SCOPE's local variables, each once."
  (delete-duplicates (map local-name (scope-locals scope)) eq?))

(define* (compile-by-psyntax form scope #:optional name)
  "Return code for FORM, any expression; it becomes the value of the variable NAME,
whose name a procedure takes."
  ;; Macros may refer to local variables that FORM does not mention.
  (set-places! form (scope-places scope) (scope-file scope))
  (let* ((names (visible-names scope))
         (proc (expand `(,#'lambda ,names
                         ,(with-self (if name
                                         `(,#'let ((,name ,form)) ,name)
                                         form)
                                     (memq %self names))))))
    (match (map (lambda (name) (local-index scope name)) names)
      (() (lambda (env) (proc)))
      ((a) (lambda (env) (proc (list-ref env a))))
      (indices
       (lambda (env)
         (apply proc (map (lambda (i) (list-ref env i)) indices)))))))
