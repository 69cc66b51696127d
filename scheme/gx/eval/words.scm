;;; SPDX-License-Identifier: GPL-3.0-or-later

(define-module (gx eval words)
  #:use-module (gx eval load)
  #:use-module (gx eval locate)
  #:use-module (ice-9 match)
  #:use-module (ice-9 regex)
  #:use-module (srfi srfi-1)
  #:export (fields
            form-fields
            did-you-mean
            clean
            plain
            locate))

;;; Commentary:
;;; The parts of an error's description: fields of its record (src/eval/records.h),
;;; cleaned words, the place in the user's text.
;;; Code:

(define (position-fields prefix position)
  "Return the fields that tell POSITION, (LINE . COLUMN) or #f."
  (match position
    ((line . column)
     (list (string-append prefix "line") (number->string line)
           (string-append prefix "column") (number->string column)))
    (_ '())))

(define* (fields kind message #:key hint file source position open note
                 (names '()))
  "Return the fields of an error at POSITION, (LINE . COLUMN), of FILE or of the
text SOURCE that is called so; NOTE tells what is at a second position, OPEN."
  (define (optional name value)
    (if (and value (not (string-null? value))) (list name (plain value)) '()))
  (append (list "kind" kind "message" (plain message))
          (optional "hint" hint)
          (optional "file" file)
          (if source (list "source" source) '())
          (position-fields "" position)
          (position-fields "open-" open)
          (optional "note" note)
          (append-map (lambda (name) (list "candidate" name)) names)))

(define* (form-fields kind message form #:key hint (names '())
                      (places (list (form-position form)))
                      (open (match places
                              ((inner _ ... outer) outer)
                              (_ #f)))
                      (note "called from here"))
  "Return the fields of an error in the text that FORM is part of.  PLACES are
those of calls, innermost first."
  (fields kind message #:hint hint #:names names
          #:file (and form (form-file form))
          #:source (and form (form-text form))
          #:position (and (pair? places) (car places))
          #:open open #:note (and open note)))

(define (did-you-mean names)
  "Return a hint for NAMES, candidates; #f if there are none."
  (define (quoted name)
    (string-append "'" name "'"))
  (match names
    (() #f)
    ((name) (string-append "did you mean " (quoted name) "?"))
    ((names ... name)
     (string-append "did you mean " (string-join (map quoted names) ", ")
                    " or " (quoted name) "?"))))

(define (clean text)
  "Return TEXT, a message, without newlines at its end and capitals at its start."
  (let ((text (string-trim-right text #\newline)))
    (if (and (> (string-length text) 1)
             (char-lower-case? (string-ref text 1)))
        (string-append (string-downcase (string-take text 1))
                       (string-drop text 1))
        text)))

(define %unreadable
  ;; How Guile writes what cannot be read back, and what to say for it.
  (map (match-lambda
         ((pattern . words) (cons (make-regexp pattern) words)))
       '(("#<procedure [0-9a-f]{6,} [^>]*>" "a procedure")
         ("#<procedure ([^ ]+) [^>]*>" "the procedure " 1)
         ("#<<?([a-z-]+)>? ([^ >]+@[^ >]+)[^>]*>" 1 " " 2)
         ("#<<?([a-z-]+)>?[^>]*>" "a " 1))))

(define (readable text)
  "Return TEXT with words for what Guile cannot write otherwise."
  (fold (lambda (rule text)
          (match rule
            ((pattern . words)
             (apply regexp-substitute/global #f pattern text
                    (append '(pre) words '(post))))))
        text %unreadable))

(define (plain text)
  "Return TEXT with a picture for each NUL, which ends texts elsewhere, and without
addresses."
  (string-map (lambda (c) (if (char=? c #\nul) #\x2400 c))
              (if (string-contains text "#<") (readable text) text)))

(define (form-position form)
  "Return the position at which FORM starts."
  (and form (cons (form-line form) (form-column form))))

(define (locate form stack)
  "Return the places in FORM's text of the calls that failed with STACK, innermost
first; that of FORM if nothing better is known."
  (match (if form (locate-frames stack (form-file form)) '())
    (()
     (match (or (and form (form-evaluable? form) (source-of form)
                     (false-if-exception (locate-by-compiling form)))
                '())
       (() (if form (list (form-position form)) '()))
       (places places)))
    (places places)))
