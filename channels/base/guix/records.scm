;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; Records with named fields, defaults, lazy fields and inheritance.

(define-module (guix records)
  #:use-module (srfi srfi-1)
  #:use-module (ice-9 match)
  #:use-module (ice-9 rdelim)
  #:use-module ((system syntax internal) #:select (syntax-local-binding))
  #:export (define-record-type*
            this-record
            match-record
            match-record-lambda

            alist->record
            object->fields
            recutils->alist))

;;; Commentary:
;;;
;;; 'define-record-type*' defines a record type together with a macro that
;;; constructs its records from named fields, in any order:
;;;
;;;   (define-record-type* <server> server make-server
;;;     server? this-server
;;;     (name  server-name)
;;;     (port  server-port (default 80))
;;;     (url   server-url (thunked)
;;;            (default (string-append "http://" (server-name this-server)))))
;;;
;;;   (server (name "a"))                          ;everything else by default
;;;   (server (inherit s) (port 81))               ;a copy with another port
;;;
;;; Options of a field: (default EXP); (thunked), evaluated at each access with
;;; 'this-server' standing for the record accessed; (delayed), evaluated at the
;;; first access; (innate), never inherited; (sanitize PROC), which checks or
;;; normalises a value that is given.  Mistakes are reported when the program
;;; is expanded, at the faulty field.
;;;
;;; The constructor expands to little code (a call with the positions of the
;;; fields given): files with hundreds of packages must expand fast.
;;;
;;; Code:

(define-syntax-parameter this-record
  (lambda (s)
    (syntax-violation 'this-record "used outside of a record's field" s)))


;;;
;;; Run-time support.
;;;

;; Record type -> list of (FIELD . ACCESSOR).
(define %accessors (make-weak-key-hash-table))

(define (register-accessors! type accessors)
  "Remember ACCESSORS, an alist of field names and procedures, for TYPE."
  (hashq-set! %accessors type accessors))

(define (record-field type record field)
  "Return FIELD, a symbol, of RECORD, which must be of TYPE."
  (match (assq field (hashq-ref %accessors type '()))
    ((_ . get) (get record))
    (#f (error "record type has no such field" type field))))

(define (fill-fields! values indices given)
  "Store each value of GIVEN in the vector VALUES at its index in INDICES."
  (let loop ((indices indices) (given given))
    (unless (null? indices)
      (vector-set! values (car indices) (car given))
      (loop (cdr indices) (cdr given)))))

(define (vector->record type values)
  "Return the record of TYPE whose fields are VALUES, a vector."
  (apply make-struct/no-tail type (vector->list values)))

(define (construct-record type defaults indices given)
  "Return a record of TYPE whose fields at INDICES are GIVEN; the procedures in
the vector DEFAULTS make the others."
  (let* ((count  (vector-length defaults))
         (unset  (list 'unset))
         (values (make-vector count unset)))
    (fill-fields! values indices given)
    (let loop ((i 0))
      (when (< i count)
        (when (eq? unset (vector-ref values i))
          (vector-set! values i ((vector-ref defaults i))))
        (loop (+ 1 i))))
    (vector->record type values)))

(define (inherit-record type defaults innate parent indices given)
  "Return a copy of PARENT, a record of TYPE, whose fields at INDICES are GIVEN.
Fields listed in INNATE are made anew from DEFAULTS."
  (unless (and (struct? parent) (eq? type (struct-vtable parent)))
    (scm-error 'wrong-type-arg (symbol->string (record-type-name type))
               "cannot inherit from ~S: not a record of this type"
               (list parent) (list parent)))
  (let* ((count  (vector-length defaults))
         (values (make-vector count)))
    (let loop ((i 0))
      (when (< i count)
        (vector-set! values i (struct-ref parent i))
        (loop (+ 1 i))))
    (for-each (lambda (i)
                (unless (memv i indices)
                  (vector-set! values i ((vector-ref defaults i)))))
              innate)
    (fill-fields! values indices given)
    (vector->record type values)))


;;;
;;; Expansion-time support.
;;;

(eval-when (expand load eval)
  (define (near-name name names)
    "Return the symbol of NAMES that looks most like NAME, or #f."
    (define (prefix-length a b)
      (string-prefix-length (symbol->string a) (symbol->string b)))
    (define (score other)
      (+ (prefix-length name other)
         (string-suffix-length (symbol->string name) (symbol->string other))))
    (let ((best (fold (lambda (other best)
                        (if (or (not best) (> (score other) (score best)))
                            other
                            best))
                      #f names)))
      (and best
           (>= (* 2 (score best)) (string-length (symbol->string name)))
           best)))

  (define (mentions-use-location? exp)
    "Say whether EXP, the syntax of a default, depends on where it is expanded."
    (let loop ((exp (syntax->datum exp)))
      (match exp
        ((head . tail) (or (loop head) (loop tail)))
        ((? symbol? name)
         (and (string-prefix? "current-" (symbol->string name))
              (or (string-contains (symbol->string name) "location")
                  (string-contains (symbol->string name) "directory"))
              #t))
        (_ #f))))

  (define (field-option options name)
    "Return the syntax list of arguments of option NAME among OPTIONS, or #f."
    (any (lambda (option)
           (syntax-case option ()
             ((key args ...)
              (eq? name (syntax->datum #'key))
              #'(args ...))
             (_ #f)))
         options))

  (define (optional-syntax exp)
    "Return EXP, or #f when it is the syntax of #f."
    (and (syntax->datum exp) exp))

  (define (guile-macro? name binding)
    "Say whether BINDING is that of the macro NAME of Guile itself."
    (let ((variable (module-variable the-scm-module name)))
      (and variable
           (variable-bound? variable)
           (macro? (variable-ref variable))
           (eq? binding (macro-binding (variable-ref variable))))))

  (define (may-use-macro? exp)
    "Say whether the syntax EXP has an identifier that stands for a macro other
than Guile's: only through one can it mention the record."
    (let loop ((exp exp))
      (syntax-case exp (quote)
        ((quote _) #f)
        ((head . tail) (or (loop #'head) (loop #'tail)))
        (#(item ...) (loop #'(item ...)))
        (id
         (identifier? #'id)
         (call-with-values (lambda () (syntax-local-binding #'id))
           (lambda (type binding)
             (case type
               ((macro) (not (guile-macro? (syntax->datum #'id) binding)))
               ((syntax-parameter) #t)
               (else #f)))))
        (_ #f))))

  (define (alias id)
    "Return the transformer of a macro that stands for the identifier ID."
    (lambda (s)
      (syntax-case s ()
        ((_ . args) #`(#,id . args))
        (_ id))))

  (define* (wrap-value kind this value #:optional (mention? may-use-macro?))
    "Return the syntax that computes what a field of KIND stores for VALUE.
THIS is the identifier that stands for the record in thunked fields that satisfy
MENTION?."
    (case kind
      ((thunked)
       (if (mention? value)
           #`(lambda (self)
               (syntax-parameterize ((#,this (alias #'self)))
                 #,value))
           #`(lambda (self) #,value)))
      ((delayed) #`(delay #,value))
      (else value)))

  (define (expand-constructor s fields type this defaults innate)
    "Expand S, a use of a record constructor.  FIELDS is a list of
(NAME INDEX KIND SANITIZER INLINE-DEFAULT REQUIRED?) with syntax for SANITIZER
and INLINE-DEFAULT or #f; TYPE, DEFAULTS are identifiers, THIS too, and INNATE
is a list of indices."
    (define who
      ;; Users do not see that 'origin' is a macro over '%origin'.
      (syntax-case s ()
        ((name . _)
         (let ((name (symbol->string (syntax->datum #'name))))
           (string->symbol (if (string-prefix? "%" name)
                               (string-drop name 1)
                               name))))))

    (define (field-info name form)
      (or (assq name fields)
          (let ((near (near-name name (map car fields))))
            (syntax-violation who
                              (string-append
                               "unknown field '" (symbol->string name) "'"
                               (if near
                                   (string-append "; did you mean '"
                                                  (symbol->string near) "'?")
                                   ""))
                              form))))

    (define (field-value info value)
      (match info
        ((_ _ kind sanitizer . _)
         (wrap-value kind this
                     (if sanitizer #`(#,sanitizer #,value) value)))))

    (define (parse forms)
      ;; Return the parent's syntax or #f, and the list of (INFO ID VALUE).
      (let loop ((forms forms) (parent #f) (given '()))
        (match forms
          (() (values parent (reverse given)))
          ((form . rest)
           (syntax-case form ()
             ((key value)
              (and (eq? 'inherit (syntax->datum #'key)) (not parent))
              (loop rest #'value given))
             ((key value)
              (identifier? #'key)
              (let ((info (field-info (syntax->datum #'key) form)))
                (when (assq info given)
                  (syntax-violation who
                                    (string-append
                                     "field '"
                                     (symbol->string (syntax->datum #'key))
                                     "' is given twice")
                                    form))
                (loop rest parent
                      (cons (list info #'key (field-value info #'value))
                            given))))
             ((key . _)
              (identifier? #'key)
              (syntax-violation who
                                (string-append
                                 "field '"
                                 (symbol->string (syntax->datum #'key))
                                 "' needs exactly one value")
                                form))
             (_
              (syntax-violation who "a field is written (NAME VALUE)"
                                form)))))))

    (define (missing-fields given)
      (filter-map (match-lambda
                    ((and info (name _ _ _ _ #t))
                     (and (not (assq info given)) name))
                    (_ #f))
                  fields))

    (define (inlined given parent?)
      ;; Fields not GIVEN whose default must be expanded here.
      (filter-map (match-lambda
                    ((and info (name index _ _ inline _))
                     (and inline
                          (not (assq info given))
                          (or (not parent?) (memv index innate))
                          (list info
                                (car (generate-temporaries (list name)))
                                (field-value info inline)))))
                  fields))

    (syntax-case s ()
      ((_ form ...)
       (call-with-values (lambda () (parse #'(form ...)))
         (lambda (parent given)
           (let ((missing (if parent '() (missing-fields given))))
             (unless (null? missing)
               (syntax-violation who
                                 (string-append
                                  "missing field"
                                  (if (null? (cdr missing)) " " "s ")
                                  (string-join (map symbol->string missing)
                                               ", "))
                                 s)))
           (let ((all (append given (inlined given (->bool parent)))))
             (with-syntax (((id ...)    (map cadr all))
                           ((value ...) (map caddr all))
                           ((index ...) (map cadar all)))
               (if parent
                   #`(let* ((parent #,parent) (id value) ...)
                       (inherit-record #,type #,defaults '#,innate parent
                                       '(index ...) (list id ...)))
                   #`(let* ((id value) ...)
                       (construct-record #,type #,defaults
                                         '(index ...) (list id ...)))))))))
      (_
       (syntax-violation who "a record constructor needs its fields" s)))))

(define-syntax define-record-constructor
  (lambda (s)
    ;; Define the macro NAME that constructs records; see 'expand-constructor'.
    (syntax-case s ()
      ((_ name type this defaults innate
          (field index kind sanitizer inline required?) ...)
       #'(define-syntax name
           (lambda (s)
             (expand-constructor
              s
              (list (list 'field index 'kind
                          (optional-syntax #'sanitizer)
                          (optional-syntax #'inline)
                          required?)
                    ...)
              #'type #'this #'defaults 'innate)))))))

(define-syntax define-record-type*
  (lambda (s)
    "Define a record type; see the commentary of this module."
    (define (parse-field spec index)
      ;; Return (NAME GETTER INDEX KIND SANITIZER DEFAULT INNATE?).
      (syntax-case spec ()
        ((name getter option ...)
         (let ((options #'(option ...)))
           (list #'name #'getter index
                 (cond ((field-option options 'thunked) 'thunked)
                       ((field-option options 'delayed) 'delayed)
                       (else 'plain))
                 (syntax-case (or (field-option options 'sanitize) '()) ()
                   ((proc) #'proc)
                   (_ #f))
                 (field-option options 'default)
                 (->bool (field-option options 'innate)))))
        (_ (syntax-violation 'define-record-type* "invalid field" s spec))))

    (define (expand type constructor make predicate this specs)
      (define (private . parts)
        (datum->syntax type (apply symbol-append '%
                                   (syntax->datum constructor) '- parts)))

      (define fields
        (map parse-field specs (iota (length specs))))

      (define (raw-getter field)
        (private (syntax->datum (car field)) '/raw))

      (define (sanitizer-name field)
        (private (syntax->datum (car field)) '/sanitize))

      (define (getter-definition field)
        (match field
          ((_ getter _ kind . _)
           (with-syntax ((getter getter) (raw (raw-getter field)))
             (case kind
               ((thunked)
                #'(define (getter record)
                    "Evaluate this field of RECORD."
                    ((raw record) record)))
               ((delayed)
                #'(define (getter record)
                    "Return this field of RECORD, evaluated once."
                    (force (raw record))))
               (else #'(define getter raw)))))))

      (define (default-procedure field)
        (match field
          ((_ _ _ kind sanitizer default _)
           (syntax-case (or default '()) ()
             ((value)
              #`(lambda ()
                  #,(wrap-value kind this
                                (if sanitizer
                                    #`(#,(sanitizer-name field) value)
                                    #'value)
                                ;; What it mentions may be yet to be defined.
                                (const #t))))
             (_ #'#f)))))

      (define (inline-default field)
        (syntax-case (or (list-ref field 5) '()) ()
          ((value) (if (mentions-use-location? #'value) #'value #'#f))
          (_ #'#f)))

      (with-syntax ((type type)
                    (constructor constructor)
                    (make make)
                    (predicate predicate)
                    (this this)
                    (defaults (private 'defaults))
                    ((name ...) (map car fields))
                    ((getter ...) (map cadr fields))
                    ((index ...) (map caddr fields))
                    ((kind ...) (map (lambda (field)
                                       (datum->syntax type (cadddr field)))
                                     fields))
                    ((raw ...) (map raw-getter fields))
                    ((getter-definition ...) (map getter-definition fields))
                    ((default ...) (map default-procedure fields))
                    ((inline ...) (map inline-default fields))
                    ((required? ...)
                     (map (lambda (field) (not (list-ref field 5))) fields))
                    ((sanitizer ...)
                     (map (lambda (field)
                            (if (list-ref field 4) (sanitizer-name field) #'#f))
                          fields))
                    (((sanitize-id sanitize-proc) ...)
                     (filter-map (lambda (field)
                                   (and (list-ref field 4)
                                        (list (sanitizer-name field)
                                              (list-ref field 4))))
                                 fields))
                    (innate
                     (filter-map (lambda (field)
                                   (and (list-ref field 6) (list-ref field 2)))
                                 fields)))
        #'(begin
            (define type (make-record-type 'type '(name ...)))
            (define make (record-constructor type))
            (define predicate (record-predicate type))
            (define raw (record-accessor type 'name)) ...
            getter-definition ...
            (define sanitize-id sanitize-proc) ...
            (define defaults (vector default ...))
            (register-accessors! type (list (cons 'name getter) ...))
            (define-record-constructor constructor type this defaults innate
              (name index kind sanitizer inline required?) ...))))

    (syntax-case s ()
      ((_ type constructor make predicate this spec ...)
       (and (identifier? #'this) (identifier? #'make))
       #`(begin
           (define-syntax-parameter this
             (lambda (s)
               (syntax-violation 'this "used outside of a record's field" s)))
           #,(expand #'type #'constructor #'make #'predicate #'this
                     #'(spec ...))))
      ((_ type constructor make predicate spec ...)
       (expand #'type #'constructor #'make #'predicate #'this-record
               #'(spec ...))))))

(define-syntax match-record
  (lambda (s)
    "Bind fields of a record by name: (match-record OBJ <type> (FIELD ...) BODY
...), where a FIELD may be (FIELD VARIABLE)."
    (syntax-case s ()
      ((_ record type (spec ...) body ...)
       (with-syntax ((((variable field) ...)
                      (map (lambda (spec)
                             (syntax-case spec ()
                               ((field variable) #'(variable field))
                               (field #'(field field))))
                           #'(spec ...))))
         #'(let* ((rtd type) (obj record))
             (unless (and (struct? obj) (eq? rtd (struct-vtable obj)))
               (scm-error 'wrong-type-arg "match-record"
                          "not a record of type ~S: ~S"
                          (list 'type obj) (list obj)))
             (let ((variable (record-field rtd obj 'field)) ...)
               body ...)))))))

(define-syntax-rule (match-record-lambda type (field ...) body ...)
  "Return a procedure of one record of TYPE that runs BODY with the FIELDs
bound: (map (match-record-lambda <server> (name) name) servers)."
  (lambda (record)
    (match-record record type (field ...) body ...)))


;;;
;;; Records as other data.
;;;

(define* (alist->record alist make keys #:optional (multiple-value-keys '()))
  "Apply MAKE to the values that ALIST has for KEYS, in their order; the value
is the list of all values for those in MULTIPLE-VALUE-KEYS."
  (define (lookup key)
    (if (member key multiple-value-keys)
        (filter-map (match-lambda
                      ((name . value) (and (equal? name key) value)))
                    alist)
        (assoc-ref alist key)))
  (apply make (map lookup keys)))

(define (object->fields object fields port)
  "Write OBJECT's FIELDS, a list of names and accessors, as recutils to PORT."
  (for-each (match-lambda
              ((field . get)
               (simple-format port "~a: ~a~%" field (get object))))
            fields)
  (newline port))

(define (recutils->alist port)
  "Read one recutils record from PORT: an alist of strings, () at the end."
  (define (finish result) (reverse result))
  (let loop ((line (read-line port)) (result '()))
    (cond ((eof-object? line) (finish result))
          ((string-null? line)
           (if (null? result) (loop (read-line port) result) (finish result)))
          ((string-prefix? "#" line) (loop (read-line port) result))
          ((and (string-prefix? "+" line) (pair? result))
           (match result
             (((key . value) . rest)
              (loop (read-line port)
                    (alist-cons key
                                (string-append value "\n"
                                               (string-trim
                                                (string-drop line 1)))
                                rest)))))
          ((string-index line #\:)
           => (lambda (colon)
                (loop (read-line port)
                      (alist-cons (string-take line colon)
                                  (string-trim
                                   (string-drop line (+ 1 colon)))
                                  result))))
          (else (error "not a recutils line" line)))))

;;; records.scm ends here
