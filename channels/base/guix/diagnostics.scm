;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; Source locations, located errors and messages.

(define-module (guix diagnostics)
  #:use-module (guix i18n)
  #:use-module (srfi srfi-9)
  #:use-module (srfi srfi-34)
  #:use-module (srfi srfi-35)
  #:use-module (ice-9 match)
  #:export (<location>
            location
            location?
            location-file
            location-line
            location-column
            location->string
            source-properties->location
            location->source-properties

            &error-location
            error-location?
            error-location

            &fix-hint
            fix-hint?
            condition-fix-hint

            &formatted-message
            formatted-message
            formatted-message?
            formatted-message-string
            formatted-message-arguments
            format-message

            guix-warning-port
            program-name
            warning
            info
            report-error
            leave))

;;; Commentary:
;;;
;;; Errors are conditions.  '&error-location' says where in the user's file the
;;; mistake is, '&fix-hint' what to do about it, 'formatted-message' words it.
;;; Whoever drives the evaluation shows them; modules raise, they do not print.
;;;
;;; Code:

;; Lines count from 1, columns from 0, as editors and compilers do.
(define-record-type <location>
  (make-location file line column)
  location?
  (file   location-file)                          ;string or #f
  (line   location-line)                          ;integer or #f
  (column location-column))                       ;integer or #f

(define (location file line column)
  "Return the location FILE, LINE, COLUMN."
  (make-location file line column))

(define (source-properties->location properties)
  "Return the location that PROPERTIES, Guile's source properties or vector,
stand for, or #f."
  (match properties
    ((or #f ()) #f)
    (#(file line column)
     (and file (location file (+ 1 line) column)))
    ((? pair? alist)
     (let ((file   (assq-ref alist 'filename))
           (line   (assq-ref alist 'line))
           (column (assq-ref alist 'column)))
       (and file (location file (and line (+ 1 line)) column))))))

(define (location->source-properties loc)
  "Return Guile's source properties for LOC."
  `((line     . ,(and=> (location-line loc) 1-))
    (column   . ,(location-column loc))
    (filename . ,(location-file loc))))

(define (location->string loc)
  "Return LOC as FILE:LINE:COLUMN."
  (match loc
    (#f (G_ "<unknown location>"))
    (($ <location> file line column)
     (simple-format #f "~a:~a:~a" file line column))))

(define-condition-type &error-location &error
  error-location?
  (location error-location))                      ;<location>

(define-condition-type &fix-hint &condition
  fix-hint?
  (hint condition-fix-hint))                      ;string

(define-condition-type &formatted-message &error
  formatted-message?
  (format    formatted-message-string)
  (arguments formatted-message-arguments))

(define (format-message str . arguments)
  "Return STR with its ~a and so on replaced by ARGUMENTS."
  (if (simple-format-string? str)
      (apply simple-format #f str arguments)
      (apply (@ (ice-9 format) format) #f str arguments)))

(define (simple-format-string? str)
  "Say whether STR has only directives that 'simple-format' knows."
  (let loop ((start 0))
    (match (string-index str #\~ start)
      (#f #t)
      (index
       (and (< (+ 1 index) (string-length str))
            (memv (string-ref str (+ 1 index)) '(#\a #\A #\s #\S #\% #\~))
            (loop (+ 2 index)))))))

(define-syntax formatted-message
  (lambda (s)
    "Return a condition whose message is a format string with its arguments; the
number of directives of a literal is checked at expansion:
(raise (formatted-message (G_ \"no such file: ~a\") file))."
    (define (directives str)
      ;; The number of arguments STR takes, or #f if that is not obvious.
      (let loop ((start 0) (count 0))
        (let ((index (string-index str #\~ start)))
          (cond ((not index) count)
                ((= (+ 1 index) (string-length str)) #f)
                ((memv (string-ref str (+ 1 index)) '(#\a #\A #\s #\S))
                 (loop (+ 2 index) (+ 1 count)))
                ((memv (string-ref str (+ 1 index)) '(#\% #\~ #\newline))
                 (loop (+ 2 index) count))
                (else #f)))))
    (define (literal exp)
      (syntax-case exp ()
        ((_ str) (string? (syntax->datum #'str)) (syntax->datum #'str))
        (str (string? (syntax->datum #'str)) (syntax->datum #'str))
        (_ #f)))
    (syntax-case s ()
      ((_ str arg ...)
       (let* ((text     (literal #'str))
              (expected (and text (directives text))))
         (when (and expected (not (= expected (length #'(arg ...)))))
           (syntax-violation 'formatted-message
                             "wrong number of arguments for this format" s))
         #'(make-condition &formatted-message
                           'format str
                           'arguments (list arg ...)))))))

(define guix-warning-port
  (make-parameter (current-warning-port)))

(define program-name
  (make-parameter "gx"))

(define (emit prefix location str arguments)
  "Write a message with PREFIX and maybe LOCATION to the warning port."
  (let ((port (guix-warning-port)))
    (display (string-append
              (if location
                  (string-append (location->string location) ": ")
                  (string-append (program-name) ": "))
              prefix
              (apply format-message str arguments))
             port)))

(define-syntax-rule (define-diagnostic name prefix)
  "Define the macro NAME, which writes a message that begins with PREFIX; its
first argument may be a location: (warning location (G_ \"~a is old~%\") x)."
  (define (name first . rest)
    "Write a message: FIRST, a location, and then, or at once, a format string
and its arguments."
    (if (string? first)
        (emit prefix #f first rest)
        (emit prefix first (car rest) (cdr rest)))))

(define-diagnostic warning "warning: ")
(define-diagnostic info "")
(define-diagnostic report-error "error: ")

(define (without-newline str)
  "Return the format string STR without the line end that it ends in."
  (let ((str (string-trim-right str #\newline)))
    (if (string-suffix? "~%" str) (string-drop-right str 2) str)))

(define (leave . arguments)
  "Raise an error made of ARGUMENTS: an optional location, a format string and
its arguments."
  (match arguments
    (((? string? str) . rest)
     (raise (make-condition &formatted-message
                            'format (without-newline str)
                            'arguments rest)))
    ((location (? string? str) . rest)
     (raise (make-compound-condition
             (make-condition &formatted-message
                             'format (without-newline str)
                             'arguments rest)
             (make-condition &error-location 'location location))))))

;;; diagnostics.scm ends here
