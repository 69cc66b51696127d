(define-module (t cycle-a)
  #:use-module (t cycle-b)
  #:use-module (t macros)
  #:use-module ((ice-9 optargs) #:select (define*-public))
  #:export (exported-here never-defined (internal . renamed)))

;; "( strings, #\( characters, #| blocks |# and #;(data (comments)) do not count.
(define (ping n) (if (zero? n) 'ping-end (pong (- n 1))))
(define-public ping-of-three (delay (ping 3)))
(define exported-here #\()
(define-public odd-string "unbalanced ) \" (")
#| (define-public not-there 1) #| nested |# |#
#;(define-public not-there-either 2)
(define internal '(a "b" #\c))

(define-public line (current-line))
(define*-public (optional a #:optional (b 2) #:key (c 3)) "Documented." (list a b c))
(define-public café "naïve")
(export ping)
