;;; SPDX-License-Identifier: GPL-3.0-or-later

(define-module (gx eval errors)
  #:use-module (gx eval complaints)
  #:use-module (gx eval conditions)
  #:use-module (gx eval core)
  #:use-module (gx eval load)
  #:use-module (gx eval locate)
  #:use-module (gx eval mistake)
  #:use-module (gx eval modules)
  #:use-module (gx eval nearby)
  #:use-module (gx eval shapes)
  #:use-module (gx eval specification)
  #:use-module (gx eval words)
  #:use-module (ice-9 exceptions)
  #:use-module (ice-9 match)
  #:use-module (ice-9 regex)
  #:use-module (srfi srfi-1)
  #:export (describe-exception
            backtrace-fields))

;;; Commentary:
;;; From whatever was thrown to what a person needs: what is wrong, where in
;;; their file, what to do.  The result is a list KEY VALUE … of strings, the
;;; rest of an `error' record (src/eval/records.h).  Here are Guile's own
;;; exceptions; (gx eval conditions) has those of the core channel.
;;; Code:

;;;
;;; Names.
;;;

(define %typographic (string->char-set "“”„‟‘’‚‛«»‹›"))

(define (quotes-hint text)
  "Return a hint for TEXT, the name of a variable, if it has quotes of typographers."
  (and (string-any %typographic text)
       (format #f "these are not the quotes of a string: write \"~a\""
               (string-delete %typographic text))))

(define (string-hint text form position)
  "Return a hint for TEXT, the name of a variable at POSITION in FORM's text, if it
is a package's and stands where its name is wanted, as a string."
  (and (takes-names? form position)
       (pair? (or (false-if-exception
                   ((core (gnu packages) find-packages-by-name) text))
                  '()))
       (format #f "the names of packages are strings: write \"~a\"" text)))

(define (variable-hint text form)
  "Return a hint for TEXT, the name of a variable, if there is a package of that name
in a variable that is called otherwise."
  (call-with-values (lambda () (package-variable text))
    (lambda (variable module)
      (cond ((not variable) #f)
            ((and form (module-variable (form-module form) variable))
             (format #f "the package ~a is the variable '~a'" text variable))
            (else
             (format #f "the package ~a is the variable '~a' of ~a" text variable
                     module))))))

(define (unbound-hint name form position)
  "Return a hint for the unbound variable NAME, at POSITION in FORM's text, that is
better than names like it; #f if there is none."
  (let ((text (symbol->string name)))
    (or (quotes-hint text)
        (string-hint text form position)
        (and=> (false-if-exception (exporter name))
               (lambda (module)
                 (format #f "add (use-modules ~a), which defines '~a'" module name)))
        (variable-hint text form))))

(define* (describe-unbound name form stack #:optional position)
  "Describe the unbound variable NAME, which is at POSITION if that is known."
  (let* ((position (or (and form (locate-identifier name form)) position))
         (hint (unbound-hint name form position))
         (names (if (and form (not hint))
                    (nearby (symbol->string name) (visible-names (form-module form)))
                    '())))
    (form-fields "unbound-variable"
                 (string-append (symbol->string name) ": unbound variable")
                 form
                 #:places (if position (list position) (locate form stack))
                 #:names names
                 #:hint (or hint (did-you-mean names)))))

(define (describe-no-export name module form)
  "Describe that MODULE, a list of symbols, exports no NAME."
  (let* ((names (nearby (symbol->string name) (exported-names module)))
         (position (and form (locate-identifier name form))))
    (form-fields "no-export" (format #f "~a exports no '~a'" module name) form
                 #:places (if position (list position) (locate form #f))
                 #:names names #:hint (did-you-mean names))))

(define (describe-missing-module name form)
  "Describe that there is no module NAME, written as a list."
  (let* ((symbols (false-if-exception (call-with-input-string name read)))
         (position (and form (locate-list symbols form)))
         (names (nearby name (map (lambda (module) (format #f "~a" module))
                                  (module-names)))))
    (form-fields "no-module" (format #f "there is no module ~a" name) form
                 #:hint (did-you-mean names) #:names names
                 #:places (if position
                              (list position)
                              (list (cons (form-line form) (form-column form)))))))


;;;
;;; Reading.
;;;

(define %position-prefix
  ;; What Guile puts before a reader's message.
  (make-regexp "^(.*):([0-9]+):([0-9]+): (.*)$"))

(define (describe-unfinished form)
  "Describe the end of FORM's text in the middle of something."
  (call-with-values (lambda () (locate-unfinished (source-of form)))
    (lambda (place what end open)
      (form-fields "read"
                   (match what
                     ("parenthesis"
                      "the parenthesis that is opened here is never closed")
                     (#f "something is missing after this")
                     (what (format #f "the ~a that begins here never ends" what)))
                   form
                   #:places (if place (list place) '())
                   #:open end
                   #:note (if (> open 1)
                              (format #f "the file ends here, with ~a parentheses \
open" open)
                              "the file ends here")))))

(define (read-words text message)
  "Return words for the reader's complaint TEXT, whose end is MESSAGE."
  (cond ((string-contains text "unexpected \")\"") "this parenthesis closes nothing")
        ((string-match "mismatched close paren: (.)" text)
         => (lambda (m)
              (format #f "'~a' closes what was opened with another parenthesis"
                      (match:substring m 1))))
        ((string-contains-ci text "unknown # object")
         "nothing that begins with '#' is written so")
        (else message)))

(define (describe-read-error text form)
  "Describe the reader's complaint TEXT."
  (let ((m (regexp-exec %position-prefix text)))
    (cond ((and form (source-of form)
                (or (string-contains text "end of input")
                    (string-contains text "end of file")
                    (string-contains text "#<eof>")
                    (string-contains text "unterminated")))
           (describe-unfinished form))
          ((and m form (string=? (match:substring m 1) (form-file form)))
           (form-fields "read" (read-words text (clean (match:substring m 4))) form
                        ;; The reader is behind what it complains about.
                        #:places (list (cons (string->number (match:substring m 2))
                                             (max 1 (1- (string->number
                                                         (match:substring m 3))))))
                        #:hint (and (string-contains text "escape sequence")
                                    "a backslash in a string is written twice")))
          (else
           (form-fields "read" (clean (if m (match:substring m 4) text)) form)))))


;;;
;;; Syntax.
;;;

(define (unimported datum module)
  "Return the first symbol in DATUM that stands like an operator, is not bound in
MODULE and is exported by a module of the core channel; #f if there is none."
  (match datum
    (((? symbol? name) . rest)
     (if (and (not (module-variable module name)) (exporter name))
         name
         (unimported-in rest module)))
    ((_ . _) (unimported-in datum module))
    (_ #f)))

(define (unimported-in data module)
  "Return what 'unimported' finds first in the elements of DATA, a pair or not."
  (and (pair? data)
       (or (unimported (car data) module)
           (unimported-in (cdr data) module))))

(define (full-name file)
  "Return FILE, which may be relative to the load path, or #f."
  (or (and (string? file) (not (absolute-file-name? file))
           (search-path %load-path file))
      file))

(define (describe-syntax-error args form)
  "Describe a syntax error with ARGS."
  (match args
    ((who (? (lambda (message) (string-prefix? "bad use of" message))) . _)
     ;; Such words are arguments of a macro that was not imported.
     (match (and form (form-evaluable? form)
                 (unimported (form-value form) (form-module form)))
       (#f (describe-misplaced args form))
       (name (describe-unbound name form #f))))
    (_ (describe-misplaced args form))))

(define (describe-misshapen message hint source form)
  "Describe MESSAGE, with HINT, about what is at SOURCE, source properties or #f."
  (let* ((line (and (pair? source) (assq-ref source 'line)))
         (position (and line (cons (1+ line) (1+ (assq-ref source 'column)))))
         (file (and line (full-name (assq-ref source 'filename)))))
    (cond ((and line form (equal? file (form-file form)))
           (form-fields "syntax" message form #:hint hint #:places (list position)))
          ((and line (not (internal-file? file)))
           (fields "syntax" message #:hint hint #:file file #:position position))
          (else (form-fields "syntax" message form #:hint hint)))))

(define (describe-misplaced args form)
  "Describe a syntax error with ARGS where it is."
  (match args
    ((who message source subform . _)
     (call-with-values
         (lambda ()
           (syntax-complaint who message subform (and form (form-value form))))
       (lambda (message hint)
         (describe-misshapen message hint source form))))
    (_ (form-fields "syntax" "invalid syntax" form))))


;;;
;;; Calls.
;;;

(define (format-args args)
  "Return the message that Guile's usual ARGS (SUBR FORMAT ARGUMENTS . REST) say."
  (match args
    ((subr (? string? message) (? list? arguments) . _)
     (clean (or (false-if-exception
                 (apply simple-format #f message arguments))
                message)))
    ((subr (? string? message) . _)
     (clean message))
    (_ (string-join (map show args) " "))))

(define %expectation
  (make-regexp "position ([0-9]+) \\(expecting ([^)]*)\\)"))

(define (type-words args)
  "Return words for ARGS of wrong-type-arg."
  (match args
    ((subr (? string? message) (? list? arguments) . _)
     (let ((who (if subr (format #f "~a: " subr) ""))
           (says? (lambda (text) (string-contains message text))))
       (match arguments
         ((n type value)
          (format #f "~aargument ~a should be ~a, not ~a" who n (type-name type)
                  (show value)))
         (((? integer? n) value)
          (format #f "~aargument ~a cannot be ~a" who n (show value)))
         ((type value)
          (format #f "~aexpected ~a, not ~a" who (type-name type) (show value)))
         ((value)
          (match (regexp-exec %expectation message)
            (#f (if (says? "to apply")
                    (format #f "~a is called like a procedure, but is none"
                            (show value))
                    (format #f "~a~a is not what is expected here" who
                            (show value))))
            (m (format #f "~aargument ~a should be ~a, not ~a" who
                       (match:substring m 1) (type-name (match:substring m 2))
                       (show value)))))
         (_ (format-args args)))))
    (_ (format-args args))))

(define (type-name type)
  "Return words for TYPE, Guile's name of a type."
  (match type
    ((? string? "struct") "a record")
    ((? string? name)
     (string-append (if (memv (string-ref name 0) '(#\a #\e #\i #\o #\u))
                        "an " "a ")
                    name))
    (_ (format #f "~a" type))))

(define (arity-words args form place)
  "Return words for ARGS of wrong-number-of-args by the call at PLACE of FORM."
  (define (count n) (format #f "~a argument~p" n n))
  (match args
    ((_ _ ((? procedure? procedure) . _) . _)
     (let* ((name (or (procedure-name procedure) "this procedure"))
            (stx (and place (syntax-at form place)))
            (datum (and stx (syntax->datum stx)))
            (given (match datum
                     (((? (lambda (n) (eq? n name))) operands ...)
                      (format #f ", not ~a" (length operands)))
                     (_ ""))))
       (match (procedure-minimum-arity procedure)
         ((required 0 #f)
          (format #f "~a takes ~a~a" name (count required) given))
         ((required optional #f)
          (format #f "~a takes ~a to ~a~a" name required
                  (count (+ required optional)) given))
         ((required _ _)
          (format #f "~a takes at least ~a~a" name (count required) given))
         (_ (format #f "~a is called with the wrong number of arguments" name)))))
    (_ (format-args args))))

(define* (describe-call kind text form stack #:key hint)
  "Describe the failure TEXT, a string or a procedure of the innermost place, of a
call in FORM."
  (let ((places (locate form stack)))
    (call-with-values
        (lambda ()
          (if (pair? places)
              (call-complaint form (car places))
              (values #f #f #f)))
      (lambda (message better place)
        (form-fields (if message "type" kind)
                     (or message
                         (if (procedure? text)
                             (text (and (pair? places) (car places)))
                             text))
                     form
                     #:hint (or better hint)
                     #:places (if place (cons place (drop-first places)) places)
                     #:open (match places
                              ((_ _ ... outer) outer)
                              (_ #f)))))))

(define (drop-first list)
  "Return LIST without its first element, if it has one."
  (if (pair? list) (cdr list) '()))

(define (thrown-words key args)
  "Return words for KEY, of the user's own, thrown with ARGS."
  (string-join (cons (format #f "'~a' was thrown" key)
                     (if (null? args)
                         '()
                         (list "with" (string-join (map show args) " "))))
               " "))

(define %no-module
  (make-regexp "^no code for module (\\(.*\\))$"))

(define (describe-key key args form stack)
  "Describe an exception thrown with KEY and ARGS."
  (define (call kind text)
    (describe-call kind text form stack))
  (match (cons key args)
    (('unbound-variable _ (? (lambda (m) (string-contains m "in module")))
      ((? symbol? name) (? pair? module) . _) . _)
     (describe-no-export name module form))
    (('unbound-variable _ _ ((? symbol? name) . _) . _)
     (describe-unbound name form stack))
    (('read-error . _)
     (describe-read-error (format-args args) form))
    (('syntax-error . args)
     (describe-syntax-error args form))
    (('system-error _ _ (? list? words) (errno . _) . _)
     (call "system" (if (eqv? errno EXDEV)
                        (format #f "~a leads out of its channel" (last words))
                        (format-args args))))
    (('system-error . _)
     (call "system" (format-args args)))
    (('quit . _)
     (form-fields "quit" "it calls 'exit'" form
                  #:hint "a manifest is a value: nothing is left to do after it"))
    (('wrong-type-arg . _)
     (call "type" (type-words args)))
    (('wrong-number-of-args _ _ ((? procedure? procedure) . _) . _)
     (describe-call "arity" (lambda (place) (arity-words args form place)) form stack
                    #:hint (one-list-hint (procedure-name procedure))))
    (('wrong-number-of-args . _)
     (call "arity" (lambda (place) (arity-words args form place))))
    (('numerical-overflow . _)
     (call "range" "a number is divided by zero, or grows too large"))
    (('match-error _ _ value . _)
     (call "type" (format #f "~a is not what is expected here" (show value))))
    (('misc-error . _)
     (let ((text (format-args args)))
       (match (regexp-exec %no-module text)
         (#f (call "other" text))
         (m (describe-missing-module (match:substring m 1) form)))))
    (('out-of-range . _)
     (call "range" (format-args args)))
    (((or 'keyword-argument-error 'decoding-error 'encoding-error 'stack-overflow
          'out-of-memory 'vm-error 'regular-expression-syntax 'getaddrinfo-error
          'bad-throw 'program-error 'null-pointer-error)
      . _)
     (call "other" (format-args args)))
    (('gx-error message _)
     (call "other" message))
    (_
     (call "exception" (thrown-words key args)))))

(define (describe-user-error e form stack)
  "Describe the <user-error> E."
  (let ((hint (or (user-error-hint e) (did-you-mean (user-error-names e)))))
    (match (user-error-place e)
      ((file line column)
       (fields (user-error-kind e) (user-error-message e)
               #:hint hint #:names (user-error-names e) #:file file
               #:source (and form (equal? file (form-file form)) (form-text form))
               #:position (and line (cons line column))))
      (_
       (form-fields (user-error-kind e) (user-error-message e) form
                    #:hint hint #:names (user-error-names e)
                    #:places (locate form stack))))))

(define (guile-exception? exception)
  "Say whether Guile's own code threw EXCEPTION, with a key and arguments."
  (and (exception? exception)
       (not (memq (exception-kind exception) '(%exception)))))

(define (describe-exception exception form stack)
  "Return the fields that describe EXCEPTION, raised with STACK while FORM was
evaluated."
  (cond ((user-error? exception)
         (describe-user-error exception form stack))
        ((guile-exception? exception)
         (describe-key (exception-kind exception) (exception-args exception)
                       form stack))
        ((exception? exception)
         (describe-condition exception form stack
                             (lambda (text hint)
                               (describe-call "condition" text form stack
                                              #:hint hint))
                             (lambda (name position)
                               (describe-unbound name form stack position))))
        (else
         (describe-call "exception" (format #f "~a was raised" (show exception))
                        form stack))))

(define (backtrace-fields stack)
  "Return the fields for a backtrace of STACK."
  (list "backtrace"
        (call-with-output-string
          (lambda (port) (display-backtrace stack port)))))
