;;; SPDX-License-Identifier: GPL-3.0-or-later

(define-module (gx eval lazy force)
  #:use-module (gx eval lazy code)
  #:use-module (gx eval lazy datum)
  #:use-module (gx eval lazy definition)
  #:use-module (gx eval lazy direct)
  #:use-module (gx eval lazy lookup)
  #:use-module (gx eval lazy state)
  #:use-module (ice-9 match)
  #:use-module (srfi srfi-1)
  #:use-module ((system syntax internal) #:select (syntax? syntax-expression))
  #:export (force-all!
            take-over!
            module-eager-reason))

;;; Commentary:
;;; Expanding and evaluating forms, and what has to be known of a module before.
;;; Code:

(define (in-form form thunk)
  "Call THUNK, work on FORM, with its module as the current one."
  (call-in-form form
    (lambda ()
      (save-module-excursion
       (lambda ()
         (set-current-module (lazy-module (form-owner form)))
         (thunk))))))

(define (call-restoring form thunk)
  "Call THUNK; if it does not return, FORM is pending again."
  (let ((done? #f))
    (dynamic-wind
      (const #t)
      (lambda ()
        (thunk)
        (set! done? #t))
      (lambda ()
        (unless done?
          (set-form-code! form #f)
          (set-form-state! form 'pending))))))


;;;
;;; One form.
;;;

(define (define-form head form)
  "Return FORM, a definition as syntax object, with the head HEAD: exports are
kept by ourselves, and expanding them costs more than many a definition."
  (cons head
        (cdr (if (syntax? form) (syntax-expression form) form))))

(define (form->expand form)
  "Return what is to be expanded for FORM."
  (case (form-head form)
    ((define-public)  (define-form 'define (read-form-syntax form)))
    ((define*-public) (define-form 'define* (read-form-syntax form)))
    (else (read-form-syntax form))))

(define (add-names! form names)
  "Let FORM define NAMES too."
  (for-each (lambda (name)
              (unless (memq name (form-names form))
                (set-form-names! form (cons name (form-names form)))
                (hashq-set! (lazy-definitions (form-owner form)) name form)))
            names))

(define (compile-form form)
  "Return a thunk that evaluates the value FORM defines, or #f."
  (and (memq (form-kind form) '(d p))
       (call-with-values (lambda () (read-placed-datum form))
         (lambda (datum places)
           (let ((lazy (form-owner form)))
             (compile-directly datum (lazy-module lazy) places (lazy-file lazy)))))))

(define (expand-form form)
  "Return the expanded code of FORM."
  (let ((text (form->expand form)))
    (call-expanding
     (lambda () (macroexpand text 'e '(eval))))))

(define (expand-form! form)
  "Expand FORM if that has not been done; macros are defined by that."
  (when (eq? 'pending (form-state form))
    (call-restoring form
      (lambda ()
        (set-form-state! form 'expanding)
        (let ((code (in-form form
                      (lambda ()
                        (or (compile-form form)
                            (expand-form form))))))
          (set-form-code! form code)
          (set-form-state! form (if (eq? 's (form-kind form))
                                    'done
                                    'expanded)))))))

(define (publish! form)
  "Let what FORM defines be found without us."
  (let* ((lazy (form-owner form))
         (interface (module-obarray (lazy-interface lazy))))
    (define (publish-export! external internal)
      (let ((variable (own-variable lazy internal)))
        (when variable
          (hashq-set! interface external variable))))
    (match (form-names form)
      ((name)
       ;; The rule by far, without going through all exports.
       (when (eq? name (hashq-ref (lazy-exports lazy) name))
         (publish-export! name name)))
      (names
       (hash-for-each (lambda (external internal)
                        (when (memq internal names)
                          (publish-export! external internal)))
                      (lazy-exports lazy))))))

(define (add-variable! form name)
  "Let the module of FORM have the variable NAME."
  (hashq-set! (module-obarray (lazy-module (form-owner form))) name
              (form-variable form name)))

(define (evaluate-definition! form name value-of)
  "Evaluate FORM, the definition of NAME; VALUE-OF returns the value."
  (let ((value (value-of))
        (variable (form-variable form name)))
    (variable-set! variable value)
    (add-variable! form name)))

(define (evaluate-all! form)
  "Evaluate FORM, which may define several names."
  (let* ((obarray (module-obarray (lazy-module (form-owner form))))
         (added (remove (lambda (name) (hashq-ref obarray name))
                        (form-names form)))
         (done? #f))
    (dynamic-wind
      (const #t)
      (lambda ()
        (for-each (lambda (name) (add-variable! form name)) added)
        (primitive-eval (form-code form))
        (set! done? #t))
      (lambda ()
        (unless done?
          (for-each (lambda (name) (hashq-remove! obarray name)) added))))))

(define (evaluate! form)
  "Evaluate FORM, which is expanded."
  (call-restoring form
    (lambda ()
      (set-form-state! form 'forcing)
      (in-form form
        (lambda ()
          (call-running
           (lambda ()
             (let ((code (form-code form)))
               (if (procedure? code)
                   (match (form-names form)
                     ((name) (evaluate-definition! form name code)))
                   (match (definition-name code)
                     ((? symbol? name)
                      (evaluate-definition! form name
                                            (lambda ()
                                              (primitive-eval (definition-value code)))))
                     (#f (evaluate-all! form)))))))))
      (set-form-code! form #f)
      (set-form-state! form 'done))))

(define (force-form! form)
  "Evaluate FORM unless that has been done, or is being done."
  (expand-form! form)
  (when (eq? 'expanded (form-state form))
    (evaluate! form))
  (when (eq? 'done (form-state form))
    (publish! form)))


;;;
;;; One module.
;;;

(define (usual-variable head)
  "Return the variable HEAD that has the meaning we rely on."
  (module-variable (if (eq? head 'define*-public)
                       (resolve-interface '(ice-9 optargs))
                       the-scm-module)
                   head))

(define (usual-head? lazy head)
  "Say whether HEAD means in LAZY what it means in Guile."
  (and (not (hashq-ref (lazy-definitions lazy) head))
       (eq? (import-provider lazy head) (usual-variable head))))

(define (macro-form? lazy form)
  "Say whether the head of FORM is a macro in LAZY."
  (let ((variable (call-expanding
                   (lambda () (lookup lazy (form-head form))))))
    (and variable
         (variable-bound? variable)
         (macro? (variable-ref variable)))))

(define (macro-names lazy)
  "Return the names that LAZY's module has by now and no form is known to define."
  (hash-fold (lambda (name _ names)
               (if (hashq-ref (lazy-definitions lazy) name)
                   names
                   (cons name names)))
             '() (module-obarray (lazy-module lazy))))

(define (forget-variables! lazy names)
  "Take from LAZY's module the variables NAMES, which expansion made to hide macros
of these names and which have no value yet."
  (for-each (lambda (name)
              (hashq-remove! (module-obarray (lazy-module lazy)) name))
            names))

(define (expand-other! lazy form)
  "Expand FORM of LAZY, the use of a macro, to learn what it defines; return #f if
it does something else as well."
  (and (macro-form? lazy form)
       (let ((before (macro-names lazy)))
         (expand-form! form)
         (let* ((defined (defined-names (form-code form)))
                (made (lset-difference eq? (macro-names lazy) before)))
           (forget-variables! lazy (lset-intersection eq? made defined))
           (add-names! form (lset-union eq? defined made))
           (only-defines? (form-code form))))))

(define (finish! lazy)
  "Learn what is left to know of LAZY; return why it must be loaded eagerly, or
#f."
  (load-imports! lazy)
  (cond ((find (lambda (head) (not (usual-head? lazy head))) (lazy-heads lazy))
         => (lambda (head) (format #f "'~a' has another meaning in it" head)))
        ((find (lambda (form) (not (expand-other! lazy form)))
               (lazy-others lazy))
         => (lambda (form)
              (format #f "its form '~a' has effects" (form-head form))))
        (else #f)))

;; Modules that are being looked at; what is asked of them meanwhile is answered
;; with what is known.
(define %finishing (make-hash-table))
(define %finished (make-hash-table))

(define (complete! lazy)
  "Learn all of LAZY that has to be known before its forms are evaluated."
  (unless (or (hashq-ref %finished lazy)
              (hashq-ref %finishing lazy)
              (eq? 'eager (lazy-state lazy)))
    (call-when-sure
     (lambda ()
       (dynamic-wind
         (lambda () (hashq-set! %finishing lazy #t))
         (lambda ()
           (call-in-form (lazy-head-form lazy)
             (lambda () (finish! lazy))))
         (lambda () (hashq-remove! %finishing lazy))))
     (lambda (reason sure?)
       (cond ((not reason)
              (unless (lazy-complete? lazy)
                (declare-missing! lazy)
                (set-lazy-complete?! lazy #t))
              (hashq-set! %finished lazy #t))
             ;; Otherwise a module of the same circle is to be known first.
             ((or sure? (zero? (hash-count (const #t) %finishing)))
              (load-eagerly! lazy reason)))))))

(define %reasons (make-hash-table))

(define (module-eager-reason lazy)
  "Return why LAZY had to be loaded eagerly, #f if it was not."
  (hashq-ref %reasons lazy))

(define (make-ordinary! lazy reason)
  "Make of LAZY an ordinary module, without anything in it."
  (let ((module (lazy-module lazy))
        (interface (lazy-interface lazy)))
    (hashq-set! %reasons lazy reason)
    (set-lazy-state! lazy 'eager)
    (set-lazy-text! lazy #f)
    (for-each (lambda (m)
                (set-module-binder! m #f)
                (hash-clear! (module-obarray m)))
              (list module interface))
    (hash-clear! (module-replacements interface))))

(define* (load-eagerly! lazy #:optional (reason "its forms are unusual"))
  "Make of LAZY an ordinary module, and load it."
  (make-ordinary! lazy reason)
  (try-module-autoload (lazy-name lazy)))

(define (take-over! lazy)
  "Let a 'define-module' that is not in LAZY's own file have the module: as it is if
nothing has asked for it yet, else with all that its file defines."
  (define reason "another file defines it")
  (match (lazy-state lazy)
    ('closed (make-ordinary! lazy reason))
    ('eager #t)
    (_ (load-eagerly! lazy reason))))

(define (force-all! lazy)
  "Evaluate what LAZY exports."
  (for-each (lambda (name)
              (let ((variable (lookup-export lazy name)))
                (when variable
                  (hashq-set! (module-obarray (lazy-interface lazy)) name
                              variable))))
            (exported-names lazy)))

(%expand-form! expand-form!)
(%force-form! force-form!)
(%complete! complete!)
(%load-eagerly! load-eagerly!)
