;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; A worker-protocol server that computes file names only, for tests.

(define-module (gx-tests mock)
  #:use-module (gx core)
  #:use-module (guix serialization)
  #:use-module (guix store)
  #:use-module (ice-9 binary-ports)
  #:use-module (ice-9 match)
  #:use-module (ice-9 threads)
  #:use-module (rnrs bytevectors)
  #:export (open-mock-connection
            mock-item
            mock-items
            mock-operations))

;;; Commentary:
;;;
;;; The server runs in a thread behind a pair of sockets.  It remembers the
;;; contents of text items and the archives of others, and which operations
;;; were called with what.
;;;
;;; Code:

;; Store item -> bytevector: text, or archive.
(define %items (make-hash-table))
(define %operations '())

(define (mock-item path)
  "Return the bytes of the item PATH: its text or its archive."
  (hash-ref %items path))

(define (mock-items)
  "Return the file names of all items."
  (sort (hash-map->list (lambda (path _) path) %items) string<?))

(define (mock-operations)
  "Return the list of (OPCODE ARGUMENT ...) of all calls, the first one first."
  (reverse %operations))

(define (note! . operation)
  "Remember OPERATION."
  (set! %operations (cons operation %operations)))

(define (copy-nar input output)
  "Copy the archive at INPUT to OUTPUT; return the contents of a flat file."
  (define (word)
    (let ((bv (read-bytevector input)))
      (write-bytevector bv output)
      bv))
  (define (string-word)
    (utf8->string (word)))
  (define (node)
    (string-word)                                 ;(
    (string-word)                                 ;type
    (match (string-word)
      ("regular"
       (when (string=? "executable" (string-word))
         (word)
         (word))
       (let ((contents (word)))
         (word)
         contents))
      ("symlink" (word) (word) (word) #f)
      ("directory"
       (let loop ()
         (when (string=? "entry" (string-word))
           (word) (word) (word) (word)
           (node)
           (word)
           (loop)))
       #f)))
  (string-word)
  (node))

(define (read-archive port)
  "Return the archive read from PORT, and the contents if it is a flat file."
  (call-with-values open-bytevector-output-port
    (lambda (output get)
      (let ((contents (copy-nar port output)))
        (values (get) contents)))))

(define (serve port)
  "Answer the requests that come from PORT until it ends."
  (define (last) (write-int #x616c7473 port))
  (define (reply write value)
    (last)
    (write value port)
    (force-output port))
  (define (operation opcode)
    (match opcode
      (19
       (for-each (lambda _ (read-int port)) (iota 9))
       (read-string-pairs port)
       (last)
       (force-output port))
      (80 (reply write-string-list '("download")))
      (1
       (let ((path (read-string port)))
         (reply write-int (if (hash-ref %items path) 1 0))))
      (8
       (let* ((name (read-string port))
              (text (read-bytevector port))
              (refs (read-string-list port))
              (path (make-store-path (string-join (cons "text" refs) ":")
                                     (sha256 text) name)))
         (hash-set! %items path text)
         (note! 8 name refs)
         (reply write-string path)))
      (7
       (let* ((name (read-string port))
              (_ (read-int port))
              (recursive? (= 1 (read-int port)))
              (algo (read-string port)))
         (call-with-values (lambda () (read-archive port))
           (lambda (archive contents)
             (let ((path (fixed-output-path
                          name (hash-bytes algo
                                           (if recursive? archive contents))
                          #:hash-algo (string->symbol algo)
                          #:recursive? recursive?)))
               (hash-set! %items path archive)
               (note! 7 name)
               (reply write-string path))))))
      (9
       (let* ((things (read-string-list port))
              (mode (read-int port)))
         (note! 9 things mode)
         (reply write-int 1)))
      (5
       (read-string port)
       (reply write-string-list '()))
      (6
       (read-string port)
       (write-int #x63787470 port)
       (write-string "the mock knows no referrers" port)
       (write-int 1 port)
       (force-output port))
      ;; What follows cannot be told from the next request: hang up.
      (_ (close-port port))))
  (read-int port)
  (write-int #x6478696f port)
  (write-int #x164 port)
  (force-output port)
  (read-int port) (read-int port) (read-int port)
  (last)
  (force-output port)
  (let loop ()
    (match (lookahead-u8 port)
      ((? eof-object?) (close-port port))
      (_ (operation (read-int port)) (loop)))))

(define (open-mock-connection)
  "Return a new connection to a mock server."
  (match (socketpair PF_UNIX SOCK_STREAM 0)
    ((client . server)
     (setvbuf server 'block 65536)
     (call-with-new-thread (lambda () (serve server)))
     (port->connection client))))

;;; mock.scm ends here
