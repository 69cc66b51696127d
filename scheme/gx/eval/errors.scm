;;; SPDX-License-Identifier: GPL-3.0-or-later

(define-module (gx eval errors)
  #:use-module (gx eval core)
  #:use-module (gx eval failure)
  #:use-module (gx eval load)
  #:use-module (gx eval locate)
  #:use-module (gx eval nearby)
  #:use-module (ice-9 exceptions)
  #:use-module (ice-9 match)
  #:use-module (ice-9 regex)
  #:use-module (ice-9 textual-ports)
  #:use-module (srfi srfi-1)
  #:export (describe-exception
            backtrace-fields))

;;; Commentary:
;;; From whatever was thrown to what a person needs: what is wrong, where in
;;; their file, what to do.  The result is a list KEY VALUE … of strings, the
;;; rest of an `error' record (src/eval/records.h).
;;; Code:

(define* (fields kind message #:key hint position file (names '()) open note)
  "Return the fields of an error at POSITION, (LINE . COLUMN), of FILE; NOTE tells
what is at a second position, OPEN."
  (append (list "kind" kind "message" message)
          (if hint (list "hint" hint) '())
          (if (and file (not (string-null? file))) (list "file" file) '())
          (match position
            ((line . column)
             (list "line" (number->string line)
                   "column" (number->string column)))
            (_ '()))
          (match open
            ((line . column)
             (list "open-line" (number->string line)
                   "open-column" (number->string column)))
            (_ '()))
          (if note (list "note" note) '())
          (append-map (lambda (name) (list "candidate" name)) names)))

(define (did-you-mean names)
  "Return a hint for NAMES, candidates; #f if there are none."
  (match names
    (() #f)
    ((name) (string-append "did you mean '" name "'?"))
    ((names ... name)
     (string-append "did you mean "
                    (string-join (map (lambda (n) (string-append "'" n "'"))
                                      names)
                                 ", ")
                    " or '" name "'?"))))

(define (clean text)
  "Return TEXT, a message, without newlines at its end and capitals at its start."
  (let ((text (string-trim-right text #\newline)))
    (if (and (> (string-length text) 1)
             (char-lower-case? (string-ref text 1)))
        (string-append (string-downcase (string-take text 1))
                       (string-drop text 1))
        text)))

;;;
;;; Where.
;;;

(define (real-file form)
  "Return the file of FORM if it can be read again, else #f."
  (and form (file-exists? (form-file form)) (form-file form)))

(define (form-position form)
  "Return the position at which FORM starts."
  (and form (cons (form-line form) (form-column form))))

(define (locate form stack)
  "Return the position in FORM's file at which evaluating it failed with STACK."
  (let ((file (real-file form)))
    (or (and file (locate-frame stack file))
        (and file (form-value form)
             (false-if-exception
              (locate-by-compiling (form-value form) (form-module form) file)))
        (form-position form))))

(define (form-name form)
  "Return the name of FORM's file, for messages."
  (and form (form-file form)))


;;;
;;; Guile's own exceptions.
;;;

(define (all-names module)
  "Return the names that MODULE can see, as strings."
  (append (module-map (lambda (name _) (symbol->string name)) module)
          (append-map (lambda (interface)
                        (module-map (lambda (name _) (symbol->string name))
                                    interface))
                      (module-uses module))))

(define (exporter name)
  "Return the name of a loaded package module that exports NAME, or #f."
  (find (lambda (module)
          (let ((interface (false-if-exception (resolve-interface module))))
            (and interface (module-variable interface name) #t)))
        (package-module-names)))

(define (package-module-names)
  "Return the names of the modules below gnu/packages on the load path."
  (append-map
   (lambda (directory)
     (let ((dir (string-append directory "/gnu/packages")))
       (map (lambda (file)
              `(gnu packages ,(string->symbol (string-drop-right file 4))))
            (or (and (file-exists? dir)
                     (scandir* dir))
                '()))))
   %load-path))

(define (scandir* dir)
  "Return the Scheme files of DIR, sorted."
  (let ((stream (opendir dir)))
    (let loop ((files '()))
      (match (readdir stream)
        ((? eof-object?)
         (closedir stream)
         (sort files string<?))
        (file (loop (if (string-suffix? ".scm" file) (cons file files) files)))))))

(define (describe-unbound name form stack)
  "Describe the unbound variable NAME."
  (let* ((file (real-file form))
         (position (and file (locate-identifier name file (form-number form))))
         (module (false-if-exception (exporter name)))
         (names (nearby (symbol->string name)
                        (if form (all-names (form-module form)) '()))))
    (fields "unbound-variable"
            (string-append (symbol->string name) ": unbound variable")
            #:file (form-name form)
            #:position (or position (locate form stack))
            #:names (if module '() names)
            #:hint (if module
                       (format #f "add (use-modules ~a), which defines '~a'"
                               module name)
                       (did-you-mean names)))))

(define %position-prefix
  ;; What Guile puts before a reader's message.
  (make-regexp "^(.*):([0-9]+):([0-9]+): (.*)$"))

(define (file-text file)
  "Return the text of FILE."
  (call-with-input-file file get-string-all #:encoding "UTF-8"))

(define (describe-unfinished file)
  "Describe the end of FILE in the middle of something."
  (call-with-values (lambda () (locate-unfinished (file-text file)))
    (lambda (place what end open)
      (fields "read"
              (match what
                ("parenthesis"
                 "the parenthesis that is opened here is never closed")
                (#f "the file ends too early")
                (what (format #f "the ~a that begins here never ends" what)))
              #:file file #:position place #:open end
              #:note (if (> open 1)
                         (format #f "the file ends here, with ~a parentheses open" open)
                         "the file ends here")))))

(define (describe-read-error text form)
  "Describe the reader's complaint TEXT."
  (let ((file (real-file form))
        (m (regexp-exec %position-prefix text)))
    (cond ((and file (or (string-contains text "end of input")
                         (string-contains text "end of file")))
           (describe-unfinished file))
          (m
           (fields "read"
                   (if (string-contains text "unexpected \")\"")
                       "this parenthesis closes nothing"
                       (clean (match:substring m 4)))
                   #:file (or file (match:substring m 1))
                   #:position (cons (string->number (match:substring m 2))
                                    (string->number (match:substring m 3)))))
          (else
           (fields "read" (clean text) #:file (form-name form)
                   #:position (form-position form))))))

(define (describe-syntax-error args form)
  "Describe a syntax error with ARGS."
  (match args
    ((who message (? pair? source) subform . _)
     (fields "syntax"
             (string-append (if who (format #f "~a: " who) "") message)
             #:file (or (assq-ref source 'filename) (form-name form))
             #:position (and (assq-ref source 'line)
                             (cons (1+ (assq-ref source 'line))
                                   (1+ (assq-ref source 'column))))))
    ((who message . _)
     (fields "syntax" (format #f "~@[~a: ~]~a" who message)
             #:file (form-name form) #:position (form-position form)))
    (_ (fields "syntax" "invalid syntax" #:file (form-name form)
               #:position (form-position form)))))

(define (format-args args)
  "Return the message that Guile's usual ARGS (SUBR FORMAT ARGUMENTS . REST) say."
  (match args
    ((subr (? string? message) (? list? arguments) . _)
     (clean (apply simple-format #f message arguments)))
    ((subr (? string? message) . _)
     (clean message))
    (_ (simple-format #f "~s" args))))

(define (argument-complaint call)
  "Return a message and a hint for CALL, the datum of a call of the user's that
failed; #f and #f if nothing special is known about it."
  (match call
    (((and name (or 'specifications->manifest 'packages->manifest))
      (? string? text))
     (values (format #f "~a expects a list, not a string" name)
             (format #f "write (specifications->manifest (list ~s))" text)))
    (((and name (or 'specifications->manifest 'packages->manifest))
      (? symbol? one))
     (values #f (format #f "~a expects a list: (~a (list ~a))" name name one)))
    (('packages->manifest ((or 'list 'quote) . rest))
     (if (any string? (if (and (pair? rest) (pair? (car rest))) (car rest) rest))
         (values #f "strings are no packages: use specifications->manifest, or \
specification->package for each")
         (values #f #f)))
    (_ (values #f #f))))

(define (describe-call kind text form stack)
  "Describe the failure TEXT of a call in FORM."
  (let* ((place (locate form stack))
         (file (real-file form))
         (call (and file place (form-at file place))))
    (call-with-values (lambda () (argument-complaint call))
      (lambda (message hint)
        (fields kind (or message text) #:hint hint
                #:file (form-name form) #:position place)))))

(define %no-module
  (make-regexp "^no code for module (\\(.*\\))$"))

(define (describe-missing-module name form)
  "Describe that there is no module NAME, written as a list."
  (let* ((symbols (call-with-input-string name read))
         (file (real-file form))
         (names (nearby name (map (lambda (module) (format #f "~a" module))
                                  (package-module-names)))))
    (fields "no-module" (format #f "there is no module ~a" name)
            #:hint (did-you-mean names) #:names names
            #:file (form-name form)
            #:position (or (and file (pair? symbols)
                                (locate-identifier (last symbols) file
                                                   (form-number form)))
                           (form-position form)))))

(define (describe-key key args form stack)
  "Describe an exception thrown with KEY and ARGS."
  (match (cons key args)
    (('unbound-variable _ _ ((? symbol? name) . _) . _)
     (describe-unbound name form stack))
    (('read-error . _)
     (describe-read-error (format-args args) form))
    (('syntax-error . args)
     (describe-syntax-error args form))
    (('system-error subr _ _ (errno . _))
     (fields "system" (format-args args) #:file (form-name form)
             #:position (locate form stack)))
    (('quit . args)
     (fields "quit" "it calls 'exit'" #:file (form-name form)
             #:position (form-position form)))
    (('wrong-type-arg . _)
     (describe-call "type" (format-args args) form stack))
    (('misc-error . _)
     (let ((text (format-args args)))
       (match (regexp-exec %no-module text)
         (#f (describe-call "other" text form stack))
         (m (describe-missing-module (match:substring m 1) form)))))
    (('gx-error message _)
     (fields "other" message #:file (form-name form)
             #:position (locate form stack)))
    (_
     (fields (symbol->string key) (format-args args) #:file (form-name form)
             #:position (locate form stack)))))


;;;
;;; Conditions of the core channel.
;;;

(define (accessor module predicate getter)
  "Return a procedure that applies GETTER of MODULE to conditions that satisfy
PREDICATE, and returns #f for others."
  (lambda (exception)
    (let ((satisfies? (lookup-if-loaded module predicate))
          (get (lookup-if-loaded module getter)))
      (and satisfies? get (satisfies? exception) (get exception)))))

(define exception-location
  (accessor '(guix diagnostics) 'error-location? 'error-location))
(define exception-hint
  (accessor '(guix diagnostics) 'fix-hint? 'condition-fix-hint))
(define exception-format
  (accessor '(guix diagnostics) 'formatted-message? 'formatted-message-string))
(define exception-format-arguments
  (accessor '(guix diagnostics) 'formatted-message? 'formatted-message-arguments))
(define exception-protocol-message
  (accessor '(guix store) 'store-protocol-error? 'store-protocol-error-message))

(define (condition-text exception)
  "Return the message of EXCEPTION, or #f."
  (cond ((exception-format exception)
         => (lambda (text)
              (clean (apply (@ (ice-9 format) format) #f text
                            (exception-format-arguments exception)))))
        ((exception-protocol-message exception) => clean)
        ((and (exception-with-message? exception)
              (exception-message exception))
         => (lambda (text)
              (clean (if (exception-with-irritants? exception)
                         (apply format #f "~a~{ ~s~}"
                                (list text (exception-irritants exception)))
                         text))))
        (else #f)))

(define (location-fields location)
  "Return the file and the position of LOCATION, a record of the core channel."
  (let ((file (core (guix diagnostics) location-file))
        (line (core (guix diagnostics) location-line))
        (column (core (guix diagnostics) location-column)))
    (values (let ((name (file location)))
              (if (and name (not (string-prefix? "/" name)))
                  (or (search-path %load-path name) name)
                  name))
            (cons (or (line location) 1) (1+ (or (column location) 0))))))

;; Compound conditions of the core channel tell which package was not found; a core
;; channel without them says it in words.

(define unknown-name
  (accessor '(gnu packages) 'unknown-package-error? 'unknown-package-error-name))
(define unknown-version
  (accessor '(gnu packages) 'unknown-package-error? 'unknown-package-error-version))
(define unknown-versions
  (accessor '(gnu packages) 'unknown-package-error? 'unknown-package-error-versions))
(define unknown-candidates
  (accessor '(gnu packages) 'unknown-package-error? 'unknown-package-error-candidates))

(define (locate-specification name version form)
  "Return the position of a literal in FORM's file that asks for NAME@VERSION."
  (let ((file (real-file form)))
    (and file
         (false-if-exception
          (any (lambda (text) (locate-string text file (form-number form)))
               (if version
                   (list (string-append name "@" version) name)
                   (list name)))))))

(define (describe-unknown-package exception form stack)
  "Describe that no package is called as EXCEPTION says."
  (let* ((name (unknown-name exception))
         (version (unknown-version exception))
         (versions (or (unknown-versions exception) '()))
         (names (or (unknown-candidates exception) '()))
         (typed? (equal? (form-name form) "<command line>")))
    (fields "unknown-package"
            (if (pair? versions)
                (format #f "there is no version ~a of ~a" version name)
                (format #f "unknown package ~a" name))
            #:file (and (not typed?) (form-name form))
            #:position (and (real-file form)
                            (or (locate-specification name version form)
                                (locate form stack)))
            #:names (if (pair? versions)
                        (map (lambda (v) (string-append name "@" v)) versions)
                        names)
            #:hint (if (pair? versions)
                       (format #f "these versions exist: ~a"
                               (string-join versions ", "))
                       (did-you-mean names)))))

(define (describe-condition exception form stack)
  "Describe EXCEPTION, which may be a condition of the core channel."
  (let ((text (condition-text exception))
        (location (exception-location exception))
        (hint (exception-hint exception)))
    (cond ((unknown-name exception)
           (describe-unknown-package exception form stack))
          ((and text location)
           (call-with-values (lambda () (location-fields location))
             (lambda (file position)
               (fields "condition" text #:hint hint
                       #:file file #:position position))))
          ((and text hint)
           (fields "condition" text #:hint hint #:file (form-name form)
                   #:position (locate form stack)))
          (text
           (describe-call "condition" text form stack))
          (else
           (describe-key (exception-kind exception) (exception-args exception)
                         form stack)))))

(define (describe-user-error e form)
  "Describe the <user-error> E."
  (match (user-error-place e)
    ((file line column)
     (fields (user-error-kind e) (user-error-message e)
             #:hint (or (user-error-hint e) (did-you-mean (user-error-names e)))
             #:names (user-error-names e)
             #:file file #:position (and line (cons line column))))
    (_
     (fields (user-error-kind e) (user-error-message e)
             #:hint (or (user-error-hint e) (did-you-mean (user-error-names e)))
             #:names (user-error-names e)
             #:file (form-name form) #:position (form-position form)))))

(define (guile-exception? exception)
  "Say whether Guile's own code threw EXCEPTION, with a key and arguments."
  (not (memq (exception-kind exception) '(%exception))))

(define (describe-exception exception form stack)
  "Return the fields that describe EXCEPTION, raised with STACK while FORM was
evaluated."
  (cond ((user-error? exception)
         (describe-user-error exception form))
        ((guile-exception? exception)
         (describe-key (exception-kind exception) (exception-args exception)
                       form stack))
        (else
         (describe-condition exception form stack))))

(define (backtrace-fields stack)
  "Return the fields for a backtrace of STACK."
  (list "backtrace"
        (call-with-output-string
          (lambda (port) (display-backtrace stack port)))))
