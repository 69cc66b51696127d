;;; SPDX-License-Identifier: GPL-3.0-or-later

(define-module (gx eval complaints)
  #:use-module (gx eval load)
  #:use-module (gx eval locate)
  #:use-module (gx eval mistake)
  #:use-module (ice-9 match)
  #:use-module (srfi srfi-1)
  #:use-module (srfi srfi-26)
  #:use-module ((system syntax internal) #:select (syntax? syntax-expression))
  #:export (call-complaint
            takes-names?
            one-list-hint))

;;; Commentary:
;;; What is wrong with a call of the user's that failed: procedures of the Scheme
;;; API that everybody uses, and what they take.  Their own errors speak of `car'
;;; and of struct types.
;;; Code:

;; A value that is not known without evaluating something.
(define %unknown (list 'unknown))

(define (known? value)
  "Say whether VALUE is known."
  (not (eq? value %unknown)))

(define (datum-value datum module)
  "Return the value of DATUM in MODULE, %unknown if finding out takes more than
looking: only constants, variables and lists of them are looked at."
  (match datum
    ((or (? string?) (? number?) (? boolean?) (? keyword?) (? char?)) datum)
    ((? symbol? name)
     (let ((variable (module-variable module name)))
       (if (and variable (variable-bound? variable)
                (not (macro? (variable-ref variable))))
           (variable-ref variable)
           %unknown)))
    (('quote value) value)
    (('list items ...)
     (let ((values (map (lambda (item) (datum-value item module)) items)))
       (if (every known? values) values %unknown)))
    (_ %unknown)))

(define (argument-value datum form)
  "Return the value of DATUM, an argument of a call in FORM that failed, %unknown if it
cannot be had again."
  (match (datum-value datum (form-module form))
    ((? known? value) value)
    (_ (if (form-evaluable? form)
           (evaluate-again datum form %unknown)
           %unknown))))

(define (syntax-parts stx)
  "Return the elements of STX, a list, as syntax objects."
  (cond ((syntax? stx) (syntax-parts (syntax-expression stx)))
        ((pair? stx) (cons (car stx) (syntax-parts (cdr stx))))
        (else '())))

(define (element-syntaxes stx)
  "Return the elements that STX, a literal list, writes, as syntax objects; #f for
other things."
  (match (syntax->datum stx)
    (('list . _) (cdr (syntax-parts stx)))
    (('quote (_ . _)) (syntax-parts (second (syntax-parts stx))))
    (_ #f)))


;;;
;;; What the procedures take.
;;;

(define package? (cut of-type? '<package> <>))
(define manifest? (cut of-type? '<manifest> <>))
(define entry? (cut of-type? '<manifest-entry> <>))

(define (packaged? obj)
  "Say whether OBJ may stand in the list that packages->manifest takes."
  (match obj
    (((not (? string?)) (? string?)) #t)
    ((? string?) #f)
    (_ (record? obj))))

(define %strings-are-no-packages
  "strings are no packages: use specifications->manifest, or \
specification->package for each")

(define (packages-hint value)
  "Return a hint for VALUE, which is no package."
  (match value
    ((? string?) %strings-are-no-packages)
    ((? manifest?) "to join manifests: (concatenate-manifests (list …))")
    ((_ ...) "a list is no element: write its elements without (list …), or use append")
    (_ #f)))

(define (specification-hint value)
  "Return a hint for VALUE, which is no specification."
  (match value
    ((? symbol?) (format #f "write \"~a\"" value))
    ((? package?) "for packages: (packages->manifest (list …))")
    ((_ ...) "a list is no element: write its elements without (list …), or use append")
    (_ #f)))

(define %takes
  ;; NAME, what it takes, the predicate of that or of a list's elements, its hint.
  `((specifications->manifest list "strings" ,string? ,specification-hint)
    (packages->manifest list "packages" ,packaged? ,packages-hint)
    (concatenate-manifests list "manifests" ,manifest? ,(const #f))
    (manifest list "manifest entries" ,entry?
              ,(lambda (value)
                 (match value
                   ((? package?)
                    "for packages: (packages->manifest (list …))")
                   ((? string?)
                    "for names: (specifications->manifest (list …))")
                   (_ #f))))
    (specification->package one "a string" ,string? ,specification-hint)
    (specification->package+output one "a string" ,string? ,specification-hint)
    (package->manifest-entry one "a package" ,package? ,packages-hint)
    (package->development-manifest one "a package" ,package? ,packages-hint)))

(define (takes-names? form place)
  "Say whether what is at PLACE in FORM's text is an argument of a procedure that
takes names of packages."
  (and form place
       (any (lambda (name)
              (memq name '(specifications->manifest specification->package
                           specification->package+output)))
            (operators-around place form))))

(define (one-list-hint name)
  "Return a hint for a call of the procedure NAME with several arguments if it takes
a list, #f otherwise."
  (match (assq name %takes)
    ((_ 'list . _) (format #f "it takes one list: (~a (list …))" name))
    (_ #f)))

(define (wrong-whole name wanted value good? hint)
  "Return message and hint: NAME takes a list of WANTED, not VALUE."
  (values (format #f "~a expects a list, not ~a" name (kind-of value))
          (match value
            ((? symbol?) (format #f "write (~a (list \"~a\"))" name value))
            ((? string?) (format #f "write (~a (list ~s))" name value))
            ((? good?) (format #f "write (~a (list …))" name))
            (_ (hint value)))))

(define (wrong-element name wanted value good? hint stx)
  "Return message, hint and place of the first element of VALUE that is not GOOD?;
#f if all are.  STX is what the user wrote for the list."
  (let ((index (list-index (negate good?) value))
        (parts (element-syntaxes stx)))
    (if (not index)
        (values #f #f #f)
        (let ((element (list-ref value index)))
          (values (format #f "~a expects ~a, but ~a of the list is ~a"
                          name wanted (ordinal (1+ index)) (describe element))
                  (hint element)
                  (and parts (< index (length parts))
                       (position (list-ref parts index))))))))

(define (ordinal n)
  "Return words for the element number N."
  (format #f "element ~a" n))

(define (describe value)
  "Return words for VALUE: its kind, and itself if it is short."
  (let ((kind (kind-of value)) (text (show value)))
    (if (string=? kind text) kind (string-append kind ", " text))))

(define (check-argument name takes wanted good? hint value stx)
  "Return message, hint and place if VALUE, written as STX, is not what NAME takes;
#f if it is, or is not known."
  (cond ((not (known? value)) (values #f #f #f))
        ((eq? takes 'one)
         (if (good? value)
             (values #f #f #f)
             (values (format #f "~a expects ~a, not ~a" name wanted (describe value))
                     (hint value) (position stx))))
        ((not (list? value))
         (call-with-values (lambda () (wrong-whole name wanted value good? hint))
           (lambda (message hint) (values message hint #f))))
        (else
         (wrong-element name wanted value good? hint stx))))

(define (call-complaint form place)
  "Return message, hint and place of what is wrong with the call at PLACE in FORM's
text; #f three times if nothing special is known about it."
  (let* ((stx (and place (syntax-at form place)))
         (parts (if stx (syntax-parts stx) '())))
    (match (and stx (syntax->datum stx))
      ((name datum)
       (match (assq name %takes)
         ((_ takes wanted good? hint)
          (check-argument name takes wanted good? hint
                          (argument-value datum form)
                          (second parts)))
         (_ (values #f #f #f))))
      (_ (values #f #f #f)))))
