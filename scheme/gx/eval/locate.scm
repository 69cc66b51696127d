;;; SPDX-License-Identifier: GPL-3.0-or-later

(define-module (gx eval locate)
  #:use-module (gx eval load)
  #:use-module (ice-9 match)
  #:use-module (ice-9 textual-ports)
  #:use-module (srfi srfi-1)
  #:use-module (system vm program)
  #:use-module (system base compile)
  #:use-module ((system vm vm) #:select (call-with-stack-overflow-handler))
  #:use-module ((system syntax internal) #:select (syntax? syntax-expression))
  #:export (source-of
            locate-identifier
            locate-string
            locate-string-ending
            locate-list
            locate-unfinished
            syntax-at
            operators-around
            position
            locate-frames
            locate-by-compiling
            evaluate-again))

;;; Commentary:
;;; Where in the user's text something is.  Places are (LINE . COLUMN), counted from
;;; 1, columns as Guile counts them; procedures return #f when they do not know.
;;; Code:

(define (source-of form)
  "Return the whole text that FORM is part of, #f if it cannot be had again."
  (and form
       (or (form-text form)
           (false-if-exception
            (and (eq? 'regular (stat:type (stat (form-file form))))
                 (call-with-input-file (form-file form) get-string-all
                   #:encoding "UTF-8"))))))

(define (source-forms form)
  "Return the forms of the text that FORM is part of as syntax objects, those before
an unreadable one."
  (match (source-of form)
    (#f '())
    (text
     (call-with-input-string text
       (lambda (port)
         (set-port-filename! port (form-file form))
         (let loop ((forms '()))
           (match (false-if-exception (read-syntax port))
             ((or #f (? eof-object?)) (reverse forms))
             (stx (loop (cons stx forms))))))))))

(define (position stx)
  "Return the position of the syntax object STX."
  (match (and (syntax? stx) (syntax-source stx))
    (#f #f)
    (source (cons (1+ (assq-ref source 'line)) (1+ (assq-ref source 'column))))))

(define (find-syntax pred stx)
  "Return the position of the first part of STX, a syntax object or a tree of
them, whose datum satisfies PRED."
  (let ((datum (if (syntax? stx) (syntax->datum stx) stx))
        (parts (if (syntax? stx) (syntax-expression stx) stx)))
    (cond ((and (syntax? stx) (not (pair? parts)) (not (vector? parts))
                (pred datum))
           (position stx))
          ((pair? parts)
           (or (find-syntax pred (car parts))
               (find-syntax pred (cdr parts))))
          ((vector? parts)
           (any (lambda (part) (find-syntax pred part)) (vector->list parts)))
          (else #f))))

(define (find-in-source pred form)
  "Find PRED in the text that FORM is part of, from FORM on first."
  (let ((forms (source-forms form))
        (from (form-number form)))
    (or (any (lambda (stx) (find-syntax pred stx))
             (if (< from (length forms)) (drop forms from) '()))
        (any (lambda (stx) (find-syntax pred stx)) forms))))

(define (locate-identifier name form)
  "Find the symbol NAME in the text that FORM is part of, from FORM on first."
  (find-in-source (lambda (datum) (eq? datum name)) form))

(define (locate-string text form)
  "Find the string literal TEXT in the text that FORM is part of, from FORM on first."
  (find-in-source (lambda (datum) (and (string? datum) (string=? datum text)))
                  form))

(define (locate-string-ending end form)
  "Find a string literal that ends with END in the text that FORM is part of."
  (find-in-source (lambda (datum) (and (string? datum) (string-suffix? end datum)))
                  form))

(define (locate-list datum form)
  "Find the list DATUM in the text that FORM is part of, from FORM on first."
  (define (search stx)
    (cond ((and (syntax? stx) (equal? (syntax->datum stx) datum)) (position stx))
          ((syntax? stx) (search (syntax-expression stx)))
          ((pair? stx) (or (search (car stx)) (search (cdr stx))))
          (else #f)))
  (let ((forms (source-forms form)))
    (or (search (drop forms (min (form-number form) (length forms))))
        (search forms))))

(define (skip-string text i)
  "Return the position after the string whose body starts at I in TEXT, #f if it
does not end."
  (let ((end (string-length text)))
    (let loop ((i i))
      (cond ((>= i end) #f)
            ((char=? (string-ref text i) #\\) (loop (+ i 2)))
            ((char=? (string-ref text i) #\") (1+ i))
            (else (loop (1+ i)))))))

(define (skip-block text i)
  "Return the position after the block comment whose body starts at I in TEXT, #f
if it does not end.  They nest."
  (let ((end (string-contains text "|#" i))
        (inner (string-contains text "#|" i)))
    (cond ((not end) #f)
          ((and inner (< inner end))
           (and=> (skip-block text (+ inner 2))
                  (lambda (after) (skip-block text after))))
          (else (+ end 2)))))

(define (locate-unfinished text)
  "Find what TEXT does not finish; return its position, words for it, the position
of the end of what is there, and how many parentheses are open at it.  Without
words, something is missing at the end."
  (let ((end (string-length text)))
    (define (found offset what open)
      (values (offset->position text offset) what
              (offset->position text (or (string-rindex text char-graphic?) 0))
              (length open)))
    (define (go-on next start what open loop)
      (if next (loop next open) (found start what open)))
    (let loop ((i 0) (open '()))
      (if (>= i end)
          (if (pair? open)
              (found (last open) "parenthesis" open)
              (found (or (string-rindex text char-graphic?) 0) #f '()))
          (match (string-ref text i)
            (#\" (go-on (skip-string text (1+ i)) i "string" open loop))
            (#\; (loop (or (string-index text #\newline i) end) open))
            (#\# (cond ((string-prefix? "#|" text 0 2 i end)
                        (go-on (skip-block text (+ i 2)) i "comment" open loop))
                       ((string-prefix? "#\\" text 0 2 i end)
                        (loop (+ i 3) open))
                       ((string-prefix? "#;" text 0 2 i end)
                        (loop (+ i 2) open))
                       (else (loop (1+ i) open))))
            ((or #\( #\[) (loop (1+ i) (cons i open)))
            ((or #\) #\]) (loop (1+ i) (if (pair? open) (cdr open) '())))
            (_ (loop (1+ i) open)))))))

(define (syntax-at form place)
  "Return the list that starts at PLACE in the text that FORM is part of, as a
syntax object; #f if none does."
  (let search ((stx (source-forms form)))
    (cond ((syntax? stx)
           (if (and (equal? (position stx) place) (pair? (syntax->datum stx)))
               stx
               (search (syntax-expression stx))))
          ((pair? stx)
           (or (search (car stx)) (search (cdr stx))))
          (else #f))))

(define (operators-around place form)
  "Return the first elements, symbols, of the lists around PLACE in the text that
FORM is part of, innermost first."
  (define (operator stx)
    (match (and (syntax? stx) (syntax->datum stx))
      (((? symbol? name) . _) (list name))
      (_ '())))
  (define (inside stx)
    ;; What is around PLACE in STX; #f if it is not there.
    (cond ((and (syntax? stx) (equal? (position stx) place)) '())
          ((syntax? stx)
           (and=> (inside (syntax-expression stx))
                  (lambda (names) (append names (operator stx)))))
          ((pair? stx) (or (inside (car stx)) (inside (cdr stx))))
          (else #f)))
  (or (inside (source-forms form)) '()))

(define (char-graphic? c)
  "Say whether C is no blank."
  (not (char-whitespace? c)))

(define (offset->position text offset)
  "Return the line and the column of OFFSET in TEXT, as Guile counts them: a tab
goes to the next multiple of eight."
  (let ((start (1+ (or (string-rindex text #\newline 0 offset) -1))))
    (cons (1+ (string-count text #\newline 0 offset))
          (1+ (string-fold (lambda (c column)
                             (if (char=? c #\tab)
                                 (* 8 (1+ (quotient column 8)))
                                 (1+ column)))
                           0 text start offset)))))

(define (frame-position frame file)
  "Return the position of FRAME if it runs code of FILE."
  (match (frame-source frame)
    (#f #f)
    (source (and (equal? (source:file source) file)
                 (cons (1+ (source:line source)) (1+ (source:column source)))))))

(define (locate-frames stack file)
  "Return the places of the frames of STACK that run code of FILE, innermost first."
  (if stack
      (delete-duplicates
       (filter-map (lambda (i)
                     (false-if-exception
                      (frame-position (stack-ref stack i) file)))
                   (iota (stack-length stack))))
      '()))

(define (compiled datum module)
  "Return the value of DATUM, compiled such that its frames know where they are."
  (compile datum #:env module #:to 'value
           #:optimization-level 0 #:warning-level 0))

(define (wrap-form form)
  "Return FORM such that evaluating it leaves a frame of its own."
  (match form
    (((or 'define 'define* 'define-public 'define*-public 'define-values
          'use-modules 'define-module 'define-syntax 'begin) . _)
     form)
    (_ `(call-with-values (lambda () (let ((value ,form)) value)) values))))

(define (with-last change items)
  "Return the list ITEMS with CHANGE applied to its last element."
  (append (drop-right items 1) (list (change (last items)))))

(define (traceable-definition datum)
  "Return DATUM, if it does nothing but define a procedure, such that what that
calls last leaves it on the stack; #f for other things."
  (match datum
    (((or 'define 'define* 'define-public 'define*-public) (_ . _) _ . _)
     (with-last wrap-form datum))
    (((or 'define 'define-public) _ ((or 'lambda 'lambda*) _ _ . _))
     (with-last (lambda (procedure) (with-last wrap-form procedure)) datum))
    (_ #f)))

(define (compile-procedures form)
  "Define the procedures that precede FORM in its text again, compiled."
  (for-each (lambda (datum)
              (false-if-exception (compiled datum (form-module form))))
            (filter-map traceable-definition (source-data form))))

(define (source-data form)
  "Return what precedes FORM in its text as data with source properties."
  (call-with-input-string (or (source-of form) "")
    (lambda (port)
      (set-port-filename! port (form-file form))
      (let loop ((n (form-number form)) (data '()))
        (match (and (positive? n) (false-if-exception (read port)))
          ((or #f (? eof-object?)) (reverse data))
          (datum (loop (1- n) (cons datum data))))))))

(define %patience 5)			;seconds

(define (call-with-limits thunk give-up)
  "Call THUNK; GIVE-UP instead if that takes long, or the stack grows large."
  (define (alarm! seconds)
    (setitimer ITIMER_REAL 0 0 seconds 0))
  (dynamic-wind
    (lambda ()
      (sigaction SIGALRM (lambda _ (give-up)))
      (alarm! %patience))
    (lambda ()
      (call-with-stack-overflow-handler (* 8 1024 1024) thunk give-up))
    (lambda () (alarm! 0))))

(define (locate-by-compiling form)
  "Evaluate FORM once more, and the procedures before it, compiled this time, since
interpreted code does not know where it stands; return the places of the calls in
its text that fail, innermost first."
  (let ((tag (make-prompt-tag))
        (void (%make-void-port "w"))
        (module (current-module)))
    (define (give-up)
      (abort-to-prompt tag '()))
    (define (evaluate)
      (set-current-module (form-module form))
      (parameterize ((current-output-port void)
                     (current-error-port void)
                     (current-warning-port void))
        (compile-procedures form)
        (compiled (wrap-form (form-value form)) (form-module form))
        '()))
    (define (fail exception)
      (abort-to-prompt tag (locate-frames (make-stack #t) (form-file form))))
    (let ((places (call-with-prompt tag
                    (lambda ()
                      (with-exception-handler fail
                        (lambda () (call-with-limits evaluate give-up))))
                    (lambda (k places) places))))
      ;; The end of the stack is left without unwinding.
      (setitimer ITIMER_REAL 0 0 0 0)
      (set-current-module module)
      places)))

(define (evaluate-again datum form unknown)
  "Return the value of DATUM, a part of FORM, which failed; UNKNOWN if it fails, or
takes long."
  (let ((tag (make-prompt-tag))
        (void (%make-void-port "w"))
        (module (current-module)))
    (define (give-up . _)
      (abort-to-prompt tag))
    (let ((value (call-with-prompt tag
                   (lambda ()
                     (with-exception-handler give-up
                       (lambda ()
                         (call-with-limits
                          (lambda ()
                            (parameterize ((current-output-port void)
                                           (current-error-port void)
                                           (current-warning-port void))
                              (eval datum (form-module form))))
                          give-up))))
                   (lambda (k) unknown))))
      (setitimer ITIMER_REAL 0 0 0 0)
      (set-current-module module)
      value)))
