;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; The store, seen through the worker protocol.

(define-module (guix store)
  #:use-module (gx core)
  #:use-module (guix monads)
  #:use-module (guix serialization)
  #:use-module (guix utils)
  #:use-module (ice-9 binary-ports)
  #:use-module (ice-9 match)
  #:use-module (rnrs bytevectors)
  #:use-module (srfi srfi-1)
  #:use-module (srfi srfi-9)
  #:use-module (srfi srfi-34)
  #:use-module (srfi srfi-35)
  #:export (%store-prefix
            %state-directory
            %daemon-socket-uri
            %default-substitute-urls

            store-connection?
            store-connection-socket
            store-connection-version
            store-connection-cache
            store-connection-built-in-builders
            port->connection
            open-connection
            close-connection
            call-with-store
            with-store
            set-build-options
            current-build-output-port

            &store-error store-error?
            &store-connection-error
            store-connection-error?
            store-connection-error-file
            store-connection-error-code
            &store-protocol-error
            store-protocol-error?
            store-protocol-error-message
            store-protocol-error-status

            path-info?
            path-info-deriver
            path-info-hash
            path-info-references
            path-info-registration-time
            path-info-nar-size

            valid-path?
            query-path-hash
            query-path-info
            hash-part->path
            references
            references/cached
            references*
            requisites
            referrers
            valid-derivers
            query-derivation-outputs
            query-valid-derivers
            built-in-builders
            ensure-path
            add-temp-root
            add-indirect-root
            add-text-to-store
            add-data-to-store
            add-to-store
            add-file-tree-to-store
            build-mode
            build-things
            build

            store-path?
            direct-store-path?
            direct-store-path
            derivation-path?
            store-path-base
            store-path-package-name
            store-path-hash-part
            store-path
            output-path
            fixed-output-path

            %guile-for-build
            %store-monad
            store-bind
            store-return
            store-lift
            store-lower
            run-with-store
            current-system
            set-current-system
            current-target-system
            text-file
            binary-file
            interned-file
            interned-file-tree))

;;; Commentary:
;;;
;;; A connection to the engine that evaluates us, or to any daemon that speaks
;;; Guix's protocol.  What was sent once on a connection is not sent again.
;;;
;;; The store monad is the state monad with a connection as its state.
;;;
;;; Code:

(define %store-prefix
  (make-parameter (store-prefix)))

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


;;;
;;; Operations.
;;;

(define-syntax-rule (define-operation (name (writer arg) ...) docstring
                      opcode reader)
  "Define NAME as the procedure that calls operation OPCODE of its first
argument, a connection, with each ARG sent by WRITER, and that returns what
READER reads."
  (define (name store arg ...)
    docstring
    (let ((port (store-connection-socket store)))
      (write-int opcode port)
      (writer arg port) ...
      (force-output port)
      (process-messages store)
      (reader port))))

(define (read-boolean port)
  "Read a Boolean from PORT."
  (not (zero? (read-int port))))

(define (write-boolean value port)
  "Write the truth of VALUE to PORT."
  (write-int (if value 1 0) port))

(define-operation (valid-path? (write-store-path path))
  "Say whether PATH is a valid item of the store." 1 read-boolean)

(define-operation (query-path-hash/base16 (write-store-path path))
  "Return the hexadecimal hash of PATH's archive." 4 read-string)

(define-operation (references (write-store-path path))
  "Return the references of PATH." 5 read-store-path-list)

(define-operation (referrers (write-store-path path))
  "Return what refers to PATH." 6 read-store-path-list)

(define-operation (send-text (write-string name) (write-bytevector text)
                             (write-string-list references))
  "Add a text item and return its file name." 8 read-store-path)

(define-operation (build-things/mode (write-string-list things)
                                     (write-int mode))
  "Build or fetch THINGS." 9 read-boolean)

(define-operation (ensure-path (write-store-path path))
  "Make PATH valid, by a substitute if need be." 10 read-boolean)

(define-operation (add-temp-root (write-store-path path))
  "Keep PATH from collection while the connection is open." 11 read-boolean)

(define-operation (add-indirect-root (write-string file))
  "Make the symbolic link FILE a root." 12 read-boolean)

(define-operation (query-derivation-outputs (write-store-path path))
  "Return the outputs of the derivation file PATH." 22 read-store-path-list)

(define-operation (query-path-info/fields (write-store-path path))
  "Return the fields of PATH's information." 26 read-path-info)

(define-operation (hash-part->path (write-string hash-part))
  "Return the item whose hash part is HASH-PART, or the empty string."
  29 read-store-path)

(define-operation (valid-derivers (write-store-path path))
  "Return the valid derivations that have PATH as an output."
  33 read-store-path-list)

(define query-valid-derivers valid-derivers)

(define-operation (query-built-in-builders)
  "Return the names of the builders of the server." 80 read-string-list)

(define-record-type <path-info>
  (path-info deriver hash references registration-time nar-size)
  path-info?
  (deriver           path-info-deriver)           ;string or #f
  (hash              path-info-hash)              ;bytevector
  (references        path-info-references)        ;list of strings
  (registration-time path-info-registration-time) ;integer
  (nar-size          path-info-nar-size))         ;integer

(define (read-path-info port)
  "Read a <path-info> from PORT."
  (let* ((deriver    (match (read-store-path port) ("" #f) (path path)))
         (hash       (base16->bytevector (read-string port)))
         (references (read-store-path-list port))
         (time       (read-int port))
         (size       (read-int port)))
    (path-info deriver hash references time size)))

(define query-path-info query-path-info/fields)

(define (query-path-hash store path)
  "Return the hash of PATH's archive, a bytevector."
  (base16->bytevector (query-path-hash/base16 store path)))

(define-syntax-rule (cached store key exp)
  "Return what STORE's cache has at KEY, else the value of EXP, kept there."
  (let ((table (store-connection-cache store))
        (k key))
    (or (hash-ref table k)
        (let ((value exp))
          (hash-set! table k value)
          value))))

(define (built-in-builders store)
  "Return the names of the built-in builders that STORE's server has."
  (cached store 'built-in-builders (query-built-in-builders store)))

(define store-connection-built-in-builders built-in-builders)

(define (references/cached store item)
  "Return the references of ITEM; ask STORE once."
  (cached store (cons 'references item) (references store item)))

(define (references* item)
  "Return the references of ITEM in the store monad."
  (lambda (store)
    (values (references store item) store)))

(define (requisites store items)
  "Return the closure of ITEMS, a list of store items."
  (let loop ((items items) (result '()))
    (match items
      (() (reverse result))
      ((item . rest)
       (if (member item result)
           (loop rest result)
           (loop (append (references/cached store item) rest)
                 (cons item result)))))))

(define* (set-build-options store
                            #:key keep-failed? keep-going? fallback?
                            (verbosity 0) rounds max-build-jobs timeout
                            max-silent-time (offload? #t)
                            (print-build-trace #t) build-cores
                            (use-substitutes? #t) substitute-urls
                            #:allow-other-keys)
  "Set options for the builds asked for on STORE."
  (define port (store-connection-socket store))
  (define (number-option name value)
    (if value (list (cons name (number->string value))) '()))
  (write-int 19 port)
  (for-each (lambda (value) (write-boolean value port))
            (list keep-failed? keep-going? fallback?))
  (write-int verbosity port)
  (write-boolean offload? port)
  (write-int 0 port)
  (write-int 0 port)
  (write-boolean print-build-trace port)
  (write-boolean use-substitutes? port)
  (write-string-pairs
   (append (number-option "build-max-jobs" max-build-jobs)
           (number-option "build-cores" build-cores)
           (number-option "build-timeout" timeout)
           (number-option "build-max-silent-time" max-silent-time)
           (number-option "build-repeat" (and rounds (- rounds 1)))
           (if substitute-urls
               (list (cons "substitute-urls" (string-join substitute-urls)))
               '()))
   port)
  (force-output port)
  (process-messages store))

(define (sort-unique strings)
  "Return STRINGS sorted, each once."
  (delete-duplicates/sorted (sort strings string<?)))

(define (delete-duplicates/sorted lst)
  "Return LST, sorted strings, without repetitions."
  (match lst
    ((a b . rest)
     (if (string=? a b)
         (delete-duplicates/sorted (cons b rest))
         (cons a (delete-duplicates/sorted (cons b rest)))))
    (_ lst)))

(define* (add-data-to-store store name bytes #:optional (references '()))
  "Add BYTES as a text item called NAME, with REFERENCES; return its file name."
  (let* ((references (sort-unique references))
         (path (make-store-path (string-join (cons "text" references) ":")
                                (sha256 bytes) name)))
    (cached store path (send-text store name bytes references))))

(define* (add-text-to-store store name text #:optional (references '()))
  "Add the string TEXT as an item called NAME, with REFERENCES; return its file
name."
  (add-data-to-store store name (string->utf8 text) references))

(define (send-archive store name recursive? hash-algo write-archive)
  "Add what the procedure WRITE-ARCHIVE writes to a port as an item called NAME;
return its file name."
  (let ((port (store-connection-socket store)))
    (write-int 7 port)
    (write-string name port)
    (write-int 1 port)                            ;fixed
    (write-boolean recursive? port)
    (write-string (if (symbol? hash-algo)
                      (symbol->string hash-algo)
                      hash-algo)
                  port)
    (write-archive port)
    (force-output port)
    (process-messages store)
    (read-store-path port)))

(define (file-identity stat)
  "Return what tells whether the file of STAT changed."
  (list (stat:dev stat) (stat:ino stat) (stat:size stat)
        (stat:mtime stat) (stat:mtimensec stat)))

(define* (add-to-store store name recursive? hash-algo file
                       #:key (select? #f))
  "Add the file tree FILE as an item called NAME, but for what the predicate
SELECT? rejects; return the item's file name.  RECURSIVE? tells whether HASH-ALGO
is that of FILE's archive or of its contents."
  (define (add)
    (send-archive store name recursive? hash-algo
                  (lambda (port)
                    (write-file (if recursive? file (canonicalize-path file))
                                port
                                #:select? (or select? (const #t))))))
  (let ((stat (lstat file)))
    (if (or select? (eq? 'directory (stat:type stat)))
        (add)
        (cached store
                (list 'file name recursive? hash-algo (file-identity stat))
                (add)))))

(define* (add-file-tree-to-store store tree
                                 #:key (hash-algo "sha256") (recursive? #t))
  "Add TREE as an item: (NAME regular (data CONTENTS)), with 'executable in the
place of 'regular, (NAME symlink TARGET) or (NAME directory TREE ...).  CONTENTS
is a string or a bytevector; (file FILE) takes those of FILE."
  (define (contents spec)
    (match spec
      (('data (? string? str)) (string->utf8 str))
      (('data bytes) bytes)
      (('file file)
       (call-with-input-file file
         (lambda (port)
           (match (get-bytevector-all port)
             ((? eof-object?) #vu8())
             (bytes bytes)))
         #:binary #t))))
  (define (node tree)
    (match tree
      (((and kind (or 'regular 'executable)) spec) (list kind (contents spec)))
      (('symlink target) (list 'symlink target))
      (('directory entries ...)
       `(directory ,@(map (match-lambda
                            ((name . tree) (cons name (node tree))))
                          entries)))))
  (match tree
    ((name . tree)
     (send-archive store name recursive? hash-algo
                   (lambda (port) (write-file-tree (node tree) port))))))

(define-syntax build-mode
  (syntax-rules (normal repair check)
    "Return the number of a build mode: (build-mode check)."
    ((_ normal) 0)
    ((_ repair) 1)
    ((_ check) 2)))

(define* (build-things store things #:optional (mode (build-mode normal)))
  "Build or fetch THINGS: store items, derivation files, or pairs of such a file
and an output name."
  (build-things/mode store
                     (map (match-lambda
                            ((drv . output)
                             (string-append drv "!" output))
                            (thing thing))
                          things)
                     mode))

(define (build store things)
  "Build or fetch THINGS; see 'build-things'."
  (build-things store things))


;;;
;;; File names.
;;;

(define (store-path? path)
  "Say whether PATH lies in the store."
  (string-prefix? (string-append (%store-prefix) "/") path))

(define (direct-store-path? path)
  "Say whether PATH is a store item, and not a file inside of one."
  (and (store-path? path)
       (not (string-index path #\/ (+ 1 (string-length (%store-prefix)))))))

(define (direct-store-path path)
  "Return the store item that PATH is in."
  (let ((end (string-index path #\/ (+ 1 (string-length (%store-prefix))))))
    (if end (string-take path end) path)))

(define (derivation-path? path)
  "Say whether PATH is a derivation file."
  (and (store-path? path) (string-suffix? ".drv" path)))

(define (store-path-base path)
  "Return what follows the store's name in the item PATH, or #f."
  (and (direct-store-path? path)
       (string-drop path (+ 1 (string-length (%store-prefix))))))

(define %hash-part-length 32)

(define (store-path-package-name path)
  "Return the name, without the hash part, of the item PATH."
  (and=> (store-path-base path)
         (lambda (base)
           (and (> (string-length base) %hash-part-length)
                (string-drop base (+ 1 %hash-part-length))))))

(define (store-path-hash-part path)
  "Return the hash part of the item PATH."
  (and=> (store-path-base path)
         (lambda (base)
           (and (>= (string-length base) %hash-part-length)
                (string-take base %hash-part-length)))))

(define (store-path type hash name)
  "Return the file name of the item NAME of TYPE with HASH."
  (make-store-path type hash name))

(define (output-path output hash name)
  "Return the file name of OUTPUT of the derivation called NAME with HASH."
  (make-store-path (string-append "output:" output) hash
                   (if (string=? output "out")
                       name
                       (string-append name "-" output))))

(define* (fixed-output-path name hash
                            #:key (output "out") (hash-algo 'sha256)
                            (recursive? #t))
  "Return the file name of the item NAME whose contents have HASH."
  (if (and recursive? (eq? hash-algo 'sha256))
      (make-store-path "source" hash name)
      (make-store-path (string-append "output:" output)
                       (sha256
                        (string->utf8
                         (string-append "fixed:" output ":"
                                        (if recursive? "r:" "")
                                        (symbol->string hash-algo) ":"
                                        (bytevector->base16 hash) ":")))
                       name)))


;;;
;;; The store monad.
;;;

(define %guile-for-build
  ;; The derivation of the Guile that runs builders, or #f for the default.
  (make-parameter #f))

(define store-return state-return)
(define store-bind state-bind)

(define-monad %store-monad
  (bind   state-bind)
  (return state-return))

(define (store-lift proc)
  "Return PROC, whose first argument is a connection, as a monadic procedure."
  (lambda args
    (lambda (store)
      (values (apply proc store args) store))))

(define (store-lower mproc)
  "Return MPROC, a monadic procedure, as one that takes a connection first."
  (lambda (store . args)
    (run-with-store store (apply mproc args))))

(define* (run-with-store store mvalue
                         #:key
                         (guile-for-build (%guile-for-build))
                         (system (%current-system))
                         (target (%current-target-system)))
  "Return the result of MVALUE, in the store monad, run with STORE."
  (parameterize ((%guile-for-build guile-for-build)
                 (%current-system system)
                 (%current-target-system target))
    (call-with-values (lambda () (mvalue store))
      (lambda (result store) result))))

(define (current-system)
  "Return the current system in the store monad."
  (lambda (store)
    (values (%current-system) store)))

(define (current-target-system)
  "Return the current target, or #f, in the store monad."
  (lambda (store)
    (values (%current-target-system) store)))

(define (set-current-system system)
  "Set the current system to SYSTEM, and return it in the store monad."
  (lambda (store)
    (%current-system system)
    (values system store)))

(define* (text-file name text #:optional (references '()))
  "Return in the store monad the item NAME that contains TEXT."
  (lambda (store)
    (values (add-text-to-store store name text references) store)))

(define* (binary-file name data #:optional (references '()))
  "Return in the store monad the item NAME that contains DATA, a bytevector."
  (lambda (store)
    (values (add-data-to-store store name data references) store)))

(define* (interned-file file #:optional name
                        #:key (recursive? #t) (select? #f))
  "Return in the store monad the item NAME that is a copy of FILE."
  (lambda (store)
    (values (add-to-store store (or name (basename file))
                          recursive? "sha256" file #:select? select?)
            store)))

(define (interned-file-tree tree . args)
  "Return in the store monad the item that TREE describes; see
'add-file-tree-to-store'."
  (lambda (store)
    (values (apply add-file-tree-to-store store tree args) store)))

;;; store.scm ends here
