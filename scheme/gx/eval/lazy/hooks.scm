;;; SPDX-License-Identifier: GPL-3.0-or-later

(define-module (gx eval lazy hooks)
  #:use-module (gx eval lazy definition)
  #:use-module (gx eval lazy force)
  #:use-module (gx eval lazy lookup)
  #:use-module (gx eval lazy state)
  #:use-module (gx eval lazy whole)
  #:use-module (ice-9 match)
  #:use-module (srfi srfi-1)
  #:export (install-hooks!
            install-binders!))

;;; Commentary:
;;; Where Guile itself has to know of lazy modules.
;;; Code:

(define (guile-variable name)
  "Return the variable NAME of Guile's own."
  (or (module-variable the-root-module name)
      (module-variable (resolve-module '(system syntax internal)) name)))

(define-syntax-rule (hook! (name original) procedure)
  "Let Guile's NAME be PROCEDURE, in which ORIGINAL is what it was."
  (let* ((variable (guile-variable 'name))
         (original (variable-ref variable)))
    (variable-set! variable procedure)))


;;;
;;; Interfaces.
;;;

;; Interface -> thunk that evaluates all that it shows.
(define %fillers (make-weak-key-hash-table))

(define (lookup-exported lazy)
  "Return a binder for interfaces of LAZY."
  (lambda (module name define?)
    ;; Only ordinary modules, and code that runs, ask an interface.
    (call-running (lambda () (lookup-export lazy name)))))

(define (install-binders! lazy)
  "Let Guile ask us what names mean in LAZY's module."
  (set-module-binder! (lazy-module lazy)
                      (lambda (module name define?)
                        (lookup lazy name)))
  (set-module-binder! (lazy-interface lazy) (lookup-exported lazy))
  (hashq-set! %fillers (lazy-interface lazy)
              (lambda () (force-all! lazy))))

(define (check-names lazy import)
  "Complain, as Guile does, about names that IMPORT wants and LAZY does not have."
  (define (exported? name)
    (memq name (exported-names lazy)))
  (for-each (match-lambda
              ((or (name . _) name)
               (unless (exported? name)
                 (scm-error 'unbound-variable "resolve-interface"
                            "no binding `~A' in module ~A"
                            (list name (lazy-name lazy)) #f))))
            (or (import-select import) '()))
  (for-each (lambda (name)
              (unless (exported? name)
                (error (simple-format #f "no binding `~A' to hide in module ~A"
                                      name (lazy-name lazy)))))
            (import-hide import)))

(define (seen-names lazy import)
  "Return pairs of a name that IMPORT of LAZY gives, and its original."
  (append-map (lambda (original)
                (map (lambda (seen) (cons seen original))
                     (import-seen import original)))
              (exported-names lazy)))

(define (custom-interface lazy import)
  "Return an interface that shows what IMPORT takes of LAZY, as it calls it."
  (let ((interface (make-module)))
    (define (look-up name)
      (let ((original (import-original import name exported-names)))
        (and original (lookup-export lazy original))))
    (set-module-kind! interface 'custom-interface)
    (set-module-name! interface (lazy-name lazy))
    (check-names lazy import)
    (hash-for-each (lambda (name _)
                     (for-each (lambda (seen)
                                 (hashq-set! (module-replacements interface) seen #t))
                               (import-seen import name)))
                   (lazy-replacements lazy))
    (set-module-binder! interface
                        (lambda (module name define?)
                          (call-running (lambda () (look-up name)))))
    (hashq-set! %fillers interface
                (lambda ()
                  (for-each (match-lambda
                              ((seen . original)
                               (hashq-set! (module-obarray interface) seen
                                           (lookup-export lazy original))))
                            (seen-names lazy import))))
    interface))

(define (lazy-interface-for lazy options)
  "Return the interface of LAZY with OPTIONS, those of 'resolve-interface'."
  (open! lazy)
  (match (keyword-options options)
    (() (lazy-interface lazy))
    (options
     ;; Whatever it takes to know all names may show that LAZY is not lazy.
     (exported-names lazy)
     (if (eq? 'eager (lazy-state lazy))
         (apply resolve-interface (lazy-name lazy) options)
         (custom-interface lazy (options->import (lazy-name lazy) options))))))

(define (keyword-options options)
  "Return OPTIONS without those that change nothing."
  (match options
    (() '())
    ((#:version _ . rest) (keyword-options rest))
    (((or #:select #:prefix) #f . rest) (keyword-options rest))
    ((#:hide () . rest) (keyword-options rest))
    ((keyword value . rest) (cons* keyword value (keyword-options rest)))))

(define (fill! module)
  "Evaluate all that MODULE, if it is an interface of a lazy module, shows; if that
fails it shows nothing, with a warning: so it would be if it could not be loaded."
  (let ((filler (hashq-ref %fillers module)))
    (when filler
      (catch #t
        (lambda () (call-running filler))
        (lambda (key . args)
          (hash-clear! (module-obarray module))
          (warn-about-module (module-name module) key args))))))


;;;
;;; Expansion.
;;;

;; Transformers that are to be called for 'set!' too, as far as they were made since
;; the hooks were installed.
(define %variable-transformers (make-weak-key-hash-table))
;; Transformer of a global macro -> what psyntax gets in its place.
(define %wrapped (make-weak-key-hash-table))

(define (wrap-transformer transformer variable?)
  "Return TRANSFORMER, a procedure of syntax objects, such that look-ups of its
own code are ordinary ones; VARIABLE? tells whether 'set!' is its business."
  (let ((wrapped (lambda (stx)
                   (if (expanding?)
                       (call-transforming (lambda () (transformer stx)))
                       (transformer stx)))))
    (when variable?
      (set-procedure-property! wrapped 'variable-transformer #t))
    wrapped))

(define (wrap-global transformer)
  "Return TRANSFORMER, of a global macro, wrapped."
  (or (hashq-ref %wrapped transformer)
      ;; Asking compiled procedures for properties is slow.
      (let ((wrapped (wrap-transformer
                      transformer
                      (procedure-property transformer 'variable-transformer))))
        (hashq-set! %wrapped transformer wrapped)
        wrapped)))

(define (wrap-local transformer)
  "Return TRANSFORMER, just evaluated for a local macro, wrapped."
  (wrap-transformer transformer
                    (hashq-ref %variable-transformers transformer)))

(define (wrap-binding type binding)
  "Return BINDING of a macro of TYPE with its transformer wrapped."
  (cond ((not (memq type '(macro syntax-parameter))) binding)
        ((procedure? binding) (wrap-global binding))
        ((and (pair? binding) (procedure? (car binding)))
         (cons (wrap-global (car binding)) (cdr binding)))
        (else binding)))

(define (call-comparing thunk)
  "Call THUNK, which compares identifiers on behalf of a transformer: what they
name must not be evaluated for that."
  (if (transforming?)
      (call-expanding thunk)
      (thunk)))

(define (install-expansion-hooks!)
  "Let psyntax tell its own look-ups from those of the code that it runs."
  (hook! (macro-binding original)
         (lambda (macro)
           (if (expanding?)
               (wrap-binding (macro-type macro) (original macro))
               (original macro))))
  (hook! (primitive-eval original)
         (lambda (code)
           (if (expanding?)
               (let ((value (call-transforming (lambda () (original code)))))
                 (if (procedure? value) (wrap-local value) value))
               (original code))))
  (hook! (make-variable-transformer original)
         (lambda (proc)
           (let ((transformer (original proc)))
             (hashq-set! %variable-transformers transformer #t)
             transformer)))
  (hook! ($sc-dispatch original)
         (lambda (form pattern)
           (call-comparing (lambda () (original form pattern)))))
  (hook! (free-identifier=? original)
         (lambda (a b)
           (call-comparing (lambda () (original a b)))))
  (hook! (syntax-local-binding original)
         (lambda (id . options)
           (call-comparing (lambda () (apply original id options))))))


;;;
;;; Modules.
;;;

(define (install-module-hooks!)
  "Let Guile's procedures on modules work on lazy ones."
  (hook! (resolve-interface original)
         (lambda (name . options)
           (let ((lazy (find-lazy-module name)))
             (if lazy
                 (lazy-interface-for lazy options)
                 (apply original name options)))))
  (hook! (define-module* original)
         (lambda (name . options)
           (and=> (find-lazy-module name) take-over!)
           (apply original name options)))
  (hook! (try-module-autoload original)
         (lambda args
           (call-in-form #f
             (lambda ()
               (call-running (lambda () (apply original args)))))))
  (hook! (module-export! original)
         (lambda* (module names #:key replace?)
           (let ((lazy (module->lazy module)))
             (if lazy
                 (add-exports! lazy names #:replace? replace?)
                 (original module names #:replace? replace?)))))
  (hook! (module-re-export! original)
         (lambda* (module names #:key replace?)
           (let ((lazy (module->lazy module)))
             (if lazy
                 (add-re-exports! lazy names #:replace? replace?)
                 (original module names #:replace? replace?)))))
  (hook! (module-for-each original)
         (lambda (proc module)
           (fill! module)
           (original proc module)))
  (hook! (module-map original)
         (lambda (proc module)
           (fill! module)
           (original proc module))))

(define (install-load-hook!)
  "Let sources of package modules be loaded by ourselves."
  (hook! (primitive-load-path original)
         (lambda (name . rest)
           (unless (load-whole name)
             (apply original name rest)))))

(define (install-symbol-hook!)
  "Let psyntax make the many symbols it needs faster: Guile's own contain a hash of
the module's name.  What is compiled with these must not outlive the process."
  (let ((count 0))
    (hook! (module-gensym original)
           (lambda* (#:optional (prefix " mg") (module #f))
             (set! count (+ count 1))
             (make-symbol
              (string-append (if (symbol? prefix) (symbol->string prefix) prefix)
                             " " (number->string count)))))))

(define* (install-hooks! #:key (compiling? #f))
  "Let Guile know of lazy modules; COMPILING? tells that object files are made."
  (install-module-hooks!)
  (install-expansion-hooks!)
  (unless compiling?
    (install-load-hook!)
    (install-symbol-hook!)))
