;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; Commentary:
;;; Load the file given as argument, whose SRFI-64 results come out as TAP.
;;; Code:

(use-modules (srfi srfi-64) (ice-9 match))

(define (tap-runner)
  "Return a runner that prints a TAP line for each test."
  (let ((runner (test-runner-null))
        (count 0)
        (failed 0))
    (define (report name ok? directive)
      (set! count (1+ count))
      (unless ok? (set! failed (1+ failed)))
      (format #t "~:[not ok~;ok~] ~a - ~a~a~%" ok? count name directive))
    (test-runner-on-test-end! runner
      (lambda (runner)
        (let ((kind (test-result-kind runner))
              (name (test-runner-test-name runner)))
          (report name (memq kind '(pass skip xfail))
                  (if (eq? kind 'skip) " # SKIP" ""))
          (when (memq kind '(fail xpass))
            (for-each (match-lambda
                        ((key . value)
                         (when (memq key '(source-file source-line expected-value
                                           actual-value actual-error))
                           (format #t "#   ~a: ~s~%" key value))))
                      (test-result-alist runner))))))
    (test-runner-on-final! runner
      (lambda (runner)
        (format #t "1..~a~%" count)
        (force-output)
        (exit (if (zero? failed) 0 1))))
    runner))

(match (program-arguments)
  ((_ file)
   (test-runner-current (tap-runner))
   (test-begin "all")
   (primitive-load file)
   (test-end "all")))
