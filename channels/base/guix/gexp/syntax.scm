;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; The language of G-expressions.

(define-module (guix gexp syntax)
  #:use-module (guix diagnostics)
  #:use-module (ice-9 match)
  #:use-module (srfi srfi-1)
  #:use-module (srfi srfi-9)
  #:use-module (srfi srfi-9 gnu)
  #:export (<gexp>
            gexp
            gexp?
            gexp-references
            gexp-proc
            gexp-location
            ungexp
            ungexp-native
            ungexp-splicing
            ungexp-native-splicing
            gexp->approximate-sexp
            gexp-modules
            gexp-extensions
            gexp-output-names
            sexp->gexp
            input-tuples->gexp
            outputs->gexp
            with-build-variables
            with-imported-modules
            with-extensions
            gexp-input
            gexp-input?
            gexp-input-thing
            gexp-input-output
            gexp-input-native?
            gexp-output?
            gexp-output-name))

;;; Commentary:
;;;
;;; #~(list #$coreutils #$output) is an S-expression with holes.  The macro 'gexp'
;;; turns it into a procedure that fills the holes, and a list of references to
;;; what they are filled with.
;;;
;;; Code:

(define-record-type <gexp>
  (make-gexp references modules extensions proc location)
  gexp?
  (references gexp-references)                    ;list of <gexp-input> etc.
  (modules    gexp-self-modules)                  ;list of module names
  (extensions gexp-self-extensions)               ;list of file-like objects
  (proc       gexp-proc)                          ;fills the holes
  (location   %gexp-location))                    ;source properties

(define (gexp-location gexp)
  "Return where GEXP was written, or #f."
  (source-properties->location (%gexp-location gexp)))

(set-record-type-printer!
 <gexp>
 (lambda (gexp port)
   (simple-format port "#<gexp ~s ~a>"
                  (gexp->approximate-sexp gexp)
                  (number->string (object-address gexp) 16))))

;; What a hole refers to: OUTPUT of THING, built for the host if NATIVE?.
(define-record-type <gexp-input>
  (make-gexp-input thing output native?)
  gexp-input?
  (thing   gexp-input-thing)                      ;object or gexp or list
  (output  gexp-input-output)                     ;string
  (native? gexp-input-native?))                   ;Boolean

(define* (gexp-input thing #:optional (output "out") #:key native?)
  "Return a reference to OUTPUT of THING."
  (make-gexp-input thing output native?))

;; One of the outputs of the derivation being defined.
(define-record-type <gexp-output>
  (gexp-output name)
  gexp-output?
  (name gexp-output-name))                        ;string

(define (hole-reference thing output native?)
  "Return the reference that a hole with THING makes."
  (if (or (gexp-input? thing) (gexp-output? thing))
      thing
      (make-gexp-input thing output native?)))


;;;
;;; Syntax.
;;;

(define-syntax-parameter current-imported-modules
  (identifier-syntax '()))

(define-syntax-parameter current-imported-extensions
  (identifier-syntax '()))

(define-syntax-rule (with-imported-modules modules body ...)
  "Mark the gexps in BODY as needing MODULES, a list of module names or of
(NAME => FILE-LIKE)."
  (let ((imported (append modules current-imported-modules)))
    (syntax-parameterize ((current-imported-modules
                           (identifier-syntax imported)))
      body ...)))

(define-syntax-rule (with-extensions extensions body ...)
  "Mark the gexps in BODY as needing the modules of EXTENSIONS, a list of
packages."
  (let ((imported (append extensions current-imported-extensions)))
    (syntax-parameterize ((current-imported-extensions
                           (identifier-syntax imported)))
      body ...)))

(define-syntax-rule (define-hole-syntax name ...)
  "Define each NAME so that using it outside of a gexp is an error."
  (begin
    (define-syntax name
      (lambda (s)
        (syntax-violation 'name "used outside of a gexp" s)))
    ...))

(define-hole-syntax ungexp ungexp-native
  ungexp-splicing ungexp-native-splicing)

(eval-when (expand load eval)
  (define %holes
    '(ungexp ungexp-native ungexp-splicing ungexp-native-splicing))

  (define %splicing-holes
    '(ungexp-splicing ungexp-native-splicing))

  (define (hole-kind exp)
    "Return which hole the syntax EXP is, or #f."
    (syntax-case exp ()
      ((head . _)
       (identifier? #'head)
       (car (or (memq (syntax->datum #'head) %holes) '(#f))))
      (_ #f)))

  (define (hole->reference exp)
    "Return the code of the reference that the syntax EXP, a hole, makes."
    (let ((native? (->bool (memq (hole-kind exp)
                                 '(ungexp-native ungexp-native-splicing)))))
      (syntax-case exp (output)
        ((_ output) #'(gexp-output "out"))
        ((_ output name) #'(gexp-output name))
        ((_ thing) #`(hole-reference thing "out" #,native?))
        ((_ thing name) #`(hole-reference thing name #,native?))
        (_ (syntax-violation 'gexp "malformed hole" exp)))))

  (define (expand-template exp)
    "Return the code that makes the S-expression of the syntax EXP, or #f if EXP
has no hole; then a list of (VARIABLE . HOLE)."
    (define holes '())
    (define (add-hole! exp)
      (let ((id (car (generate-temporaries '(hole)))))
        (set! holes (cons (cons id exp) holes))
        id))
    (define (code exp)
      ;; The code for EXP or #f.
      (cond ((hole-kind exp) (add-hole! exp))
            (else
             (syntax-case exp ()
               ((head . tail)
                (if (memq (hole-kind #'head) %splicing-holes)
                    (let ((id (add-hole! #'head)))
                      (if (null? (syntax->datum #'tail))
                          id
                          #`(append #,id #,(or (code #'tail) #''tail))))
                    (let* ((a (code #'head))
                           (b (code #'tail)))
                      (and (or a b)
                           #`(cons #,(or a #''head) #,(or b #''tail))))))
               (#(item ...)
                (let ((items (code #'(item ...))))
                  (and items #`(list->vector #,items))))
               (_ #f)))))
    (let ((result (code exp)))
      (values result (reverse holes)))))

(define-syntax gexp
  (lambda (s)
    "Return the gexp of an S-expression with holes, written #~EXP."
    (syntax-case s ()
      ((_ exp)
       (call-with-values (lambda () (expand-template #'exp))
         (lambda (code holes)
           (with-syntax (((id ...) (map car holes))
                         ((reference ...) (map (lambda (hole)
                                                 (hole->reference (cdr hole)))
                                               holes))
                         (code (or code #''exp))
                         (location (datum->syntax
                                    s
                                    (let ((source (syntax-source s)))
                                      (and source
                                           (vector
                                            (assq-ref source 'filename)
                                            (assq-ref source 'line)
                                            (assq-ref source 'column)))))))
             #'(make-gexp (list reference ...)
                          current-imported-modules
                          current-imported-extensions
                          (lambda (id ...) code)
                          'location))))))))

(eval-when (expand load eval)
  (define (read-gexp chr port)
    "Read what follows #~ on PORT."
    (list 'gexp (read port)))

  (define (read-hole plain splicing)
    "Return a procedure that reads a hole; PLAIN and SPLICING are its symbols."
    (lambda (chr port)
      (define symbol
        (match (peek-char port)
          (#\@ (read-char port) splicing)
          (_ plain)))
      (match (read port)
        ((? symbol? name)
         (let ((str (symbol->string name)))
           (match (string-rindex str #\:)
             (#f (list symbol name))
             (colon
              (list symbol
                    (string->symbol (substring str 0 colon))
                    (substring str (+ 1 colon)))))))
        (exp (list symbol exp)))))

  (read-hash-extend #\~ read-gexp)
  (read-hash-extend #\$ (read-hole 'ungexp 'ungexp-splicing))
  (read-hash-extend #\+ (read-hole 'ungexp-native 'ungexp-native-splicing)))

(define (sexp->gexp sexp)
  "Return SEXP as a gexp."
  (match sexp
    ((? gexp? gexp) gexp)
    (_ (make-gexp '() '() '() (lambda () sexp) #f))))

(define* (input-tuples->gexp inputs #:key native?)
  "Return a gexp that makes an alist of labels and file names of INPUTS, a list
of (LABEL THING [OUTPUT])."
  (define references
    (map (match-lambda
           ((_ thing) (hole-reference thing "out" native?))
           ((_ thing output) (hole-reference thing output native?)))
         inputs))
  (make-gexp references '() '()
             (lambda values
               (list 'quote (map cons (map first inputs) values)))
             #f))

(define (outputs->gexp outputs)
  "Return a gexp that makes an alist of OUTPUTS, names, and their file names."
  (make-gexp (map gexp-output outputs) '() '()
             (lambda values
               `(list ,@(map (lambda (name value) `(cons ,name ,value))
                             outputs values)))
             #f))

(define (with-build-variables inputs outputs body)
  "Return a gexp that evaluates BODY, a gexp, with '%build-inputs', an alist of
INPUTS, '%outputs', one of OUTPUTS, and '%output' defined."
  #~(begin
      (define %build-inputs #$(input-tuples->gexp inputs))
      (define %outputs #$(outputs->gexp outputs))
      (define %output (assoc-ref %outputs "out"))
      #$body))

(define (gexp->approximate-sexp gexp)
  "Return GEXP as an S-expression in which (*approximate*) stands for objects."
  (define (approximate thing)
    (match thing
      ((? gexp? gexp) (gexp->approximate-sexp gexp))
      ((? gexp-input? input) (approximate (gexp-input-thing input)))
      ((? gexp-output? output) (list 'ungexp 'output (gexp-output-name output)))
      ((? pair? pair)
       (cons (approximate (car pair)) (approximate (cdr pair))))
      ((? struct?) '(*approximate*))
      (thing thing)))
  (apply (gexp-proc gexp) (map approximate (gexp-references gexp))))

(define (gexp-attribute gexp self-attribute equal)
  "Return what SELF-ATTRIBUTE has for GEXP and all gexps it refers to, without
repetitions according to EQUAL."
  (define (visit thing result)
    (match thing
      ((? gexp? gexp)
       (fold visit
             (append (self-attribute gexp) result)
             (gexp-references gexp)))
      ((? gexp-input? input) (visit (gexp-input-thing input) result))
      ((? pair? pair) (visit (cdr pair) (visit (car pair) result)))
      (_ result)))
  (delete-duplicates (visit gexp '()) equal))

(define (gexp-modules gexp)
  "Return the modules that GEXP needs."
  (if (gexp? gexp)
      (gexp-attribute gexp gexp-self-modules equal?)
      '()))

(define (gexp-extensions gexp)
  "Return the extensions that GEXP needs."
  (if (gexp? gexp)
      (gexp-attribute gexp gexp-self-extensions eq?)
      '()))

(define (gexp-output-names exp)
  "Return the names of the outputs that EXP mentions, \"out\" if none."
  (define (visit thing result)
    (match thing
      ((? gexp? gexp) (fold visit result (gexp-references gexp)))
      ((? gexp-output? output)
       (let ((name (gexp-output-name output)))
         (if (member name result) result (cons name result))))
      ((? gexp-input? input) (visit (gexp-input-thing input) result))
      ((? pair? pair) (visit (cdr pair) (visit (car pair) result)))
      (_ result)))
  (match (visit exp '())
    (() '("out"))
    (names (sort names string<?))))

;;; syntax.scm ends here
