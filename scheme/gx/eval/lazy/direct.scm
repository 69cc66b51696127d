;;; SPDX-License-Identifier: GPL-3.0-or-later

(define-module (gx eval lazy direct)
  #:use-module (gx eval lazy datum)
  #:use-module (gx eval lazy scope)
  #:use-module (gx eval lazy template)
  #:use-module (ice-9 match)
  #:use-module (srfi srfi-1)
  #:use-module (srfi srfi-9)
  #:export (compile-directly))

;;; Commentary:
;;; Evaluating the expressions that package definitions are made of without
;;; expanding them: calls, variables, constants, a few of Guile's special forms, and
;;; uses of known macros, which are expanded once for all uses of the same shape.
;;; Whatever else there is goes through psyntax, with the local variables as
;;; parameters.  A macro is known by what it is, never by its name.
;;;
;;; Code is a procedure of the list of the values of the local variables.
;;; Code:

;;;
;;; Expressions.
;;;

(define (local-reference i)
  "Return code for the local variable at I."
  (case i
    ((0) car)
    ((1) cadr)
    ((2) caddr)
    (else (lambda (env) (list-ref env i)))))

(define (global-reference module name)
  "Return code for the variable NAME of MODULE."
  (define known #f)
  (lambda (env)
    (let ((variable (or known (module-variable module name))))
      (unless (and variable (variable-bound? variable))
        (scm-error 'unbound-variable #f "Unbound variable: ~S" (list name) #f))
      (set! known variable)
      (variable-ref variable))))

(define (compile-reference name scope)
  "Return code for the variable NAME."
  (match (local-index scope name)
    (#f (match (find-macro (scope-module scope) name)
          (#f (global-reference (scope-module scope) name))
          (macro
           (match (and (eq? 'self (macro-kind macro))
                       (local-index scope %self))
             (#f (compile-by-psyntax name scope))
             (i (local-reference i))))))
    (i (local-reference i))))

(define (call-code proc args)
  "Return code that calls what PROC returns with what ARGS return."
  (match args
    (() (lambda (env) ((proc env))))
    ((a) (lambda (env) ((proc env) (a env))))
    ((a b)
     (lambda (env)
       (let* ((proc (proc env)) (a (a env)) (b (b env)))
         (proc a b))))
    ((a b c)
     (lambda (env)
       (let* ((proc (proc env)) (a (a env)) (b (b env)) (c (c env)))
         (proc a b c))))
    (_
     (lambda (env)
       (let ((proc (proc env)))
         (apply proc (evaluate-all args env)))))))

(define (evaluate-all codes env)
  "Return the list of what CODES return for ENV, from left to right."
  (let loop ((codes codes) (values '()))
    (if (null? codes)
        (reverse! values)
        (loop (cdr codes) (cons ((car codes) env) values)))))

(define (compile-call form scope)
  "Return code for the call FORM."
  (call-code (compile (car form) scope)
             (map (lambda (arg) (compile arg scope)) (cdr form))))

(define* (compile-macro form macro scope #:optional name)
  "Return code for FORM, a use of MACRO, which becomes the value of NAME."
  (match (hashq-ref %special-forms macro)
    (#f (case (macro-kind macro)
          ((fields) (compile-fields form '() (cdr form) macro scope))
          ((parent)
           (match form
             ((_ parent fields ...)
              (compile-fields form (list parent) fields macro scope))
             (_ (unfit))))
          ((gexp) (compile-gexp form macro scope))
          (else (compile-by-psyntax form scope name))))
    (compile-special
     (or (compile-special form scope)
         (compile-by-psyntax form scope)))))

(define* (compile-pair form scope #:optional name)
  "Return code for FORM, a pair, which becomes the value of NAME."
  (unless (list? form) (unfit))
  (match (car form)
    ((? symbol? head)
     (if (local-index scope head)
         (compile-call form scope)
         (match (find-macro (scope-module scope) head)
           (#f (compile-call form scope))
           (macro (compile-macro form macro scope name)))))
    (((? symbol? head) . _)
     ;; ((@ (module) macro) …)
     (if (and (not (local-index scope head))
              (find-macro (scope-module scope) head))
         (compile-by-psyntax form scope)
         (compile-call form scope)))
    ((? pair?) (compile-call form scope))
    (_ (unfit))))

(define (constant-code value)
  "Return code for VALUE."
  (lambda (env) value))

(define* (compile form scope #:optional name)
  "Return code for FORM, which becomes the value of the variable NAME."
  (cond ((symbol? form) (compile-reference form scope))
        ((pair? form) (compile-pair form scope name))
        ((or (string? form) (number? form) (boolean? form) (char? form)
             (keyword? form))
         (constant-code form))
        (else (unfit))))


;;;
;;; Special forms.
;;;

;; Each procedure returns code, or #f for uses that are left to psyntax.

(define (compile-quote form scope)
  (match form
    ((_ datum) (constant-code datum))
    (_ #f)))

(define (compile-if form scope)
  (match form
    ((_ test then else)
     (let ((test (compile test scope))
           (then (compile then scope))
           (else (compile else scope)))
       (lambda (env)
         (if (test env) (then env) (else env)))))
    (_ #f)))

(define (compile-and form scope)
  (match form
    ((_) (constant-code #t))
    ((_ exp) (compile exp scope))
    ((_ exp . rest)
     (let ((first (compile exp scope))
           (rest (compile-and (cons 'and rest) scope)))
       (lambda (env)
         (and (first env) (rest env)))))))

(define (compile-or form scope)
  (match form
    ((_) (constant-code #f))
    ((_ exp) (compile exp scope))
    ((_ exp . rest)
     (let ((first (compile exp scope))
           (rest (compile-or (cons 'or rest) scope)))
       (lambda (env)
         (or (first env) (rest env)))))))

(define (compile-let form scope)
  (match form
    ((_ (((? symbol? names) inits) ...) body)
     (and (= (length names) (length (delete-duplicates names eq?)))
          (let ((inits (map (lambda (init name) (compile init scope name)) inits names))
                (body (compile body (add-locals scope (map unused-local names)))))
            (lambda (env)
              (body (append (evaluate-all inits env) env))))))
    (_ #f)))

(define (compile-let* form scope)
  (match form
    ((_ () body) (compile body scope))
    ((_ (((? symbol? name) init) . rest) body)
     (let ((init (compile init scope name))
           (body (compile-let* (list 'let* rest body)
                                (add-locals scope (list (unused-local name))))))
       (and body
            (lambda (env)
              (body (cons (init env) env))))))
    (_ #f)))

(define (compile-quasiquote form scope)
  (define (constant? datum)
    (cond ((pair? datum) (and (constant? (car datum)) (constant? (cdr datum))))
          ((vector? datum) (every constant? (vector->list datum)))
          (else (not (memq datum '(unquote unquote-splicing quasiquote))))))
  (define (compile-part datum)
    (match datum
      ((? constant?) (constant-code datum))
      (('unquote exp) (compile exp scope))
      ((('unquote-splicing exp))
       (compile exp scope))
      ((('unquote-splicing exp) . rest)
       (let ((list (compile exp scope))
             (rest (compile-part rest)))
         (lambda (env)
           (let ((head (list env)))
             (append head (rest env))))))
      (((and head (not (? symbol?))) . rest)
       (compile-cons head rest))
      (((and head (not (or 'unquote 'unquote-splicing 'quasiquote))) . rest)
       (compile-cons head rest))
      (_ (unfit))))
  (define (compile-cons head rest)
    (let ((head (compile-part head))
          (rest (compile-part rest)))
      (lambda (env)
        (let ((head (head env)))
          (cons head (rest env))))))
  (match form
    ((_ datum)
     (and (not (any (lambda (name) (local-index scope name))
                    '(unquote unquote-splicing quasiquote)))
          (catch 'unfit
            (lambda () (compile-part datum))
            (const #f))))
    (_ #f)))

(define %special-forms
  (let ((table (make-hash-table)))
    (for-each (match-lambda
                ((name . compile)
                 (hashq-set! table (module-ref the-scm-module name) compile)))
              `((quote . ,compile-quote)
                (if . ,compile-if)
                (and . ,compile-and)
                (or . ,compile-or)
                (let . ,compile-let)
                (let* . ,compile-let*)
                (quasiquote . ,compile-quasiquote)))
    table))


;;;
;;; Macros with expressions and strings in their uses.
;;;

(define (compile-template macro shape holes literals place)
  "Return code for the use SHAPE of MACRO at PLACE with HOLES, procedures that
return procedures, and LITERALS; #f if it cannot be abstracted so."
  (let ((template (find-template
                   macro shape
                   (lambda ()
                     (make-expansion shape (length holes) (length literals))))))
    (and template
         (let ((proc (instantiate template literals place)))
           (lambda (env)
             (proc (map (lambda (hole) (hole env)) holes)))))))

(define (spread args locals)
  "Return the values of LOCALS, where ARGS are those of the used ones."
  (cond ((null? locals) '())
        ((local-used? (car locals))
         (cons (car args) (spread (cdr args) (cdr locals))))
        (else (cons #f (spread args (cdr locals))))))

(define (compile-hole exp locals scope)
  "Return code for EXP that is evaluated when the hole is, and the names of those of
LOCALS that it uses, whose values are the hole's arguments."
  (let ((code (compile exp (add-locals scope locals))))
    (values (lambda (env)
              (lambda args (code (append (spread args locals) env))))
            (filter-map (lambda (local)
                          (and (local-used? local) (local-name local)))
                        locals))))

(define (mentions-self? datum)
  "Say whether DATUM has a name such as 'this-package-input'."
  (cond ((pair? datum)
         (or (mentions-self? (car datum)) (mentions-self? (cdr datum))))
        ((symbol? datum)
         (string-prefix? "this-" (symbol->string datum)))
        (else #f)))

(define-record-type <parts>
  (make-parts holes literals)
  parts?
  (holes    parts-holes set-parts-holes!)          ;reversed
  (literals parts-literals set-parts-literals!))

(define (add-hole! parts code)
  "Let PARTS have the hole CODE; return its name."
  (let ((holes (parts-holes parts)))
    (set-parts-holes! parts (cons code holes))
    (hole-name (length holes))))

(define (add-literal! parts str)
  "Let PARTS have the literal STR; return its stand-in."
  (let ((literals (parts-literals parts)))
    (set-parts-literals! parts (cons str literals))
    (literal-name (length literals))))

(define (compile-shape form macro parts shape scope)
  "Return code for FORM, a use of MACRO, whose shape is SHAPE with PARTS."
  (or (compile-template macro shape
                        (reverse (parts-holes parts))
                        (reverse (parts-literals parts))
                        (place-of form (scope-places scope) (scope-file scope)))
      (compile-by-psyntax form scope)))

(define (value-shape value earlier parts scope)
  "Return the shape of VALUE, of a field after the fields EARLIER, whose names stand
for their values in it; add what it is made of to PARTS."
  (define (argument name)
    (if (eq? name %self) %this-package name))
  (cond ((string? value) (add-literal! parts value))
        ((or (boolean? value) (number? value) (keyword? value)) value)
        (else
         ;; Where there is no package to refer to psyntax will say so.
         (call-with-values
             (lambda ()
               (compile-hole value
                             (map unused-local
                                  (if (mentions-self? value)
                                      (append earlier (list %self))
                                      earlier))
                             scope))
           (lambda (code names)
             (cons (add-hole! parts code) (map argument names)))))))

(define (field-shapes fields parts scope)
  "Return the shapes of FIELDS after adding what they are made of to PARTS."
  (let loop ((fields fields) (earlier '()) (shapes '()))
    (match fields
      (() (reverse shapes))
      ((((? symbol? name) value) . rest)
       (loop rest (cons name earlier)
             (cons (list name (value-shape value earlier parts scope)) shapes)))
      (_ (unfit)))))

(define (compile-fields form parents fields macro scope)
  "Return code for FORM, a use of MACRO, a record's, with FIELDS after PARENTS, none
or one expression."
  (let* ((parts (make-parts '() '()))
         (parents (map (lambda (parent)
                         (value-shape parent '() parts scope))
                       parents))
         (fields (field-shapes fields parts scope)))
    (compile-shape form macro parts
                   (cons (car form) (append parents fields))
                   scope)))

(define (compile-gexp form macro scope)
  "Return code for FORM, a use of the macro MACRO, 'gexp'."
  (define parts (make-parts '() '()))
  (define (hole-shape head exp rest)
    (if (eq? exp 'output)
        (cons* head exp rest)
        (cons* head (list (add-hole! parts (compile-hole exp '() scope))) rest)))
  (define (shape datum)
    (match datum
      (((and head (or 'ungexp 'ungexp-splicing 'ungexp-native
                      'ungexp-native-splicing))
        exp . (and rest (or () ((? string?)))))
       (hole-shape head exp rest))
      (((or 'gexp 'ungexp 'ungexp-splicing 'ungexp-native
            'ungexp-native-splicing) . _)
       (unfit))
      ((head . tail) (cons (shape head) (shape tail)))
      ((? string?) (add-literal! parts datum))
      ((? vector?) (unfit))
      (_ datum)))
  (when (local-index scope 'output)
    (unfit))
  (match form
    ((_ body)
     (match (catch 'unfit (lambda () (shape body)) (const #f))
       (#f (compile-by-psyntax form scope))
       (shape (compile-shape form macro parts (list (car form) shape) scope))))
    (_ (unfit))))


;;;
;;; Whole definitions.
;;;

(define %body (string->symbol " body"))

(define (formal-names formals)
  "Return the names of the variables in FORMALS, of 'lambda' or 'lambda*'."
  (match formals
    (() '())
    ((? symbol? rest) (list rest))
    (((? keyword?) . rest) (formal-names rest))
    (((or (? symbol? name) ((? symbol? name) . _)) . rest)
     (cons name (formal-names rest)))
    (_ (unfit))))

(define (split-body body)
  "Return the documentation in BODY, a list of none or one, and the expression that
must be all that is left."
  (match body
    (((? string? documentation) exp) (values (list documentation) exp))
    ((exp) (values '() exp))
    (_ (unfit))))

(define (worthwhile? exp scope)
  "Say whether EXP is not just left to psyntax as a whole."
  (match exp
    (((? symbol? head) . _)
     (let ((macro (find-macro (scope-module scope) head)))
       (or (not macro)
           (hashq-ref %special-forms macro)
           (not (eq? 'other (macro-kind macro))))))
    (_ #f)))

(define (compile-procedure head name formals body scope)
  "Return a thunk for the procedure NAME that HEAD, a kind of 'define', defines; only
its parameters are expanded.  Return #f if that does not help."
  (define-values (documentation exp) (split-body body))
  (define lambda-head
    (if (memq head '(define* define*-public)) #'lambda* #'lambda))
  (and (worthwhile? exp scope)
       (call-with-values
           (lambda ()
             (compile-hole exp (map unused-local (formal-names formals)) scope))
         (lambda (code names)
           (set-places! formals (scope-places scope) (scope-file scope))
           (let ((make (expand
                        `(,#'lambda (,%body)
                          (,#'let ((,name (,lambda-head ,formals ,@documentation
                                            (,%body ,@names))))
                           ,name)))))
             (lambda () (make (code '()))))))))

(define (compile-value value name scope)
  "Return a thunk for VALUE, the expression of NAME's definition, or #f."
  (and (pair? value)
       (let ((code (compile value scope name)))
         (lambda () (code '())))))

(define (compile-directly datum module places file)
  "Return a thunk that evaluates what DATUM, a definition in MODULE, the current one,
read from FILE with PLACES, gives a name; #f if that is psyntax's business as a whole.
Its head has the usual meaning."
  (define scope (make-scope module places file '()))
  (catch #t
    (lambda ()
      (match datum
        ((_ (? symbol? name) value)
         (compile-value value name scope))
        ((head ((? symbol? name) . formals) . body)
         (compile-procedure head name formals body scope))
        (_ #f)))
    (lambda (key . args)
      (if (memq key '(unfit syntax-error))
          #f
          (apply throw key args)))))
