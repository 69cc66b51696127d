;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; Commentary:
;;; (guix records).
;;; Code:

(use-modules (guix records) (srfi srfi-64) (ice-9 match))

(define %evaluations 0)

(define-record-type* <server> server make-server
  server? this-server
  (name server-name)
  (port server-port (default 80)
        (sanitize (lambda (port)
                    (unless (integer? port)
                      (throw 'bad-port port))
                    port)))
  (url  server-url (thunked)
        (default (string-append (server-name this-server) ":"
                                (number->string (server-port this-server)))))
  (slow server-slow (delayed)
        (default (begin (set! %evaluations (+ 1 %evaluations)) 'slow)))
  (id   server-id (default 'anonymous) (innate))
  (location server-location (default (current-source-location)) (innate)))

(define-record-type* <pair> named-pair make-named-pair
  named-pair?
  (left  pair-left)
  (right pair-right (thunked) (default (pair-left this-record))))

(define a (server (name "a")))
(define b (server (inherit a) (id 'b) (port 81)))

(test-equal "a default" 80 (server-port a))
(test-equal "a thunked default sees the record" "a:80" (server-url a))
(test-equal "inheritance keeps thunks unevaluated" "a:81" (server-url b))
(test-equal "an innate field is given" 'b (server-id b))
(test-equal "an innate field is not inherited" 'anonymous
  (server-id (server (inherit b))))
(test-equal "later fields see earlier ones" "x/x"
  (server-name (server (port 1) (name (string-append "x" "/x")))))
(test-equal "fields are bound in the order in which they are written"
  82 (server-port (server (inherit a) (name 82) (port name))))
(test-equal "a delayed field is evaluated once, when it is needed"
  '(0 slow slow 1)
  (let* ((before %evaluations)
         (first (server-slow a))
         (second (server-slow a)))
    (list before first second %evaluations)))
(test-error "sanitizers see given values" 'bad-port
  (server (name "c") (port "80")))
(test-equal "a thunk sees the heir" "z:9"
  (server-url (server (inherit (server (name "y") (port 9))) (name "z"))))
(test-equal "this-record where no name is declared" 3
  (pair-right (named-pair (left 3))))
(test-assert "the location is that of the constructor"
  (let ((one (assq-ref (server-location a) 'line))
        (two (assq-ref (server-location b) 'line)))
    (= 1 (- two one))))
(test-equal "match-record" '("a" 80)
  (match-record a <server> (name (port p)) (list name p)))
(test-equal "match-record-lambda" '("a" "a")
  (map (match-record-lambda <server> (name) name) (list a b)))
(test-equal "match by position" "a"
  (match a (($ <server> name) name)))
(test-equal "the positional constructor" '(1 2)
  (let ((p (make-named-pair 1 (lambda (self) 2))))
    (list (pair-left p) (pair-right p))))
(test-error "inheriting from another type" 'wrong-type-arg
  (server (inherit (named-pair (left 1)))))

(define (syntax-message exp)
  "Return the message and the faulty form of the syntax error in EXP."
  (catch 'syntax-error
    (lambda () (eval exp (current-module)) #f)
    (lambda (key who message where form . rest)
      (list who message form))))

(test-equal "an unknown field is named, and one that is near"
  '(server "unknown field 'nam'; did you mean 'name'?" (nam 1))
  (syntax-message '(server (nam 1))))
(test-equal "a missing field is named"
  '(server "missing field name" (server (port 1)))
  (syntax-message '(server (port 1))))
(test-equal "a field given twice"
  '(server "field 'name' is given twice" (name 2))
  (syntax-message '(server (name 1) (name 2))))
(test-equal "a field without a value"
  '(server "field 'name' needs exactly one value" (name))
  (syntax-message '(server (name))))
(test-equal "something that is no field"
  '(server "a field is written (NAME VALUE)" 42)
  (syntax-message '(server 42)))

(test-equal "alist->record" '(1 (2 3))
  (alist->record '((a . 1) (b . 2) (b . 3)) list '(a b) '(b)))
(test-equal "recutils" '(("name" . "x") ("text" . "one\ntwo"))
  (call-with-input-string "# c\nname: x\ntext: one\n+ two\n\nname: y\n"
    recutils->alist))
(test-equal "object->fields" "name: a\nport: 80\n\n"
  (call-with-output-string
    (lambda (port)
      (object->fields a (list (cons "name" server-name)
                              (cons "port" server-port))
                      port))))
