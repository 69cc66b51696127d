;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; Colours on terminals.

(define-module (guix colors)
  #:export (color
            color?
            coloring-procedure
            colorize-string
            color-output?
            isatty?*))

;;; Commentary:
;;;
;;; ANSI escape sequences by name.
;;;
;;; Code:

(define %codes
  '((CLEAR . 0) (RESET . 0) (BOLD . 1) (DARK . 2) (UNDERLINE . 4)
    (UNDERSCORE . 4) (BLINK . 5) (REVERSE . 6) (CONCEALED . 8)
    (BLACK . 30) (RED . 31) (GREEN . 32) (YELLOW . 33) (BLUE . 34)
    (MAGENTA . 35) (CYAN . 36) (WHITE . 37)
    (ON-BLACK . 40) (ON-RED . 41) (ON-GREEN . 42) (ON-YELLOW . 43)
    (ON-BLUE . 44) (ON-MAGENTA . 45) (ON-CYAN . 46) (ON-WHITE . 47)))

(define-syntax-rule (color name ...)
  "Return the colour made of the NAMEs: (color BOLD RED)."
  (list 'color 'name ...))

(define (color? obj)
  "Say whether OBJ is a colour."
  (and (pair? obj) (eq? 'color (car obj))))

(define (escape color)
  "Return the escape sequence that turns COLOR on."
  (string-append
   "\x1b["
   (string-join (map (lambda (name) (number->string (assq-ref %codes name)))
                     (cdr color))
                ";")
   "m"))

(define (colorize-string str color)
  "Return STR shown in COLOR."
  (string-append (escape color) str "\x1b[0m"))

(define (coloring-procedure color)
  "Return a procedure that shows a string in COLOR on terminals."
  (lambda* (str #:optional (port (current-output-port)))
    (if (color-output? port) (colorize-string str color) str)))

(define (isatty?* port)
  "Say whether PORT is a terminal; PORT may be any port."
  (and (file-port? port) (isatty? port)))

(define (color-output? port)
  "Say whether colours may be written to PORT."
  (and (not (getenv "NO_COLOR"))
       (not (equal? "dumb" (getenv "TERM")))
       (isatty?* port)))

;;; colors.scm ends here
