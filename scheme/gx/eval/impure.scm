;;; SPDX-License-Identifier: GPL-3.0-or-later

(define-module (gx eval impure)
  #:use-module (gx engine)
  #:use-module (ice-9 match)
  #:export (start-trace!))

;;; Commentary:
;;; Procedures of Guile whose value no cache can vouch for are wrapped, so that
;;; calling one marks the evaluation.  Guile's C code reads clocks for itself all
;;; the time; only what Scheme code asks for counts.
;;; Code:

(define %impure-procedures
  '(("it reads the clock"
     current-time gettimeofday get-internal-real-time get-internal-run-time times)
    ("it uses randomness"
     random-state-from-platform)
    ("it asks who and where it runs"
     getpid getppid gethostname uname getlogin getpw getpwent getpwnam getpwuid
     getgr getgrent getgrnam getgrgid getuid geteuid getgid getegid getgroups)
    ("it depends on the time zone"
     localtime mktime)
    ("it reads the whole environment"
     environ)))

(define (wrap! why name)
  "Let the procedure NAME of Guile report WHY whenever it is called."
  (let ((variable (module-variable the-root-module name)))
    (when variable
      (let ((procedure (variable-ref variable)))
        (variable-set! variable
                       (lambda args
                         (trace-impure! why)
                         (apply procedure args)))))))

(define (start-trace!)
  "Record from now on what this process depends on."
  (for-each (match-lambda
              ((why . names)
               (for-each (lambda (name) (wrap! why name)) names)))
            %impure-procedures)
  (trace-start!))
