;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; What the store can be asked to do.

(define-module (guix store operations)
  #:use-module (gx core)
  #:use-module (guix serialization)
  #:use-module (guix store connection)
  #:use-module (ice-9 binary-ports)
  #:use-module (ice-9 match)
  #:use-module (rnrs bytevectors)
  #:use-module (srfi srfi-1)
  #:use-module (srfi srfi-9)
  #:export (store-connection-built-in-builders
            set-build-options

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
            build))

;;; Commentary:
;;;
;;; The calls of the worker protocol.  What was sent once on a connection is not
;;; sent again.
;;;
;;; Code:

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

;;; operations.scm ends here
