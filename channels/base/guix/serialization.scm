;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; Words of the worker protocol and the NAR format.

(define-module (guix serialization)
  #:use-module (rnrs bytevectors)
  #:use-module (ice-9 binary-ports)
  #:use-module (ice-9 match)
  #:use-module (srfi srfi-1)
  #:use-module (srfi srfi-34)
  #:use-module (srfi srfi-35)
  #:export (write-int read-int
            write-long-long read-long-long
            write-string read-string
            write-bytevector read-bytevector
            read-latin1-string
            read-maybe-utf8-string
            write-string-list read-string-list
            write-string-pairs read-string-pairs
            write-store-path read-store-path
            write-store-path-list read-store-path-list

            &nar-error
            nar-error?
            nar-error-port
            nar-error-file

            write-file
            write-file-tree))

;;; Commentary:
;;;
;;; All integers take eight bytes, little-endian; strings are padded with zeros
;;; to a multiple of eight.  A NAR describes a file tree but for everything
;;; that differs between machines: times, owners, most modes.
;;;
;;; Code:

(define-condition-type &nar-error &error
  nar-error?
  (file nar-error-file)
  (port nar-error-port))

(define (write-long-long n port)
  "Write the integer N to PORT."
  (let ((bv (make-bytevector 8)))
    (bytevector-u64-set! bv 0 n (endianness little))
    (put-bytevector port bv)))

(define (read-bytes port count)
  "Read COUNT bytes from PORT."
  (if (zero? count)
      (make-bytevector 0)
      (let ((bv (get-bytevector-n port count)))
        (if (and (bytevector? bv) (= count (bytevector-length bv)))
            bv
            (raise (condition (&nar-error (file #f) (port port))))))))

(define (read-long-long port)
  "Read an integer from PORT."
  (bytevector-u64-ref (read-bytes port 8) 0 (endianness little)))

(define write-int write-long-long)
(define read-int read-long-long)

(define (padding length)
  "Return how many zeros follow LENGTH bytes."
  (modulo (- length) 8))

(define (write-padding length port)
  "Write the zeros that follow LENGTH bytes to PORT."
  (put-bytevector port (make-bytevector (padding length) 0)))

(define (write-bytevector bv port)
  "Write BV, its length before it, to PORT."
  (let ((length (bytevector-length bv)))
    (write-long-long length port)
    (put-bytevector port bv)
    (write-padding length port)))

(define (read-bytevector port)
  "Read a bytevector from PORT."
  (let* ((length (read-long-long port))
         (bv     (read-bytes port length)))
    (read-bytes port (padding length))
    bv))

(define (write-string str port)
  "Write STR, in UTF-8, to PORT."
  (write-bytevector (string->utf8 str) port))

(define (bytevector->string bv)
  "Return BV as UTF-8 text, or byte by byte where it is not."
  (catch 'decoding-error
    (lambda () (utf8->string bv))
    (lambda _
      (list->string (map integer->char (bytevector->u8-list bv))))))

(define (read-string port)
  "Read a string from PORT."
  (bytevector->string (read-bytevector port)))

(define read-latin1-string read-string)
(define read-maybe-utf8-string read-string)

(define (write-string-list lst port)
  "Write LST, a list of strings, to PORT."
  (write-long-long (length lst) port)
  (for-each (lambda (str) (write-string str port)) lst))

(define (read-string-list port)
  "Read a list of strings from PORT."
  (let loop ((count (read-long-long port)) (result '()))
    (if (zero? count)
        (reverse result)
        (loop (- count 1) (cons (read-string port) result)))))

(define (write-string-pairs alist port)
  "Write ALIST, of strings, to PORT."
  (write-long-long (length alist) port)
  (for-each (match-lambda
              ((key . value)
               (write-string key port)
               (write-string value port)))
            alist))

(define (read-string-pairs port)
  "Read an alist of strings from PORT."
  (let loop ((count (read-long-long port)) (result '()))
    (if (zero? count)
        (reverse result)
        (let* ((key   (read-string port))
               (value (read-string port)))
          (loop (- count 1) (alist-cons key value result))))))

(define write-store-path write-string)
(define read-store-path read-string)
(define write-store-path-list write-string-list)
(define read-store-path-list read-string-list)


;;;
;;; Archives.
;;;

(define %chunk-size 65536)

(define (copy-contents input output size)
  "Copy SIZE bytes from the port INPUT to OUTPUT."
  (let ((buffer (make-bytevector (min %chunk-size (max 1 size)))))
    (let loop ((left size))
      (unless (zero? left)
        (let ((count (get-bytevector-n! input buffer 0
                                        (min left
                                             (bytevector-length buffer)))))
          (when (eof-object? count)
            (raise (condition (&nar-error (file (port-filename input))
                                          (port input)))))
          (put-bytevector output buffer 0 count)
          (loop (- left count)))))))

(define (write-words port . words)
  "Write each string of WORDS to PORT."
  (for-each (lambda (word) (write-string word port)) words))

(define (write-regular port executable? size write-contents)
  "Write to PORT the node of a regular file of SIZE bytes, which the procedure
WRITE-CONTENTS writes to a port."
  (write-words port "(" "type" "regular")
  (when executable?
    (write-words port "executable" ""))
  (write-words port "contents")
  (write-long-long size port)
  (write-contents port)
  (write-padding size port)
  (write-words port ")"))

(define (write-symlink port target)
  "Write to PORT the node of a symbolic link to TARGET."
  (write-words port "(" "type" "symlink" "target" target ")"))

(define (write-directory port names write-entry)
  "Write to PORT the node of a directory with NAMES; WRITE-ENTRY writes the node
of a name."
  (write-words port "(" "type" "directory")
  (for-each (lambda (name)
              (write-words port "entry" "(" "name" name "node")
              (write-entry name)
              (write-words port ")"))
            (sort names utf8<?))
  (write-words port ")"))

(define (utf8<? a b)
  "Say whether the bytes of the string A come before those of B."
  ;; Code point order and UTF-8 byte order are the same.
  (string<? a b))

(define (directory-names directory)
  "Return the names in DIRECTORY but for . and .. ."
  (let ((dir (opendir directory)))
    (let loop ((result '()))
      (match (readdir dir)
        ((? eof-object?) (closedir dir) result)
        ((or "." "..") (loop result))
        (name (loop (cons name result)))))))

(define* (write-file file port #:key (select? (const #t)))
  "Write the archive of FILE to PORT.  Below a directory, only what SELECT?
accepts, given a file name and its lstat, goes in."
  (define (write-node file stat)
    (match (stat:type stat)
      ('regular
       (call-with-input-file file
         (lambda (input)
           (write-regular port
                          (not (zero? (logand #o100 (stat:perms stat))))
                          (stat:size stat)
                          (lambda (port)
                            (copy-contents input port (stat:size stat)))))
         #:binary #t))
      ('symlink
       (write-symlink port (readlink file)))
      ('directory
       (write-directory port
                        (filter (lambda (name)
                                  (let ((entry (string-append file "/" name)))
                                    (select? entry (lstat entry))))
                                (directory-names file))
                        (lambda (name)
                          (let ((entry (string-append file "/" name)))
                            (write-node entry (lstat entry))))))
      (_ (raise (condition (&nar-error (file file) (port port)))))))

  (write-words port "nix-archive-1")
  (write-node file (lstat file)))

(define (write-file-tree tree port)
  "Write to PORT the archive of TREE: (regular CONTENTS) or
(executable CONTENTS), where CONTENTS is a bytevector, (symlink TARGET), or
(directory (NAME . TREE) ...)."
  (define (write-node tree)
    (match tree
      (((and kind (or 'regular 'executable)) contents)
       (write-regular port (eq? kind 'executable)
                      (bytevector-length contents)
                      (lambda (port) (put-bytevector port contents))))
      (('symlink target)
       (write-symlink port target))
      (('directory . entries)
       (write-directory port (map car entries)
                        (lambda (name)
                          (write-node (assoc-ref entries name)))))))

  (write-words port "nix-archive-1")
  (write-node tree))

;;; serialization.scm ends here
