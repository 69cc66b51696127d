;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; Commentary:
;;; Wrong manifests by the thousand: the real ones of tests/data/eval/manifests and
;;; tests/data/eval/errors, with tokens deleted, doubled, swapped, retyped, parentheses
;;; moved, names misspelt and bytes spoilt, are evaluated in this process.  Whatever is
;;; raised must be described: a message without internals, a place in the manifest.
;;;
;;;   gx repl -- tests/fuzz/manifests.scm --seed=N --count=N [--write=DIRECTORY]
;;;
;;; With --write the manifests are written to DIRECTORY and not evaluated.
;;; tests/fuzz/manifests runs this for as long as one likes.
;;; Code:

(use-modules (gx eval core) (gx eval failure) (gx eval load) (gx eval lower)
             (gx eval request)
             (ice-9 ftw) (ice-9 getopt-long) (ice-9 match) (ice-9 regex)
             (ice-9 textual-ports) (srfi srfi-1))

(define %top (or (getenv "GX_TOP_SRCDIR") (getcwd)))
(define %patience 120)                  ;seconds for one manifest

;;;
;;; Chance.
;;;

(define %state (seed->random-state 1))

(define (below n)
  "Return a number under N by chance."
  (random n %state))

(define (one-of items)
  "Return one of the list ITEMS by chance."
  (list-ref items (below (length items))))


;;;
;;; Manifests and their tokens.  Bytes are characters here, so that any may stand
;;; anywhere.
;;;

(define (read-bytes file)
  "Return the content of FILE as a string of bytes."
  (call-with-input-file file get-string-all #:encoding "ISO-8859-1"))

(define (write-bytes file text)
  "Write TEXT, a string of bytes, to FILE."
  (call-with-output-file file
    (lambda (port) (display text port))
    #:encoding "ISO-8859-1"))

(define %token
  (make-regexp "([][()]|\"([^\"\\\\]|\\\\.)*\"|;[^\n]*|[ \t\r\n]+|[^][() \t\r\n\";]+)"))

(define (tokenize text)
  "Return the tokens of TEXT; together they are TEXT but for what fits none."
  (map match:substring (list-matches %token text)))

(define (word? token)
  "Say whether TOKEN is neither blank, comment nor parenthesis."
  (not (memv (string-ref token 0) '(#\( #\) #\[ #\] #\space #\newline #\tab #\; #\"))))

(define %words
  ;; What may stand in the place of a word; nothing that could do harm.
  '("42" "-1" "1/3" "3.5" "#t" "#f" "'()" "'symbol" "\"string\"" "\"bash\"" "#:key"
    "#\\a" "car" "list" "lambda" "define" "let" "quote" "if" "begin" "package"
    "manifest" "packages->manifest" "specifications->manifest" "bash" "coreutils"
    "specification->package" "inherit" "version" "map" "apply" "values" "exit"
    "#~" "#$" "," ",@" "`" "'" "#;" "_" "..." "." "=>" "else" "cons*" "append"
    "vector-ref" "string-append" "error" "throw" "raise" "call/cc" "#(1 2)" "%"
    "origin" "gexp" "ungexp" "this-package" "delete" "syntax-rules" "define-syntax"
    "use-modules" "load" "include" "@" "@@" "(gnu packages bash)" "native-inputs"))


;;;
;;; Mutations: procedures from a list of tokens to another.
;;;

(define (at n tokens change)
  "Return TOKENS with what CHANGE makes of token N, a list, in its place."
  (append (take tokens n) (change (list-ref tokens n)) (drop tokens (1+ n))))

(define (anywhere change)
  "Return a mutation that applies CHANGE to a token by chance."
  (lambda (tokens)
    (if (null? tokens) tokens (at (below (length tokens)) tokens change))))

(define (at-word change)
  "Return a mutation that applies CHANGE to a word by chance."
  (lambda (tokens)
    (match (filter (lambda (n) (word? (list-ref tokens n))) (iota (length tokens)))
      (() tokens)
      (places (at (one-of places) tokens change)))))

(define (swap tokens)
  "Swap two tokens."
  (if (null? tokens)
      tokens
      (let* ((a (below (length tokens))) (b (below (length tokens)))
             (first (list-ref tokens a)) (second (list-ref tokens b)))
        (at b (at a tokens (const (list second))) (const (list first))))))

(define (misspell token)
  "Return TOKEN with a character lost, doubled or swapped."
  (let* ((n (below (string-length token)))
         (before (string-take token n)) (rest (string-drop token n)))
    (list (match (below 3)
            (0 (string-append before (string-drop rest 1)))
            (1 (string-append before (string-take rest 1) rest))
            (2 (if (> (string-length rest) 1)
                   (string-append before (string (string-ref rest 1)
                                                 (string-ref rest 0))
                                  (string-drop rest 2))
                   (string-append token "x")))))))

(define (spoil token)
  "Return TOKEN with a byte of any value in it."
  (let ((n (below (1+ (string-length token)))))
    (list (string-append (string-take token n)
                         (string (integer->char (below 256)))
                         (string-drop token (if (zero? (below 2))
                                                n
                                                (min (1+ n)
                                                     (string-length token))))))))

(define (truncate tokens)
  "Return the beginning of TOKENS."
  (take tokens (below (1+ (length tokens)))))

(define (splice tokens)
  "Return TOKENS with a piece of them moved elsewhere."
  (let* ((n (below (1+ (length tokens))))
         (size (min (below 12) (- (length tokens) n)))
         (piece (take (drop tokens n) size))
         (rest (append (take tokens n) (drop tokens (+ n size))))
         (to (below (1+ (length rest)))))
    (append (take rest to) piece (drop rest to))))

(define %mutations
  (list (anywhere (const '()))
        (anywhere (lambda (token) (list token token)))
        (anywhere (lambda (token) (list token " " (one-of %words) " ")))
        (at-word (lambda (_) (list (one-of %words))))
        (at-word (lambda (_) (list (one-of %words))))
        (at-word misspell)
        (at-word misspell)
        (anywhere misspell)
        (anywhere spoil)
        (anywhere (lambda (token) (list "(" token)))
        (anywhere (lambda (token) (list token ")")))
        (anywhere (lambda (token) (list "'" token)))
        (anywhere (lambda (token) (list "(" token ")")))
        swap splice truncate))

(define (mutate text)
  "Return TEXT with one to four mutations."
  (let loop ((n (1+ (below 4))) (tokens (tokenize text)))
    (if (zero? n)
        (string-concatenate tokens)
        (loop (1- n)
              (filter (lambda (token) (not (string-null? token)))
                      ((one-of %mutations) tokens))))))


;;;
;;; Judging.
;;;

(define %store #f)

(define (evaluate file)
  "Evaluate the manifest FILE down to its derivation; return the fields of the error,
() if there is none."
  (let ((request (make-request 'profile "x86_64-linux" '()
                               (list (make-input 'manifest-file file #f)))))
    (call-with-failure
     (lambda ()
       (lower-profile %store (inputs->manifest request) request)
       '())
     identity)))

(define (evaluate-patiently file)
  "Evaluate FILE; return 'slow if that takes too long."
  (let ((tag (make-prompt-tag)))
    (call-with-prompt tag
      (lambda ()
        (sigaction SIGALRM (lambda _ (abort-to-prompt tag)))
        (alarm %patience)
        (let ((fields (evaluate file)))
          (alarm 0)
          fields))
      (lambda (k) 'slow))))

(define (field fields key)
  "Return the value of KEY in FIELDS, or #f."
  (match fields
    (() #f)
    ((name value . rest) (if (string=? name key) value (field rest key)))))

(define %internals
  (make-regexp "Backtrace|In procedure|boot-9|psyntax|srfi-1\\.scm|ice-9/|gx/eval|\
#<[a-z&]|cannot be described|%exception|wrong-type-arg|misc-error"))

(define (complaint fields file text)
  "Return what is wrong with FIELDS, the error of FILE, which holds TEXT; or #f."
  (let ((message (or (field fields "message") ""))
        (hint (or (field fields "hint") ""))
        (where (field fields "file"))
        (line (string->number (or (field fields "line") "0")))
        (lines (1+ (string-count text #\newline))))
    (cond ((string-null? message) "no message")
          ((equal? (field fields "kind") "internal") "it could not be described")
          ((or (regexp-exec %internals message) (regexp-exec %internals hint))
           "internals show")
          ((not where) "no place")
          ((not (string=? where file)) (string-append "its place is " where))
          ((and (zero? line)
                (not (equal? (field fields "kind") "empty"))
                (not (string=? message "it is not a text")))
           "no line")
          ((> line lines) "a line behind the end")
          (else #f))))

(define (judge n file text)
  "Evaluate FILE, number N, which holds TEXT; return a symbol for what came of it."
  (match (evaluate-patiently file)
    ('slow 'slow)
    (() 'good)
    (fields
     (match (complaint fields file text)
       (#f 'error)
       (what
        (let ((kept (format #f "~a.~a" file n)))
          (write-bytes kept text)
          (format #t "# ~a: ~a: ~s~%" kept what fields)
          'fault))))))


;;;
;;; Doing it.
;;;

(define (seeds)
  "Return the texts to start from."
  (append-map (lambda (directory)
                (map (lambda (name) (read-bytes (string-append directory "/" name)))
                     (scandir directory
                              (lambda (name)
                                (and (string-suffix? ".scm" name)
                                     (not (string=? name "recursion.scm")))))))
              ;; Good ones more often: there is more to spoil in them.
              (cons (string-append %top "/tests/data/eval/errors")
                    (make-list 12 (string-append %top
                                                 "/tests/data/eval/manifests")))))

(define (main arguments)
  "Do what ARGUMENTS ask."
  (let* ((options (getopt-long arguments '((seed (value #t)) (count (value #t))
                                           (write (value #t)) (directory (value #t)))))
         (number (lambda (name default)
                   (string->number (option-ref options name default))))
         (written (option-ref options 'write #f))
         (directory (or written (option-ref options 'directory "/tmp")))
         (texts (seeds))
         (counts (make-hash-table)))
    (set! %state (seed->random-state (number 'seed "1")))
    (unless written
      (set! %store ((core (guix store) open-connection))))
    (do ((n 0 (1+ n)))
        ((= n (number 'count "100")))
      (let ((file (format #f "~a/manifest~a.scm" directory (if written n "")))
            (text (mutate (one-of texts))))
        (write-bytes file text)
        (unless written
          (let ((result (parameterize ((current-warning-port (%make-void-port "w"))
                                       (current-error-port (%make-void-port "w")))
                          (judge n file text))))
            (hashq-set! counts result (1+ (hashq-ref counts result 0)))))))
    (unless written
      (format #t "~a~%" (string-join
                         (map (lambda (name)
                                (format #f "~a ~a" name (hashq-ref counts name 0)))
                              '(good error slow fault))
                         ", ")))))

(main (program-arguments))
