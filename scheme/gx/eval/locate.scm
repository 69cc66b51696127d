;;; SPDX-License-Identifier: GPL-3.0-or-later

(define-module (gx eval locate)
  #:use-module (ice-9 match)
  #:use-module (srfi srfi-1)
  #:use-module (system vm program)
  #:use-module (system base compile)
  #:use-module ((system syntax internal) #:select (syntax? syntax-expression))
  #:export (locate-identifier
            locate-string
            locate-unfinished
            form-at
            locate-frame
            locate-by-compiling))

;;; Commentary:
;;; Where in the user's file something is.  All procedures return (LINE . COLUMN),
;;; counted from 1, or #f.
;;; Code:

(define (file-forms file)
  "Return the forms of FILE as syntax objects, those before an unreadable one."
  (call-with-input-file file
    (lambda (port)
      (set-port-filename! port file)
      (let loop ((forms '()))
        (match (false-if-exception (read-syntax port))
          ((or #f (? eof-object?)) (reverse forms))
          (form (loop (cons form forms))))))
    #:encoding "UTF-8"))

(define (position stx)
  "Return the position of the syntax object STX."
  (match (syntax-source stx)
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

(define (find-in-file pred file from)
  "Find PRED in FILE's forms, those from number FROM on first."
  (let ((forms (or (false-if-exception (file-forms file)) '())))
    (or (any (lambda (form) (find-syntax pred form))
             (if (< from (length forms)) (drop forms from) '()))
        (any (lambda (form) (find-syntax pred form)) forms))))

(define* (locate-identifier name file #:optional (from 0))
  "Find the symbol NAME in FILE, at or after form number FROM if possible."
  (find-in-file (lambda (datum) (eq? datum name)) file from))

(define* (locate-string text file #:optional (from 0))
  "Find the string literal TEXT in FILE, at or after form number FROM if possible."
  (find-in-file (lambda (datum) (and (string? datum) (string=? datum text)))
                file from))

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
if it does not end."
  (and=> (string-contains text "|#" i) (lambda (end) (+ end 2))))

(define (locate-unfinished text)
  "Find what TEXT does not finish; return its position, words for it, the position
of the end of what is there, and how many parentheses are open at it; #f if all is
finished."
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
              (values #f #f #f 0))
          (match (string-ref text i)
            (#\" (go-on (skip-string text (1+ i)) i "string" open loop))
            (#\; (loop (or (string-index text #\newline i) end) open))
            (#\# (cond ((string-prefix? "#|" text 0 2 i end)
                        (go-on (skip-block text (+ i 2)) i "comment" open loop))
                       ((string-prefix? "#\\" text 0 2 i end)
                        (loop (+ i 3) open))
                       (else (loop (1+ i) open))))
            ((or #\( #\[) (loop (1+ i) (cons i open)))
            ((or #\) #\]) (loop (1+ i) (if (pair? open) (cdr open) '())))
            (_ (loop (1+ i) open)))))))

(define (form-at file place)
  "Return the datum that starts at PLACE, (LINE . COLUMN), in FILE; #f if none does."
  (let search ((forms (or (false-if-exception (file-forms file)) '())))
    (cond ((syntax? forms)
           (if (and (equal? (position forms) place)
                    (pair? (syntax->datum forms)))
               (syntax->datum forms)
               (search (syntax-expression forms))))
          ((pair? forms)
           (or (search (car forms)) (search (cdr forms))))
          (else #f))))

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

(define (locate-frame stack file)
  "Find the innermost frame of STACK that runs code of FILE."
  (and stack
       (let loop ((i 0))
         (and (< i (stack-length stack))
              (or (false-if-exception (frame-position (stack-ref stack i) file))
                  (loop (1+ i)))))))

(define (wrap-form form)
  "Return FORM such that evaluating it leaves a frame of its own."
  (match form
    (((or 'define 'define* 'define-public 'define*-public 'define-values
          'use-modules 'define-module 'define-syntax 'begin) . _)
     form)
    (_ `(call-with-values (lambda () (let ((value ,form)) value)) values))))

(define (locate-by-compiling form module file)
  "Run FORM of FILE again in MODULE, compiled this time, since interpreted code
does not know where it stands; return the position of the innermost call of FILE
that fails."
  (let ((tag (make-prompt-tag))
        (void (%make-void-port "w")))
    (call-with-prompt tag
      (lambda ()
        (with-exception-handler
            (lambda (exception)
              (abort-to-prompt tag (locate-frame (make-stack #t) file)))
          (lambda ()
            (save-module-excursion
             (lambda ()
               (set-current-module module)
               (parameterize ((current-output-port void)
                              (current-error-port void))
                 (compile (wrap-form form) #:env module #:to 'value
                          #:optimization-level 0 #:warning-level 0))
               #f)))))
      (lambda (k position) position))))
