;;; SPDX-License-Identifier: GPL-3.0-or-later

(define-module (gx eval lazy template)
  #:use-module (gx eval lazy code)
  #:use-module (gx eval lazy state)
  #:use-module (ice-9 match)
  #:use-module (srfi srfi-9)
  #:export (hole-name
            literal-name
            make-expansion
            shape-key
            find-template
            instantiate))

;;; Commentary:
;;; Uses of one macro that differ only in the expressions and strings within are
;;; expanded once.  Such a use is described by its *shape*, in which expressions are
;;; holes, calls of (hole-name K), and strings are the literals (literal-name K).
;;; The shape is expanded as the body of a procedure of its holes.  In the code that
;;; comes of it the literals, and what tells the place in the source, are found
;;; again among the constants; if they are not, the macro has looked at them, and the
;;; shape is of no use.
;;; Code:

(define (numbered-names make)
  "Return a procedure that returns the same name, made by MAKE, for the same number."
  (let ((names (make-hash-table)))
    (lambda (k)
      (or (hashv-ref names k)
          (let ((name (make (number->string k))))
            (hashv-set! names k name)
            name)))))

(define hole-name
  ;; The symbol that stands for the K-th expression.
  (numbered-names (lambda (k) (string->symbol (string-append "\x01hole " k "\x01")))))

(define literal-name
  ;; The string that stands for the K-th string.
  (numbered-names (lambda (k) (string-append "\x01gx literal " k "\x01"))))

(define %filled (string->symbol " filled"))

;; What stands for a place in the source.
(define %file "\x01gx file\x01")
(define %line   1073700000)
(define %column 1073800000)

(define (near-place? n)
  "Say whether the number N may have been computed from a place."
  (and (integer? n) (< 1073600000 n 1073900000)))

(define-record-type <template>
  (make-template proc patterns)
  template?
  (proc     template-proc)              ;(filled hole ...) -> value
  (patterns template-patterns))         ;list of constants to be filled


;;;
;;; Making one.
;;;

(define (placed form)
  "Return FORM as if it were at the place that stands for all."
  (set-source-properties! form `((filename . ,%file)
                                 (line . ,%line) (column . ,%column)))
  form)

(define (literal-number str)
  "Return K if STR is (literal-name K), else #f."
  (and (string-prefix? "\x01gx literal " str)
       (string->number (string-drop-right (string-drop str 12) 1))))

(define (find-literals! datum found)
  "Mark in the bit vector FOUND which literals DATUM has; return whether it has
some, or a part of a place.  Throw `unfit' if it has something computed of one."
  (match datum
    ((head . tail)
     (let ((here (find-literals! head found)))
       (or (find-literals! tail found) here)))
    ((? vector?) (find-literals! (vector->list datum) found))
    ((? string?)
     (cond ((literal-number datum)
            => (lambda (k) (vector-set! found k #t) #t))
           ((string=? datum %file) #t)
           ((string-index datum #\x01) (throw 'unfit))
           (else #f)))
    ((? number?)
     (cond ((memv datum (list %line %column)) #t)
           ((near-place? datum) (throw 'unfit))
           (else #f)))
    ((? symbol?)
     (when (string-index (symbol->string datum) #\x01)
       (throw 'unfit))
     #f)
    (_ #f)))

(define (expand-shape form holes)
  "Return the expanded code of a procedure of HOLES, symbols, and before these one
that returns a filled constant, with the body FORM."
  (call-expanding
   (lambda ()
     (macroexpand `(,#'lambda (,%filled ,@holes) ,form) 'e '(eval)))))

(define (make-expansion form n-holes n-literals)
  "Return the template that FORM, a shape with so many holes and literals, is in the
current module; #f if that cannot be."
  (define found (make-vector n-literals #f))
  (define patterns '())
  (define (add-pattern! datum)
    (set! patterns (cons datum patterns))
    (1- (length patterns)))
  (catch #t
    (lambda ()
      (let* ((code (expand-shape (placed form) (map hole-name (iota n-holes))))
             (code (replace-constants code
                                      (lambda (datum) (find-literals! datum found))
                                      add-pattern!)))
        (and (not (memq #f (vector->list found)))
             (make-template (call-running (lambda () (primitive-eval code)))
                            (reverse patterns)))))
    (lambda (key . _)
      (if (memq key '(unfit syntax-error)) #f (apply throw key _)))))


;;;
;;; Known ones.
;;;

;; Number made of a shape -> list of (MACRO SHAPE . TEMPLATE).
(define %templates (make-hash-table))

(define (shape-key shape)
  "Return a number for SHAPE, the same for equal ones."
  (define (mix key n)
    (logand (+ (* 31 key) n) #xfffffff))
  (let loop ((shape shape) (key 7))
    (match shape
      ((head . tail) (loop tail (loop head (mix key 1))))
      ((? symbol?) (mix key (symbol-hash shape)))
      ((? string?) (mix key (string-hash shape)))
      (_ (mix key 2)))))

(define (find-template macro shape make)
  "Return the template of MACRO's use SHAPE, or #f; MAKE makes it."
  (let* ((key (shape-key shape))
         (known (hashv-ref %templates key '())))
    (define (search known)
      (match known
        (() #f)
        (((and entry (m s . _)) . rest)
         (if (and (eq? m macro) (equal? s shape))
             entry
             (search rest)))))
    (match (search known)
      ((_ _ . template) template)
      (#f
       (let ((template (make)))
         (hashv-set! %templates key (cons (cons* macro shape template) known))
         template)))))


;;;
;;; Using one.
;;;

(define (fill datum literals place)
  "Return DATUM, a constant of a template, with LITERALS, a vector, and PLACE, source
properties, in it."
  (let loop ((datum datum))
    (match datum
      ((head . tail) (cons (loop head) (loop tail)))
      ((? vector?) (list->vector (map loop (vector->list datum))))
      ((? string?)
       (cond ((literal-number datum) => (lambda (k) (vector-ref literals k)))
             ((string=? datum %file) (assq-ref place 'filename))
             (else datum)))
      ((? number?)
       (cond ((eqv? datum %line) (assq-ref place 'line))
             ((eqv? datum %column) (assq-ref place 'column))
             (else datum)))
      (_ datum))))

(define (instantiate template literals place)
  "Return a procedure of a list, TEMPLATE's holes, that is the use of a macro with
LITERALS, a list of strings, at PLACE, source properties."
  (let* ((literals (list->vector literals))
         (constants (list->vector
                     (map (lambda (pattern) (fill pattern literals place))
                          (template-patterns template))))
         (proc (template-proc template))
         (filled (lambda (k) (vector-ref constants k))))
    (lambda (holes)
      (apply proc filled holes))))
