;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; Commentary:
;;; Each wrong manifest of tests/data/eval/errors gives the error that
;;; tests/data/eval/errors.tsv names: FILE, KIND, LINE, COLUMN, MESSAGE, HINT.
;;; Code:

(use-modules (gx eval failure) (gx eval lower) (gx eval request) (gx eval nearby)
             (ice-9 match) (ice-9 rdelim) (srfi srfi-1) (srfi srfi-64))

(define %data
  (string-append (getenv "GX_TEST_DATA") "/eval"))

(define (failure-of file)
  "Return the fields of the error that evaluating FILE as manifest gives."
  (call-with-failure
   (lambda ()
     (inputs->manifest
      (make-request 'profile "x86_64-linux" '()
                    (list (make-input 'manifest-file file #f))))
     '())
   identity))

(define (field fields key)
  "Return the value of KEY in FIELDS, or the empty string."
  (match fields
    (() "")
    ((name value . rest) (if (string=? name key) value (field rest key)))))

(define (rows file)
  "Return the lines of FILE, each split at tabs."
  (call-with-input-file file
    (lambda (port)
      (let loop ((rows '()))
        (match (read-line port)
          ((? eof-object?) (reverse rows))
          (line (loop (cons (string-split line #\tab) rows))))))
    #:encoding "UTF-8"))

(for-each
 (match-lambda
   ((name . expected)
    (let ((fields (parameterize ((current-warning-port (%make-void-port "w")))
                    (failure-of (string-append %data "/errors/" name)))))
      (test-equal name expected
        (map (lambda (key) (field fields key))
             '("kind" "line" "column" "message" "hint"))))))
 (rows (string-append %data "/errors.tsv")))

(test-assert "a backtrace is there when asked for"
  (not (string-null?
        (field (call-with-failure (lambda () (error "oops")) identity
                                  #:backtrace? #t)
               "backtrace"))))

(test-equal "edit distance" 3 (edit-distance "kitten" "sitting"))
(test-equal "nothing is near" '() (nearby "xyzzy" '("ruby" "bash")))
(test-equal "the nearest alone" '("ruby")
  (nearby "rubby" '("rubby-x" "ruby" "python")))
