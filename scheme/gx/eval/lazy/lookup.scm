;;; SPDX-License-Identifier: GPL-3.0-or-later

(define-module (gx eval lazy lookup)
  #:use-module (gx engine)
  #:use-module (gx eval lazy datum)
  #:use-module (gx eval lazy definition)
  #:use-module (gx eval lazy state)
  #:use-module (ice-9 match)
  #:use-module (srfi srfi-1)
  #:export (%expand-form!
            %force-form!
            %complete!
            %load-eagerly!

            open!
            declare-missing!
            read-form-syntax
            own-variable
            lookup
            lookup-own
            lookup-import
            lookup-export
            find-import
            import-provider
            cached-provider
            call-when-sure
            exported-names
            interface-names
            names-seen))

;;; Commentary:
;;; What a name means in a lazy module, and what it exports.  Guile asks through the
;;; module's binder, for each free identifier while a form is expanded and again when
;;; code runs; see (gx eval lazy state) for the difference.
;;; Code:

;; What (gx eval lazy force) does, which needs this module in turn.
(define %expand-form! (make-parameter #f))
(define %force-form! (make-parameter #f))
(define %complete! (make-parameter #f))
(define %load-eagerly! (make-parameter #f))


;;;
;;; Opening a module.
;;;

(define (read-form-syntax form)
  "Return FORM as a syntax object."
  (read-syntax (form-port form (lazy-file (form-owner form)))))

(define (vector->form lazy v)
  "Return what the engine says of a form of LAZY, the vector V."
  (match v
    (#(kind head name start end line column _ ...)
     (make-form lazy kind head name start end line column))))

(define (add-form! lazy form)
  "Let LAZY have FORM; return #f if it must be loaded eagerly."
  (define (define!)
    (for-each (lambda (name)
                (hashq-set! (lazy-definitions lazy) name form))
              (form-names form)))
  (case (form-kind form)
    ((m)
     (set-lazy-head-form! lazy form)
     (read-definition! lazy (read-placed-datum form)))
    ((u) (read-use-modules! lazy (read-placed-datum form)))
    ((x) (match (read-placed-datum form)
           (('export names ...) (add-exports! lazy names))
           (_ #f)))
    ((d s) (define!) #t)
    ((p) (define!) (add-exports! lazy (form-names form)))
    ((c) #t)
    ((o) (set-lazy-others! lazy (append (lazy-others lazy) (list form))) #t)
    (else #f)))

(define (note-heads! lazy forms)
  "Remember the heads that the meaning of LAZY's FORMS rests on."
  (set-lazy-heads! lazy
                   (delete-duplicates
                    (filter-map (lambda (form)
                                  (and (memq (form-kind form) '(x d s p))
                                       (form-head form)))
                                forms)
                    eq?)))

(define (declare-missing! lazy)
  "Let LAZY have an unbound variable for each exported name that it does not
define: so it would be if it were loaded."
  (hash-for-each (lambda (_ internal)
                   (unless (hashq-ref (lazy-definitions lazy) internal)
                     (hashq-set! (module-obarray (lazy-module lazy)) internal
                                 (make-undefined-variable))))
                 (lazy-exports lazy)))

(define (open-forms! lazy text forms)
  "Open LAZY, which has TEXT and FORMS; return #f if it must be loaded eagerly."
  (set-lazy-text! lazy text)
  (set-lazy-descriptions! lazy forms)
  (let ((forms (map (lambda (v) (vector->form lazy v)) forms)))
    (note-heads! lazy forms)
    (and (every (lambda (form) (add-form! lazy form)) forms)
         (begin
           (when (null? (lazy-others lazy))
             (declare-missing! lazy)
             (set-lazy-complete?! lazy #t))
           #t))))

(define (open! lazy)
  "Let what LAZY defines and exports be known."
  (when (eq? 'closed (lazy-state lazy))
    (set-lazy-state! lazy 'open)
    (match (lazy-open (lazy-index lazy))
      ((unfit text forms)
       (unless (and (not unfit)
                    (catch #t
                      (lambda () (open-forms! lazy text forms))
                      (const #f)))
         ((%load-eagerly!) lazy))))))


;;;
;;; Own names.
;;;

(define (own-variable lazy name)
  "Return the variable NAME that LAZY's module has by now, or #f."
  (hashq-ref (module-obarray (lazy-module lazy)) name))

(define (variable-of-form lazy form name)
  "Return the variable NAME that FORM defines, maybe before it has a value."
  (or (own-variable lazy name)
      (form-variable form name)))

(define (variable-while-forcing lazy form name)
  "Return what NAME means to FORM, which defines it, while that is evaluated: what
is imported by that name, unless exporting it has made a variable already."
  (or (own-variable lazy name)
      (let ((imported (and (not (expanding?))
                           (not (hashq-ref (lazy-exports lazy) name))
                           (lookup-import lazy name))))
        (and imported (variable-bound? imported) imported))
      (form-variable form name)))

(define (syntax-form? form)
  "Say whether FORM may define macros."
  (memq (form-kind form) '(s o)))

(define (lookup-unevaluated lazy form name)
  "Return the variable NAME, which FORM defines, after evaluating that; while
another form is expanded, only if NAME may be a macro."
  ((%complete!) lazy)
  (cond ((eq? 'eager (lazy-state lazy))
         (module-variable (lazy-module lazy) name))
        ((expanding?)
         ((%expand-form!) form)
         (variable-of-form lazy form name))
        (else
         ((%force-form!) form)
         (own-variable lazy name))))

(define (lookup-form lazy form name)
  "Return the variable NAME, which FORM defines."
  (case (form-state form)
    ((done) (own-variable lazy name))
    ((expanding) (variable-of-form lazy form name))
    ((forcing) (variable-while-forcing lazy form name))
    (else
     (if (and (expanding?) (not (syntax-form? form)))
         (variable-of-form lazy form name)
         (lookup-unevaluated lazy form name)))))

(define (lookup-own lazy name)
  "Return the variable NAME that LAZY defines, or #f."
  (match (hashq-ref (lazy-definitions lazy) name)
    (#f (own-variable lazy name))
    (form (lookup-form lazy form name))))


;;;
;;; Imported names.
;;;

;; A provider is a variable of an ordinary module, or a pair of a lazy module and a
;; name that it exports.

(define (find-provider import name)
  "Return the provider of what IMPORT calls NAME, or #f."
  (match (import-target import)
    (#f
     (let ((interface (import-interface import name)))
       (and interface (module-variable interface name))))
    (target
     (let* ((original (import-original import name exported-names))
            (exported? (and original (exports? target original))))
       (cond ((not (eq? target (import-target import)))
              ;; It has turned out to be eager.
              (find-provider import name))
             (exported? (cons target original))
             (else #f))))))

(define (same-provider? a b)
  "Say whether A and B provide the same."
  (or (eq? a b)
      (and (pair? a) (pair? b)
           (eq? (car a) (car b)) (eq? (cdr a) (cdr b)))))

(define (find-import lazy name)
  "Return the provider of NAME among LAZY's imports, and the import that it comes
by, #f for Guile's own names; #f if there is none.  Unless LAZY asks for something
else the last import wins, except over an earlier one that replaces it."
  (define (earlier-wins? provider import found by)
    (case (lazy-winner lazy)
      ((first) found)
      ((last) #f)
      (else (and by found
                 (not (import-replaces? import provider name))
                 (import-replaces? by found name)))))
  (let loop ((imports (lazy-imports lazy))
             (found (module-variable the-scm-module name))
             (by #f))
    (match imports
      (() (values found by))
      ((import . rest)
       (let ((provider (find-provider import name)))
         (if (or (not provider)
                 (same-provider? provider found)
                 (earlier-wins? provider import found by))
             (loop rest found by)
             (loop rest provider import)))))))

(define (import-provider lazy name)
  "Return the provider of NAME among LAZY's imports, or #f."
  (call-with-values (lambda () (find-import lazy name))
    (lambda (provider _) provider)))

;; Set when a module was asked that is just being looked at, and may export more.
(define %unsure? #f)

(define (call-when-sure thunk proc)
  "Call PROC with the value of THUNK and whether that is certain to stay so."
  (let ((before %unsure?))
    (set! %unsure? #f)
    (let* ((value (thunk))
           (sure? (not %unsure?)))
      (set! %unsure? (or before %unsure?))
      (proc value sure?))))

(define (cached-provider lazy name)
  "Like 'import-provider', remembered.  What an ordinary module that is still being
loaded lacks it may have later."
  (match (hashq-get-handle (lazy-providers lazy) name)
    ((_ . provider) provider)
    (#f
     (call-when-sure
      (lambda () (import-provider lazy name))
      (lambda (provider sure?)
        (when (and sure?
                   (or provider (null? (@@ (guile) autoloads-in-progress))))
          (hashq-set! (lazy-providers lazy) name provider))
        provider)))))

(define (lookup-import lazy name)
  "Return the variable NAME that LAZY imports, or #f."
  (match (cached-provider lazy name)
    ((from . original) (lookup-export from original))
    (variable variable)))

(define (lookup-complete lazy name)
  "Return the variable NAME that LAZY defines, or #f, after learning what its forms
define if NAME is not known."
  (or (lookup-own lazy name)
      (and (not (lazy-complete? lazy))
           (begin
             ((%complete!) lazy)
             (if (eq? 'eager (lazy-state lazy))
                 (module-variable (lazy-module lazy) name)
                 (lookup-own lazy name))))))

(define (lookup lazy name)
  "Return the variable NAME as LAZY's own code sees it, or #f."
  (open! lazy)
  (if (eq? 'eager (lazy-state lazy))
      (module-variable (lazy-module lazy) name)
      (or (lookup-complete lazy name)
          (lookup-import lazy name))))


;;;
;;; Exported names.
;;;

(define (known-export? lazy name)
  "Say whether LAZY is known to export NAME."
  (or (hashq-ref (lazy-exports lazy) name)
      (hashq-ref (lazy-re-exports lazy) name)))

(define (exports? lazy name)
  "Say whether LAZY exports NAME."
  (open! lazy)
  (unless (or (known-export? lazy name) (lazy-complete? lazy))
    ((%complete!) lazy))
  (cond ((eq? 'eager (lazy-state lazy))
         (module-variable (lazy-interface lazy) name))
        ((known-export? lazy name) #t)
        (else
         (unless (lazy-complete? lazy)
           (set! %unsure? #t))
         #f)))

(define (lookup-export lazy name)
  "Return the variable that LAZY exports as NAME, or #f."
  (cond ((not (exports? lazy name)) #f)
        ((eq? 'eager (lazy-state lazy))
         (module-variable (lazy-interface lazy) name))
        ((hashq-ref (lazy-exports lazy) name)
         => (lambda (internal) (lookup-complete lazy internal)))
        (else
         (lookup-import lazy (hashq-ref (lazy-re-exports lazy) name)))))

(define (exported-names lazy)
  "Return the names that LAZY exports."
  (open! lazy)
  (unless (lazy-complete? lazy)
    ((%complete!) lazy))
  (cond ((eq? 'eager (lazy-state lazy))
         (keys (module-obarray (lazy-interface lazy))))
        (else
         (unless (lazy-complete? lazy)
           (set! %unsure? #t))
         (append (keys (lazy-exports lazy)) (keys (lazy-re-exports lazy))))))

(define (keys table)
  "Return the keys of TABLE."
  (hash-map->list (lambda (key _) key) table))

(define (interface-names interface)
  "Return the names that INTERFACE shows, without evaluating what they name."
  (match (interface->lazy interface)
    (#f (module-map (lambda (name _) name) interface))
    (lazy (exported-names lazy))))

(define (names-seen lazy)
  "Return the names that LAZY's own code may use, but for Guile's own."
  (append (keys (lazy-definitions lazy))
          (append-map (lambda (import)
                        (match (import-target import)
                          (#f (interface-names (import-interface import #f)))
                          (target
                           (append-map (lambda (name) (import-seen import name))
                                       (exported-names target)))))
                      (remove import-autoload (lazy-imports lazy)))))
