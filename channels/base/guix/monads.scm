;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; Monads, in their simplest form.

(define-module (guix monads)
  #:use-module (srfi srfi-1)
  #:use-module (srfi srfi-9)
  #:use-module (ice-9 match)
  #:export (define-monad
            monad?
            monad-bind
            monad-return

            >>=
            return
            with-monad
            mlet
            mlet*
            mbegin
            mwhen
            munless
            mparameterize

            lift0 lift1 lift2 lift3 lift4 lift5 lift6 lift7 lift
            listm
            foldm
            mapm
            sequence
            anym

            %identity-monad

            %state-monad
            state-return
            state-bind
            current-state
            set-current-state
            state-push
            state-pop
            run-with-state))

;;; Commentary:
;;;
;;; A monad is a record of two procedures.  A value in the state monad is a
;;; procedure that takes the state and returns a result and a new state; the
;;; store monad is that one with a connection as its state.
;;;
;;; Code:

(define-record-type <monad>
  (make-monad bind return)
  monad?
  (bind   monad-bind)                             ;mvalue procedure -> mvalue
  (return monad-return))                          ;value -> mvalue

(define-syntax define-monad
  (lambda (s)
    "Define a monad: (define-monad %m (bind m-bind) (return m-return))."
    (syntax-case s ()
      ((_ name (key value) ...)
       (let ((alist (map cons
                         (map syntax->datum #'(key ...)) #'(value ...))))
         #`(define name
             (make-monad #,(assq-ref alist 'bind)
                         #,(assq-ref alist 'return))))))))

(define-syntax-parameter >>=
  (lambda (s)
    (syntax-violation '>>= "used outside of 'with-monad'" s)))

(define-syntax-parameter return
  (lambda (s)
    (syntax-violation 'return "used outside of 'with-monad'" s)))

(define (bind-sequence bind mvalue procedures)
  "Pass MVALUE through PROCEDURES in turn with BIND."
  (fold (lambda (proc mvalue) (bind mvalue proc)) mvalue procedures))

(define-syntax with-monad
  (syntax-rules ()
    "Evaluate BODY where '>>=' and 'return' are those of MONAD."
    ((_ monad body ...)
     (let* ((m monad)
            (bind (monad-bind m))
            (ret  (monad-return m)))
       (syntax-parameterize
           ((>>= (lambda (s)
                   (syntax-case s ()
                     ((_ mvalue proc) #'(bind mvalue proc))
                     ((_ mvalue proc (... ...))
                      #'(bind-sequence bind mvalue (list proc (... ...))))
                     (id (identifier? #'id) #'bind))))
            (return (identifier-syntax ret)))
         body ...)))))

(define-syntax mlet*
  (syntax-rules (->)
    "Bind variables to the results of monadic values in turn; VAR -> EXP binds
an ordinary value: (mlet* %store-monad ((file (text-file \"a\" \"b\"))) ...)."
    ((_ monad bindings body ...)
     (with-monad monad
       (mlet-bindings bindings body ...)))))

(define-syntax mlet-bindings
  (syntax-rules (->)
    "Expand the bindings of 'mlet*' inside of 'with-monad'."
    ((_ () body ...)
     (mbegin-forms body ...))
    ((_ ((var -> exp) rest ...) body ...)
     (let ((var exp))
       (mlet-bindings (rest ...) body ...)))
    ((_ ((var mexp) rest ...) body ...)
     (>>= mexp
          (lambda (var)
            (mlet-bindings (rest ...) body ...))))))

(define-syntax mlet
  (lambda (s)
    "Like 'mlet*', but no binding sees the others."
    (syntax-case s ()
      ((_ monad (binding ...) body ...)
       (let ((temporaries (generate-temporaries #'(binding ...))))
         (with-syntax (((temporary-binding ...)
                        (map (lambda (binding temporary)
                               (syntax-case binding (->)
                                 ((_ -> exp) #`(#,temporary -> exp))
                                 ((_ mexp) #`(#,temporary mexp))))
                             #'(binding ...) temporaries))
                       ((variable-binding ...)
                        (map (lambda (binding temporary)
                               (syntax-case binding ()
                                 ((var . _) #`(var -> #,temporary))))
                             #'(binding ...) temporaries)))
           #'(mlet* monad (temporary-binding ... variable-binding ...)
               body ...)))))))

(define-syntax mbegin-forms
  (syntax-rules ()
    "Chain monadic values inside of 'with-monad'; the last is the result."
    ((_ mexp) mexp)
    ((_ mexp rest ...)
     (>>= mexp (lambda _ (mbegin-forms rest ...))))))

(define-syntax mbegin
  (syntax-rules (%current-monad)
    "Chain monadic values: (mbegin %store-monad MVALUE ...)."
    ((_ %current-monad mexp ...)
     (mbegin-forms mexp ...))
    ((_ monad mexp ...)
     (with-monad monad (mbegin-forms mexp ...)))))

(define-syntax mwhen
  (syntax-rules ()
    "Chain the monadic values if CONDITION holds, else return nothing."
    ((_ condition mexp ...)
     (if condition (mbegin-forms mexp ...) (return *unspecified*)))))

(define-syntax munless
  (syntax-rules ()
    "Chain the monadic values unless CONDITION holds."
    ((_ condition mexp ...)
     (if condition (return *unspecified*) (mbegin-forms mexp ...)))))

(define-syntax mparameterize
  (syntax-rules ()
    "Run the body, a monadic value of a state monad, with parameters set."
    ((_ monad ((parameter value) ...) body ...)
     (let ((mvalue (lambda () (mbegin monad body ...))))
       (lambda (state)
         (parameterize ((parameter value) ...)
           ((mvalue) state)))))))

(define (lift proc monad)
  "Return PROC as a procedure whose result is a value in MONAD."
  (let ((ret (monad-return monad)))
    (lambda args
      (ret (apply proc args)))))

(define-syntax-rule (define-lift name arg ...)
  "Define NAME like 'lift' for procedures that take just ARG ...."
  (define (name proc monad)
    "Return PROC as a procedure whose result is a value in MONAD."
    (let ((ret (monad-return monad)))
      (lambda (arg ...)
        (ret (proc arg ...))))))

(define-lift lift0)
(define-lift lift1 a)
(define-lift lift2 a b)
(define-lift lift3 a b c)
(define-lift lift4 a b c d)
(define-lift lift5 a b c d e)
(define-lift lift6 a b c d e f)
(define-lift lift7 a b c d e f g)

(define (foldm monad mproc init lst)
  "Fold MPROC, which returns values in MONAD, over LST starting from INIT."
  (with-monad monad
    (let loop ((lst lst) (result init))
      (match lst
        (() (return result))
        ((head . tail)
         (>>= (mproc head result)
              (lambda (result) (loop tail result))))))))

(define (mapm monad mproc lst)
  "Map MPROC, which returns values in MONAD, over LST; return a list in MONAD."
  (with-monad monad
    (>>= (foldm monad
                (lambda (item result)
                  (>>= (mproc item)
                       (lambda (value) (return (cons value result)))))
                '() lst)
         (lambda (result) (return (reverse result))))))

(define (sequence monad lst)
  "Turn LST, a list of values in MONAD, into a list in MONAD."
  (mapm monad (lambda (mvalue) mvalue) lst))

(define (anym monad mproc lst)
  "Return in MONAD the first true result of MPROC on the elements of LST."
  (with-monad monad
    (let loop ((lst lst))
      (match lst
        (() (return #f))
        ((head . tail)
         (>>= (mproc head)
              (lambda (result)
                (if result (return result) (loop tail)))))))))

(define-syntax listm
  (syntax-rules ()
    "Return in MONAD the list of the results of the monadic values."
    ((_ monad mvalue ...)
     (sequence monad (list mvalue ...)))))

(define-monad %identity-monad
  (bind   (lambda (mvalue mproc) (mproc mvalue)))
  (return (lambda (value) value)))

(define (state-return value)
  "Return VALUE and leave the state alone."
  (lambda (state)
    (values value state)))

(define (state-bind mvalue mproc)
  "Pass the result of MVALUE to MPROC, and the state along."
  (lambda (state)
    (call-with-values (lambda () (mvalue state))
      (lambda (value state)
        ((mproc value) state)))))

(define-monad %state-monad
  (bind   state-bind)
  (return state-return))

(define* (run-with-state mvalue #:optional (state '()))
  "Run MVALUE from STATE; return its result and the last state."
  (mvalue state))

(define (current-state)
  "Return the state."
  (lambda (state)
    (values state state)))

(define (set-current-state value)
  "Make VALUE the state, and return the previous one."
  (lambda (state)
    (values state value)))

(define (state-push value)
  "Push VALUE onto the state, a list, and return the previous state."
  (lambda (state)
    (values state (cons value state))))

(define (state-pop)
  "Pop an element off the state, a list, and return it."
  (lambda (state)
    (match state
      ((head . tail) (values head tail)))))

;;; monads.scm ends here
