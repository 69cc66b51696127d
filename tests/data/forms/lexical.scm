;;; A comment with (parentheses and "quotes
(define-module (a lexical)
  #:use-module (b))
#| (define hidden 1) #| nested |# (define hidden 2) |#
#;(define skipped (3)) (define one 1)
	(define tabbed '(#\( #\) #\" #\; #\x41 #\space))
(define string "(define no 1)
(define no 2) \" \\")
(define extended #{odd ) name}#)
(define vectors #(1 2 #vu8(1 2) #:key))
(define gexp #~(begin #$one #+one #$@(list one) #+@(list) `(,one ,@one)))
(define [bracket x] [list x])
"a string" 42
(define (procédure x) "naïve ∀" x) (define after-it 1)
(define-public (public #:optional x) x)
(define ((curried a) b) a)
