;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; Connections to the store.

(define-module (guix store connection)
  #:use-module (gx core)
  #:use-module (guix serialization)
  #:use-module (ice-9 match)
  #:use-module (srfi srfi-9)
  #:use-module (srfi srfi-34)
  #:use-module (srfi srfi-35)
  #:export (%state-directory
            %daemon-socket-uri
            %default-substitute-urls

            store-connection?
            store-connection-socket
            store-connection-version
            store-connection-cache
            port->connection
            open-connection
            close-connection
            call-with-store
            with-store
            current-build-output-port

            &store-error
            store-error?
            &store-connection-error
            store-connection-error?
            store-connection-error-file
            store-connection-error-code
            &store-protocol-error
            store-protocol-error?
            store-protocol-error-message
            store-protocol-error-status

            process-messages
            protocol-error))

;;; Commentary:
;;;
;;; A connection to the engine that evaluates us, or to any daemon that speaks
;;; Guix's protocol, over a socket.
;;;
;;; Code:

(define %state-directory "/var/guix")

(define %daemon-socket-uri
  (make-parameter (or (getenv "GUIX_DAEMON_SOCKET")
                      (string-append %state-directory
                                     "/daemon-socket/socket"))))

(define %default-substitute-urls '())

(define-condition-type &store-error &error
  store-error?)

(define-condition-type &store-connection-error &store-error
  store-connection-error?
  (file  store-connection-error-file)
  (errno store-connection-error-code))

(define-condition-type &store-protocol-error &store-error
  store-protocol-error?
  (message store-protocol-error-message)
  (status  store-protocol-error-status))


;;;
;;; Connections.
;;;

(define-record-type <store-connection>
  (make-store-connection socket version shared? cache caches)
  store-connection?
  (socket  store-connection-socket)               ;port
  (version store-connection-version)              ;integer
  (shared? store-connection-shared?)              ;Boolean: never closed
  (cache   store-connection-cache)                ;what was sent -> file name
  (caches  store-connection-caches))              ;symbol -> table

(define %client-magic #x6e697863)
(define %server-magic #x6478696f)
(define %protocol-version #x164)

(define (protocol-error message)
  "Raise a protocol error with MESSAGE."
  (raise (condition (&store-protocol-error (message message) (status 1)))))

(define* (port->connection port #:key (version %protocol-version) shared?)
  "Greet the server behind PORT and return a connection to it."
  (setvbuf port 'block 65536)
  (write-int %client-magic port)
  (force-output port)
  (unless (= %server-magic (read-int port))
    (protocol-error "the server does not speak the store protocol"))
  (let ((server (read-int port)))
    (write-int version port)
    (write-int 0 port)                            ;no CPU affinity
    (write-int 1 port)                            ;reserve space
    (force-output port)
    (let ((connection (make-store-connection port server shared?
                                             (make-hash-table 1000)
                                             (make-hash-table 7))))
      (process-messages connection)
      connection)))

(define (connect-to-socket file)
  "Return a port connected to the Unix socket FILE."
  (let ((sock (socket PF_UNIX (logior SOCK_STREAM SOCK_CLOEXEC) 0)))
    (catch 'system-error
      (lambda ()
        (connect sock AF_UNIX file)
        sock)
      (lambda args
        (close-port sock)
        (raise (condition (&store-connection-error
                           (file file)
                           (errno (system-error-errno args)))))))))

;; The connection over the descriptor that the engine gave us: it cannot be
;; opened twice, so whoever asks for a connection gets this one.
(define %engine-connection #f)

(define (engine-connection fd)
  "Return the connection over the descriptor FD."
  (unless %engine-connection
    (set! %engine-connection
      (port->connection (fdopen fd "r+b") #:shared? #t)))
  %engine-connection)

(define* (open-connection #:optional (uri #f)
                          #:key (port #f) (reserve-space? #t) cpu-affinity)
  "Return a connection to the store: over PORT, to the server at URI, or to the
engine that evaluates this program."
  (cond (port
         (port->connection port))
        ((and (not uri) (worker-fd))
         => engine-connection)
        ((and (not uri) (and=> (getenv "GX_WORKER_FD") string->number))
         => engine-connection)
        (else
         (let ((uri (or uri (%daemon-socket-uri))))
           (port->connection
            (connect-to-socket (if (string-prefix? "unix://" uri)
                                   (string-drop uri 7)
                                   uri)))))))

(define (close-connection store)
  "Close the connection STORE, unless the engine made it."
  (unless (store-connection-shared? store)
    (close-port (store-connection-socket store))))

(define (call-with-store proc)
  "Call PROC with a connection that is closed afterwards."
  (let ((store (open-connection)))
    (dynamic-wind
      (const #t)
      (lambda () (proc store))
      (lambda () (close-connection store)))))

(define-syntax-rule (with-store store exp ...)
  "Evaluate EXP with the variable STORE bound to a connection."
  (call-with-store (lambda (store) exp ...)))

(define current-build-output-port
  ;; Where the output of builds goes.
  (make-parameter (current-error-port)))

(define (process-messages store)
  "Handle what the server of STORE sends until it is done with the request."
  (define port (store-connection-socket store))
  (let loop ()
    (match (read-int port)
      (#x6f6c6d67                                 ;next: log text
       (display (read-maybe-utf8-string port) (current-build-output-port))
       (loop))
      (#x64617461                                 ;read: we have no data
       (read-int port)
       (write-string "" port)
       (force-output port)
       (loop))
      (#x64617416                                 ;write: data we ignore
       (read-bytevector port)
       (loop))
      (#x63787470                                 ;error
       (let* ((message (read-maybe-utf8-string port))
              (status  (read-int port)))
         (raise (condition (&store-protocol-error
                            (message message)
                            (status status))))))
      (#x616c7473                                 ;last
       #t)
      (word
       (protocol-error (simple-format #f "unexpected word from the server: ~a"
                                      word))))))

;;; connection.scm ends here
