;; Does gx-eval's reader read what Guile's does, and where that stands?
(use-modules (gx engine) (gx eval lazy datum) (ice-9 match) (rnrs bytevectors))

(define (same? datum wanted places)
  (and (equal? datum wanted)
       (let loop ((datum datum) (wanted wanted))
         (or (not (pair? datum))
             (and (equal? (place-of datum places "f") (source-properties wanted))
                  (loop (car datum) (car wanted))
                  (loop (cdr datum) (cdr wanted)))))))

(define (check text)
  (let* ((places (make-hash-table))
         (bytes (string->utf8 (string-append "before\n" text)))
         (datum (read-form bytes 7 (bytevector-length bytes) 1 places))
         (port (open-input-string text)))
    (set-port-filename! port "f")
    (set-port-line! port 1)
    (format #t "~a\n" (cond ((not datum) 'left)
                            ((same? datum (read port) places) 'same)
                            (else (list 'not text datum))))))

(for-each check
          '("(a b . c)" "(define-public cafe\n  \"naïve “quotes” \\\" \\\\ \\n\\t\\0 日本語\n two\")"
            "(1 -2 +3 1+ - + ... 1.5 -.5 1/2 1e3 a.b a->b <x> %y license:gpl3+ x: :y)"
            "('a `(b ,c ,@d) #:key #:key-2 #t #f #true #false #\\a #\\( #\\;)"
            "(a ;comment\n #| block #| nested |# |# #;(datum) #;a b)"
            "(a\t\"tab\"\t(b))" "(\"é\" (b)\n\t(c))" "()" "(() (()))"))
(display "--\n")
(for-each check
          (list "[a]" "(café)" "(a [b])" "(|a b|)" "(#{a}#)" "(#\\space)" "(#vu8(1))" "(#(a))" "(#!eof)" "(#'a)"
                "(\"\\x41;\")" "(\"a\\\n b\")" "(a . b c)" "(. a)" "(a" "(a . )" "(#:1)" "(a'b)"
                (string-append (make-string 300 #\() (make-string 300 #\)))))
