;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; G-expressions: code for builders that knows what it refers to.

(define-module (guix gexp core)
  #:use-module (guix derivations)
  #:use-module (guix diagnostics)
  #:use-module (guix modules)
  #:use-module (guix monads)
  #:use-module (guix store)
  #:use-module (guix utils)
  #:use-module (ice-9 match)
  #:use-module (rnrs bytevectors)
  #:use-module (srfi srfi-1)
  #:use-module (srfi srfi-9)
  #:use-module (srfi srfi-9 gnu)
  #:use-module (srfi srfi-34)
  #:use-module (srfi srfi-35)
  #:export (gexp
            gexp?
            ungexp
            ungexp-native
            ungexp-splicing
            ungexp-native-splicing
            gexp->approximate-sexp
            gexp-modules
            gexp-extensions
            gexp-location
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

            let-system
            with-parameters
            parameterized?

            file-like?
            define-gexp-compiler
            gexp-compiler?
            lookup-compiler
            lookup-expander
            lower-object
            lower-object*
            gexp->sexp
            sexp->string
            late-binding

            raw-derivation-file
            raw-derivation-file?

            lowered-gexp?
            lowered-gexp-sexp
            lowered-gexp-inputs
            lowered-gexp-sources
            lowered-gexp-guile
            lowered-gexp-load-path
            lowered-gexp-load-compiled-path
            lower-gexp
            gexp->derivation
            gexp->derivation*

            imported-files
            imported-modules
            compiled-modules
            load-path-expression

            &gexp-error
            gexp-error?
            &gexp-input-error
            gexp-input-error?
            gexp-error-invalid-input))

;;; Commentary:
;;;
;;; #~(list #$coreutils #$output) is an S-expression with holes.  Lowering it
;;; for a system replaces each hole by what the object in it builds to, and
;;; collects the derivations that must be built first.
;;;
;;; The objects that can fill a hole are "file-like": each type has a compiler,
;;; which returns in the store monad a derivation or a store file name (or
;;; another file-like object), and maybe an expander, which returns what is put
;;; in the hole.  (guix gexp files) defines the usual ones.
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

;; Modules above this one that it calls at run time.
(define (late-binding module name)
  "Return the value of NAME in the interface of MODULE, loaded when needed."
  (module-ref (resolve-interface module) name))

(define-condition-type &gexp-error &error
  gexp-error?)

(define-condition-type &gexp-input-error &gexp-error
  gexp-input-error?
  (input gexp-error-invalid-input))

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


;;;
;;; File-like objects.
;;;

(define-record-type <gexp-compiler>
  (gexp-compiler lower expand)
  gexp-compiler?
  (lower  gexp-compiler-lower)                    ;object system target -> mvalue
  (expand gexp-compiler-expand))                  ;object lowered output, or #f

;; Record type -> <gexp-compiler>.
(define %compilers (make-hash-table))

(define (register-compiler! type compiler)
  "Use COMPILER for records of TYPE."
  (hashq-set! %compilers type compiler))

(define (object-compiler object)
  "Return the compiler of OBJECT's type, or #f."
  (and (struct? object)
       (hashq-ref %compilers (struct-vtable object))))

(define (file-like? object)
  "Say whether OBJECT may fill a hole as a file."
  (->bool (object-compiler object)))

(define (lookup-compiler object)
  "Return the procedure that lowers OBJECT, or #f."
  (and=> (object-compiler object) gexp-compiler-lower))

(define (lookup-expander object)
  "Return the procedure that gives what stands for OBJECT, or #f."
  (and=> (object-compiler object) gexp-compiler-expand))

(define-syntax define-gexp-compiler
  (syntax-rules (=> compiler expander)
    "Define NAME, the compiler of records of a type:
(define-gexp-compiler (c (object <type>) system target) BODY ...)."
    ((_ (name (param type) system target) body ...)
     (define-gexp-compiler name type
       compiler => (lambda (param system target) body ...)
       expander => #f))
    ((_ name type compiler => compile expander => expand)
     (begin
       (define name (gexp-compiler compile expand))
       (register-compiler! type name)))))

(define-gexp-compiler (derivation-compiler (drv <derivation>) system target)
  (with-monad %store-monad
    (return drv)))

(define-record-type <raw-derivation-file>
  (raw-derivation-file obj)
  raw-derivation-file?
  (obj raw-derivation-file-object))               ;file-like object

(define-gexp-compiler raw-derivation-file-compiler <raw-derivation-file>
  compiler => (lambda (obj system target)
                (lower-object (raw-derivation-file-object obj) system
                              #:target target))
  expander => (lambda (obj lowered output)
                (if (derivation? lowered)
                    (derivation-file-name lowered)
                    lowered)))

;; A store item that is there already, as a file-like object.
(define-record-type <store-item>
  (store-item file-name)
  store-item?
  (file-name store-item-file-name))

(define-gexp-compiler (store-item-compiler (item <store-item>) system target)
  (with-monad %store-monad
    (return (store-item-file-name item))))

;; Code that depends on the system that it is lowered for.
(define-record-type <system-binding>
  (system-binding proc)
  system-binding?
  (proc system-binding-proc))                     ;system target -> object

(define-syntax let-system
  (syntax-rules ()
    "Bind SYSTEM and maybe TARGET to what the gexp is lowered for:
(let-system (system target) EXP)."
    ((_ (system target) body ...)
     (system-binding (lambda (system target) body ...)))
    ((_ system body ...)
     (system-binding (lambda (system target) body ...)))))

(define-gexp-compiler system-binding-compiler <system-binding>
  compiler => (lambda (binding system target)
                (match ((system-binding-proc binding) system target)
                  ((? file-like? object)
                   (lower-object object system #:target target))
                  (other
                   (with-monad %store-monad
                     (return other)))))
  expander => #f)

;; An object lowered with parameters set.
(define-record-type <parameterized>
  (parameterized bindings thunk)
  parameterized?
  (bindings parameterized-bindings)               ;list of (PARAMETER . THUNK)
  (thunk    parameterized-thunk))                 ;-> object

(define-syntax-rule (with-parameters ((param value) ...) body ...)
  "Return a file-like object that BODY makes, lowered with each PARAM set."
  (parameterized (list (cons param (lambda () value)) ...)
                 (lambda () body ...)))

(define (with-parameters* bindings thunk)
  "Call THUNK with the parameters of BINDINGS set."
  (match bindings
    (() (thunk))
    (((parameter . value) . rest)
     (parameterize ((parameter (value)))
       (with-parameters* rest thunk)))))

(define-gexp-compiler parameterized-compiler <parameterized>
  compiler => (lambda (parameterized system target)
                (lambda (store)
                  (with-parameters*
                   (parameterized-bindings parameterized)
                   (lambda ()
                     (define (changed? parameter)
                       (assq parameter (parameterized-bindings parameterized)))
                     (let ((system (if (changed? %current-system)
                                       (%current-system)
                                       system))
                           (target (if (changed? %current-target-system)
                                       (%current-target-system)
                                       target)))
                       (match ((parameterized-thunk parameterized))
                         ((? file-like? object)
                          (values (lower-object* store object system target)
                                  store))
                         (other (values other store))))))))
  expander => (lambda (parameterized lowered output)
                (match (lookup-expander ((parameterized-thunk parameterized)))
                  (#f (default-expansion lowered output))
                  (expand (expand ((parameterized-thunk parameterized))
                                  lowered output)))))

(define (default-expansion lowered output)
  "Return what stands for OUTPUT of LOWERED."
  (if (derivation? lowered)
      (derivation->output-path lowered output)
      lowered))

(define (run-in store mvalue)
  "Return the result of MVALUE with STORE."
  (call-with-values (lambda () (mvalue store))
    (lambda (result store) result)))

(define (invalid-input object)
  "Raise an error for OBJECT, which cannot fill a hole."
  (raise (make-compound-condition
          (make-condition &gexp-input-error 'input object)
          (make-condition &message 'message
                          (string-append
                           "this cannot be part of a build: "
                           (object->string object))))))

(define (lower-object* store object system target)
  "Return what OBJECT builds to for SYSTEM and TARGET: a derivation, a store
file name, or an S-expression.  Each object is lowered once per connection."
  (define cache
    (let ((caches (store-connection-cache store)))
      (or (hash-ref caches 'lowered-objects)
          (let ((table (make-weak-key-hash-table 500)))
            (hash-set! caches 'lowered-objects table)
            table))))
  (define key (list system target))
  (define (compute)
    (match (lookup-compiler object)
      (#f (invalid-input object))
      (lower
       (let ((lowered (run-in store (lower object system target))))
         (if (and (not (derivation? lowered)) (file-like? lowered))
             (lower-object* store lowered system target)
             lowered)))))
  (cond ((parameterized? object) (compute))
        ((derivation? object) object)
        ((assoc key (hashq-ref cache object '())) => cdr)
        (else
         (let ((lowered (compute)))
           (hashq-set! cache object
                       (acons key lowered (hashq-ref cache object '())))
           lowered))))

(define* (lower-object obj #:optional (system (%current-system))
                       #:key (target (%current-target-system)))
  "Return in the store monad what OBJ builds to for SYSTEM and TARGET: a
derivation or a store file name."
  (lambda (store)
    (values (lower-object* store obj system target) store)))


;;;
;;; Lowering.
;;;

(define-record-type <lowered-gexp>
  (lowered-gexp sexp inputs sources guile load-path load-compiled-path)
  lowered-gexp?
  (sexp               lowered-gexp-sexp)          ;S-expression
  (inputs             lowered-gexp-inputs)        ;list of <derivation-input>
  (sources            lowered-gexp-sources)       ;list of store items
  (guile              lowered-gexp-guile)         ;<derivation-input> or #f
  (load-path          lowered-gexp-load-path)     ;list of file names
  (load-compiled-path lowered-gexp-load-compiled-path)) ;likewise

(define (gexp->sexp store gexp system target)
  "Return the S-expression of GEXP for SYSTEM and TARGET, then the derivation
inputs and the store items that it refers to."
  (define inputs '())
  (define sources '())

  (define (note! lowered output)
    (cond ((derivation? lowered)
           (set! inputs
             (cons (derivation-input lowered (list output)) inputs)))
          ((and (string? lowered) (store-path? lowered))
           (set! sources (cons (direct-store-path lowered) sources)))))

  (define (object->sexp object output target)
    (let ((lowered (lower-object* store object system target)))
      (if (raw-derivation-file? object)
          (set! sources (cons (derivation-file-name lowered) sources))
          (note! lowered output))
      (match (lookup-expander object)
        (#f (cond ((derivation? lowered)
                   (derivation->output-path lowered output))
                  ((or (gexp? lowered) (pair? lowered))
                   (thing->sexp lowered output target))
                  (else lowered)))
        (expand (expand object lowered output)))))

  (define (thing->sexp thing output target)
    (cond ((gexp? thing) (gexp->sexp thing target))
          ((pair? thing)
           (cons (thing->sexp (car thing) "out" target)
                 (thing->sexp (cdr thing) "out" target)))
          ((gexp-input? thing)
           (thing->sexp (gexp-input-thing thing)
                        (gexp-input-output thing)
                        (if (gexp-input-native? thing) #f target)))
          ((gexp-output? thing) (reference->sexp thing target))
          ((derivation-input? thing)
           (thing->sexp (derivation-input-derivation thing)
                        (first (derivation-input-sub-derivations thing))
                        target))
          ((file-like? thing) (object->sexp thing output target))
          ((or (struct? thing) (procedure? thing)) (invalid-input thing))
          (else thing)))

  (define (reference->sexp reference target)
    (if (gexp-output? reference)
        `((@ (guile) getenv) ,(gexp-output-name reference))
        (thing->sexp (gexp-input-thing reference)
                     (gexp-input-output reference)
                     (if (gexp-input-native? reference) #f target))))

  (define (gexp->sexp gexp target)
    (apply (gexp-proc gexp)
           (map (lambda (reference) (reference->sexp reference target))
                (gexp-references gexp))))

  (let ((sexp (thing->sexp gexp "out" target)))
    (values sexp inputs sources)))

(define (guile-derivation store guile-for-build system)
  "Return the derivation of the Guile that runs builders."
  (match guile-for-build
    (#f (lower-object* store ((late-binding '(guix packages) 'default-guile)) system #f))
    ((? derivation? drv) drv)
    ((? derivation-input? input) (derivation-input-derivation input))
    (object (lower-object* store object system #f))))

(define* (lower-gexp* store exp
                      #:key (modules '()) (module-path %load-path)
                      guile-for-build (system (%current-system)) target
                      (effective-version "3.0"))
  "Return EXP lowered for SYSTEM and TARGET, with all that running it needs."
  (define guile (guile-derivation store guile-for-build system))
  (define all-modules
    (delete-duplicates (append modules (gexp-modules exp))))
  (define (modules-directory make)
    (and (pair? all-modules)
         (run-in store (make all-modules #:module-path module-path
                             #:system system #:guile guile))))
  (define (lowered->path lowered)
    (if (derivation? lowered) (derivation->output-path lowered) lowered))

  (call-with-values (lambda () (gexp->sexp store exp system target))
    (lambda (sexp inputs sources)
      (let* ((source (modules-directory imported-modules))
             (compiled (modules-directory compiled-modules))
             (extensions (map (lambda (extension)
                                (lower-object* store extension system #f))
                              (gexp-extensions exp)))
             (all (filter identity (cons* source compiled extensions))))
        (define (extension-directories suffix)
          (map (lambda (extension)
                 (string-append (lowered->path extension) suffix))
               extensions))
        (lowered-gexp sexp
                      (append (filter-map
                               (lambda (lowered)
                                 (and (derivation? lowered)
                                      (derivation-input lowered '("out"))))
                               all)
                              inputs)
                      (append (filter string? all) sources)
                      (derivation-input guile '("out"))
                      (append (if source (list (lowered->path source)) '())
                              (extension-directories
                               (string-append "/share/guile/site/"
                                              effective-version)))
                      (append (if compiled (list (lowered->path compiled)) '())
                              (extension-directories
                               (string-append "/lib/guile/" effective-version
                                              "/site-ccache"))))))))

(define* (lower-gexp exp #:key (system (%current-system)) (target 'current)
                     #:allow-other-keys #:rest rest)
  "Return in the store monad EXP lowered for SYSTEM and TARGET."
  (lambda (store)
    (values (apply lower-gexp* store exp
                   #:system system
                   #:target (actual-target target)
                   (strip-keyword-arguments '(#:system #:target #:graft?)
                                            rest))
            store)))

(define (actual-target target)
  "Return TARGET, or the current one for the symbol 'current."
  (if (eq? target 'current) (%current-target-system) target))

(define (lower-allowed-references store references system target)
  "Return REFERENCES, a list of objects and output names or #f, as a list of
file names and output names, then the derivation inputs among them."
  (define (lower reference)
    (match reference
      ((? string? name) name)
      (((? file-like? object) output)
       (list (lower-object* store object system target) output))
      ((? gexp-input? input)
       (list (lower-object* store (gexp-input-thing input) system target)
             (gexp-input-output input)))
      ((? file-like? object)
       (list (lower-object* store object system target) "out"))))
  (and references
       (map (match-lambda
              (((? derivation? drv) output)
               (derivation->output-path drv output))
              ((item output) item)
              (name name))
            (map lower references))))

(define (lower-references-graphs store graphs system target)
  "Return GRAPHS, a list of (FILE OBJECT [OUTPUT]), as a list of
(FILE-NAME . ITEM), then its derivation inputs and its store items."
  (define lowered
    (map (match-lambda
           ((file (? gexp-input? input))
            (list file
                  (lower-object* store (gexp-input-thing input) system target)
                  (gexp-input-output input)))
           ((file (? string? item)) (list file item "out"))
           ((file object)
            (list file (lower-object* store object system target) "out"))
           ((file object output)
            (list file (lower-object* store object system target) output)))
         graphs))
  (values (map (match-lambda
                 ((file lowered output)
                  (cons file (default-expansion lowered output))))
               lowered)
          (filter-map (match-lambda
                        ((_ (? derivation? drv) output)
                         (derivation-input drv (list output)))
                        (_ #f))
                      lowered)
          (filter-map (match-lambda
                        ((_ (? string? item) _) item)
                        (_ #f))
                      lowered)))

(define (sexp->string sexp)
  "Return the text of SEXP, the same in every locale."
  (with-fluids ((%default-port-encoding "UTF-8"))
    (call-with-output-string
      (lambda (port) (write sexp port)))))

(define (builder-arguments lowered script)
  "Return the arguments of the Guile that runs SCRIPT, a file name."
  (define (flags flag directories)
    (append-map (lambda (directory) (list flag directory)) directories))
  (append '("--no-auto-compile")
          (flags "-L" (lowered-gexp-load-path lowered))
          (flags "-C" (lowered-gexp-load-compiled-path lowered))
          (list script)))

(define* (gexp->derivation* store name exp
                            #:key (graft? #t) (system (%current-system))
                            (target 'current) (env-vars '())
                            hash hash-algo recursive?
                            (modules '()) (module-path %load-path)
                            (guile-for-build (%guile-for-build))
                            (effective-version "3.0")
                            references-graphs
                            allowed-references disallowed-references
                            leaked-env-vars
                            (script-name (string-append name "-builder"))
                            (deprecation-warnings #f)
                            local-build? (substitutable? #t)
                            (properties '()))
  "Add to STORE the derivation NAME that evaluates EXP, and return it."
  (let* ((target  (actual-target target))
         (lowered (lower-gexp* store exp
                               #:modules modules #:module-path module-path
                               #:guile-for-build guile-for-build
                               #:system system #:target target
                               #:effective-version effective-version))
         (script  (add-text-to-store store script-name
                                     (sexp->string
                                      (lowered-gexp-sexp lowered))))
         (guile   (lowered-gexp-guile lowered)))
    (call-with-values
        (lambda ()
          (lower-references-graphs store (or references-graphs '())
                                   system target))
      (lambda (graphs graph-inputs graph-sources)
        (derivation store name
                    (string-append (derivation-input-output-path guile)
                                   "/bin/guile")
                    (builder-arguments lowered script)
                    #:system system
                    #:env-vars env-vars
                    #:inputs (cons guile
                                   (append graph-inputs
                                           (lowered-gexp-inputs lowered)))
                    #:sources (cons script
                                    (append graph-sources
                                            (lowered-gexp-sources lowered)))
                    #:outputs (gexp-output-names exp)
                    #:hash hash #:hash-algo hash-algo #:recursive? recursive?
                    #:references-graphs (and (pair? graphs) graphs)
                    #:allowed-references
                    (lower-allowed-references store allowed-references
                                              system target)
                    #:disallowed-references
                    (lower-allowed-references store disallowed-references
                                              system target)
                    #:leaked-env-vars leaked-env-vars
                    #:local-build? local-build?
                    #:substitutable? substitutable?
                    #:properties properties)))))

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

(define (gexp->derivation name exp . rest)
  "Return in the store monad the derivation NAME that evaluates EXP; the keyword
arguments are those of 'gexp->derivation*'."
  (lambda (store)
    (values (apply gexp->derivation* store name exp rest) store)))


;;;
;;; Modules for builders.
;;;

(define (file-name->entry name contents)
  "Return the tree of CONTENTS, a node, at the relative file NAME."
  (match (string-split name #\/)
    ((base) (cons base contents))
    ((directory . rest)
     (list directory 'directory
           (file-name->entry (string-join rest "/") contents)))))

(define (merge-entries entries)
  "Return ENTRIES, trees, with equal directories made one."
  (define (same? a b) (string=? (first a) (first b)))
  (match entries
    (() '())
    ((entry . rest)
     (call-with-values
         (lambda () (partition (lambda (other) (same? entry other)) rest))
       (lambda (same others)
         (cons (match entry
                 ((name 'directory entries ...)
                  `(,name directory
                          ,@(merge-entries
                             (append entries
                                     (append-map
                                      (match-lambda
                                        ((_ 'directory entries ...) entries)
                                        (_ '()))
                                      same)))))
                 (_ entry))
               (merge-entries others)))))))

(define (file-source->node store file system)
  "Return the tree node of FILE: a host file name or a file-like object."
  (match file
    ((? string? file) `(regular (file ,file)))
    ((? file-like? object)
     (match ((late-binding '(guix gexp files) 'file-like-contents)
             store object system)
       (#f (raise (make-compound-condition
                   (make-condition &gexp-input-error 'input object)
                   (make-condition &message 'message
                                   "a module imported by a builder must not \
depend on what must be built"))))
       (contents `(regular (data ,contents)))))))

(define* (imported-files files #:key (name "file-import")
                         (system (%current-system))
                         (guile #f) #:allow-other-keys)
  "Return in the store monad an item NAME with FILES, a list of
(TARGET . SOURCE), where SOURCE is a host file or a file-like object."
  (lambda (store)
    (let* ((nodes (map (match-lambda
                         ((target . source)
                          (file-name->entry
                           target (file-source->node store source system))))
                       files))
           (tree  `(,name directory ,@(merge-entries nodes))))
      (values (add-file-tree-to-store store tree) store))))

(define (module-files modules module-path)
  "Return (TARGET . SOURCE) for each of MODULES, but for those that come with
Guile: a builder has its own."
  (define channels (channel-directories module-path))
  (define (missing-module module)
    (raise (formatted-message
            "module ~a, which a builder needs, is not in the channels"
            module)))
  (filter-map (match-lambda
                ((module '=> source)
                 (cons (module->source-file-name module) source))
                (module
                 (let ((file (module->source-file-name module)))
                   (cond ((search-path channels file)
                          => (lambda (source) (cons file source)))
                         ((search-path module-path file) #f)
                         (else (missing-module module))))))
              modules))

(define-syntax-rule (with-module-cache store kind key exp)
  "Return what was computed on STORE for KIND and KEY, or the value of EXP."
  (let ((table (store-connection-cache store))
        (k (list 'modules kind key)))
    (or (hash-ref table k)
        (let ((value exp))
          (hash-set! table k value)
          value))))

(define* (imported-modules modules #:key (name "module-import")
                           (system (%current-system))
                           (module-path %load-path)
                           (guile #f) #:allow-other-keys)
  "Return in the store monad an item with the sources of MODULES."
  (lambda (store)
    (values (with-module-cache store 'source (list name modules module-path)
              (run-in store
                      (imported-files (module-files modules module-path)
                                      #:name name #:system system)))
            store)))

(define (compilation-order modules module-path)
  "Return the relative names of the source files of MODULES, each after those
that it depends on."
  (define plain (filter (match-lambda ((_ '=> _) #f) (_ #t)) modules))
  (define channels (channel-directories module-path))
  (define given (filter-map (match-lambda ((name '=> _) name) (_ #f)) modules))
  (map module->source-file-name
       (append given
               (filter (lambda (module)
                         (and (member module plain)
                              (search-path channels
                                           (module->source-file-name module))))
                       (source-module-closure plain module-path)))))

(define* (compiled-modules modules #:key (name "module-import-compiled")
                           (system (%current-system)) target
                           (module-path %load-path)
                           (guile #f) #:allow-other-keys)
  "Return in the store monad the derivation that compiles MODULES."
  (define (build-exp directory)
    #~(begin
        (use-modules (system base compile))
        (define (object-file source)
          (string-append #$output "/"
                         (substring source 0 (- (string-length source) 4))
                         ".go"))
        (define (make-directories directory)
          (unless (file-exists? directory)
            (make-directories (dirname directory))
            (mkdir directory)))
        (mkdir #$output)
        (set! %load-path (cons #$directory %load-path))
        (set! %load-compiled-path (cons #$output %load-compiled-path))
        (for-each (lambda (source)
                    ;; Compiling a module creates it without its values, and
                    ;; later modules would then take its macros' private names
                    ;; for their own: have it loaded first.
                    (resolve-module
                     (map string->symbol
                          (string-split
                           (substring source 0 (- (string-length source) 4))
                           #\/)))
                    (let ((object (object-file source)))
                      (make-directories (dirname object))
                      (with-fluids ((%file-port-name-canonicalization 'relative))
                        (compile-file (string-append #$directory "/" source)
                                      #:output-file object
                                      #:optimization-level 1))))
                  '#$(compilation-order modules module-path))))
  (lambda (store)
    (values (with-module-cache store 'compiled
                (list name system (and=> guile derivation-file-name)
                      modules module-path)
              (let ((directory (run-in store
                                       (imported-modules
                                        modules #:system system
                                        #:module-path module-path))))
                (gexp->derivation* store name
                                   (build-exp (store-item directory))
                                   #:system system
                                   #:target target
                                   #:guile-for-build guile
                                   #:local-build? #t
                                   #:substitutable? #f
                                   #:env-vars '(("GUILE_AUTO_COMPILE" . "0")))))
            store)))

(define* (load-path-expression modules #:optional (path %load-path)
                               #:key (extensions '())
                               (system (%current-system)) target)
  "Return in the store monad a gexp that sets the load paths so that MODULES and
EXTENSIONS can be used, or #f if there is nothing to set."
  (lambda (store)
    (values
     (and (or (pair? modules) (pair? extensions))
          (let* ((source (run-in store
                                 (imported-modules modules #:system system
                                                   #:module-path path)))
                 (compiled (run-in store
                                   (compiled-modules
                                    modules #:system system
                                    #:module-path path
                                    #:guile (guile-derivation
                                             store (%guile-for-build)
                                             system)))))
            #~(eval-when (expand load eval)
                (set! %load-path
                  (append (list #$(store-item source)
                                #$@(map (lambda (extension)
                                          #~(string-append
                                             #$extension
                                             "/share/guile/site/3.0"))
                                        extensions))
                          %load-path))
                (set! %load-compiled-path
                  (append (list #$compiled
                                #$@(map (lambda (extension)
                                          #~(string-append
                                             #$extension
                                             "/lib/guile/3.0/site-ccache"))
                                        extensions))
                          %load-compiled-path)))))
     store)))

;;; core.scm ends here
