;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; File-like objects: what can fill the holes of gexps.

(define-module (guix gexp objects)
  #:use-module (guix derivations)
  #:use-module (guix monads)
  #:use-module (guix store)
  #:use-module (guix utils)
  #:use-module (ice-9 match)
  #:use-module (srfi srfi-1)
  #:use-module (srfi srfi-9)
  #:use-module (srfi srfi-34)
  #:use-module (srfi srfi-35)
  #:export (late-binding
            run-in
            default-expansion
            invalid-input
            store-item
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
            raw-derivation-file
            raw-derivation-file?
            &gexp-error
            gexp-error?
            &gexp-input-error
            gexp-input-error?
            gexp-error-invalid-input))

;;; Commentary:
;;;
;;; Each type of file-like objects has a compiler, which returns in the store
;;; monad a derivation or a store file name (or another file-like object), and
;;; maybe an expander, which returns what is put in the hole.  (guix gexp files)
;;; defines the usual types.
;;;
;;; Code:

;; Modules above this one that it calls at run time.
(define (late-binding module name)
  "Return the value of NAME in the interface of MODULE, loaded when needed."
  (module-ref (resolve-interface module) name))

(define-condition-type &gexp-error &error
  gexp-error?)

(define-condition-type &gexp-input-error &gexp-error
  gexp-input-error?
  (input gexp-error-invalid-input))


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

(define %being-lowered
  ;; (OBJECT SYSTEM TARGET) of what is being lowered, the innermost first.
  (make-parameter '()))

(define (object-name object)
  "Return a name of OBJECT for people."
  (let ((package? (late-binding '(guix packages) 'package?)))
    (if (package? object)
        ((late-binding '(guix packages) 'package-full-name) object)
        (object->string object))))

(define (same-frame? a b)
  "Say whether A and B are the same object, system and target."
  (and (eq? (first a) (first b))
       (equal? (cdr a) (cdr b))))

(define (cycle-error object frame)
  "Raise an error: OBJECT, whose lowering FRAME describes, needs itself."
  (let ((between (map first
                      (take-while (lambda (other) (not (same-frame? other frame)))
                                  (%being-lowered)))))
    (raise (make-compound-condition
            (make-condition &gexp-input-error 'input object)
            (make-condition &message 'message
                            (string-append
                             "circular dependency: "
                             (string-join
                              (map object-name
                                   (cons object
                                         (reverse (cons object between))))
                              " needs ")))))))

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
    (define frame (cons object key))
    (when (member frame (%being-lowered) same-frame?)
      (cycle-error object frame))
    (match (lookup-compiler object)
      (#f (invalid-input object))
      (lower
       (let ((lowered (parameterize ((%being-lowered
                                      (cons frame (%being-lowered))))
                        (run-in store (lower object system target)))))
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

;;; objects.scm ends here
