;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; Commentary:
;;; (guix store) and (guix derivations) against real files of Guix and Nix.
;;; Code:

(define this-file (search-path %load-path "api-derivations.scm"))
(define data-directory (string-append (dirname this-file) "/data"))
(add-to-load-path data-directory)
(use-modules (gx-tests mock) (guix derivations) (guix store) (guix monads)
             (guix serialization) (guix base16) (gx core)
             (srfi srfi-1) (srfi srfi-34) (srfi srfi-35) (srfi srfi-64)
             (rnrs bytevectors) (ice-9 match) (ice-9 rdelim)
             (ice-9 binary-ports))

(define data (getenv "GX_TEST_DATA"))
(define store (open-mock-connection))

(define (file-bytes file)
  "Return the bytes of FILE."
  (call-with-input-file file get-bytevector-all #:binary #t))

(define (rows file)
  "Return the rows of the tab-separated FILE, without comments."
  (call-with-input-file (string-append data file)
    (lambda (port)
      (let loop ((result '()))
        (match (read-line port)
          ((? eof-object?) (reverse result))
          (line (loop (if (or (string-prefix? "#" line)
                              (string-null? line))
                          result
                          (cons (string-split line #\tab) result)))))))
    #:encoding "UTF-8"))

;; Derivations.
(define samples (rows "/drv/derivations.tsv"))

(define (sample-file path)
  "Return the file that holds the derivation PATH."
  (match (find (match-lambda ((_ file . _) (string=? file path))) samples)
    ((tag . _) (string-append data "/drv/drv-" tag ".drv"))))

(define (read-sample path)
  "Return the derivation PATH."
  (let ((drv (read-derivation (open-bytevector-input-port
                               (file-bytes (sample-file path)))
                              read-sample)))
    (make-derivation (derivation-outputs drv) (derivation-inputs drv)
                     (derivation-sources drv) (derivation-system drv)
                     (derivation-builder drv)
                     (derivation-builder-arguments drv)
                     (derivation-builder-environment-vars drv)
                     path)))

(define (make-again drv)
  "Return the derivation that 'derivation' makes of the parts of DRV."
  (match (derivation-outputs drv)
    (((_ . output) . _)
     (derivation store (derivation-name drv) (derivation-builder drv)
                 (derivation-builder-arguments drv)
                 #:system (derivation-system drv)
                 #:inputs (reverse (derivation-inputs drv))
                 #:sources (reverse (derivation-sources drv))
                 #:outputs (reverse (derivation-output-names drv))
                 #:env-vars (derivation-builder-environment-vars drv)
                 #:hash (derivation-output-hash output)
                 #:hash-algo (derivation-output-hash-algo output)
                 #:recursive? (derivation-output-recursive? output)))))

(for-each
 (match-lambda
   ((tag path hash . outputs)
    (let ((drv (read-sample path)))
      (test-equal (string-append tag ": the bytes")
        (file-bytes (sample-file path))
        (derivation->bytevector drv))
      (test-equal (string-append tag ": the hash as an input")
        hash
        (bytevector->base16-string (derivation-hash drv)))
      (test-equal (string-append tag ": the file made from its parts")
        path
        (derivation-file-name (make-again drv)))
      (test-equal (string-append tag ": the outputs")
        (sort (append-map string-tokenize outputs) string<?)
        (sort (map (match-lambda
                     ((name . path) (string-append name "=" path)))
                   (derivation->output-paths (make-again drv)))
              string<?)))))
 samples)

(test-equal "properties" '((type . test) (n . 1))
  (derivation-properties
   (read-sample (second (assoc "options" samples)))))
(test-equal "options"
  (derivation-file-name (read-sample (second (assoc "options" samples))))
  (let* ((inputs (read-sample (second (assoc "inputs" samples))))
         (busybox "/gnu/store/hhvqa8002m3y2hw68zi7d6in7fbq1c9z-busybox"))
    (derivation-file-name
     (derivation store "options" (string-append busybox "/bin/sh")
                 '("-c" "cat g1 > $out")
                 #:system "x86_64-linux"
                 #:inputs (list (derivation-input inputs))
                 #:sources (list busybox)
                 #:env-vars `(("PATH" . ,(string-append busybox "/bin")))
                 #:references-graphs
                 `(("g1" . ,(derivation->output-path inputs)))
                 #:allowed-references '()
                 #:local-build? #t #:substitutable? #f
                 #:properties '((type . test) (n . 1))))))

(define fixed (read-sample (second (assoc "fixed-flat" samples))))
(define multi (read-sample (second (assoc "multi" samples))))
(test-equal "predicates" '(#t #f #f #t)
  (let ((options (read-sample (second (assoc "options" samples)))))
    (list (fixed-output-derivation? fixed) (fixed-output-derivation? multi)
          (substitutable-derivation? options)
          (offloadable-derivation? multi))))
(test-equal "a missing output" "man"
  (guard (c ((derivation-missing-output-error? c)
             (derivation-missing-output c)))
    (derivation->output-path multi "man")))
(test-equal "names" '("multi" ("doc" "lib" "out"))
  (list (derivation-name multi) (derivation-output-names multi)))
(test-assert "prerequisites"
  (let ((second-level (read-sample (second (assoc "second-level" samples)))))
    (> (length (derivation-prerequisites second-level))
       (length (derivation-inputs second-level)))))
(test-equal "UTF-8 in derivations" "café ☃"
  (let ((drv (derivation store "utf8" "/bin/sh" '("-c" "café ☃")
                         #:system "x86_64-linux")))
    (match (derivation-builder-arguments
            (read-derivation
             (open-bytevector-input-port
              (mock-item (derivation-file-name drv)))))
      ((_ text) text))))
(test-assert "hashing is linear in the graph"
  (let loop ((n 0) (drv (derivation store "deep-0" "/bin/sh" '()
                                    #:system "x86_64-linux")))
    (or (= n 60)
        (let ((name (string-append "deep-" (number->string (+ n 1)))))
          ;; Two derivations a level: 2^60 paths.
          (define (make name)
            (derivation store name "/bin/sh" '() #:system "x86_64-linux"
                        #:inputs (list (derivation-input drv))))
          (let ((a (make (string-append name "a")))
                (b (make (string-append name "b"))))
            (loop (+ n 1)
                  (derivation store name "/bin/sh" '()
                              #:system "x86_64-linux"
                              #:inputs (list (derivation-input a)
                                             (derivation-input b)))))))))

;; File names.
;; (the rows have \n for newlines)
(define (unescape str)
  (let ((index (string-contains str "\\n")))
    (if index
        (string-append (substring str 0 index) "\n"
                       (unescape (substring str (+ 2 index))))
        str)))

(for-each
 (match-lambda
   ((name text references path)
    (test-equal (string-append "text item " (basename path))
      path
      (add-text-to-store store name (unescape text)
                         (string-tokenize references)))))
 (rows "/storepath/text-paths.tsv"))

(for-each
 (match-lambda
   ((name output algo recursive? hash path)
    (test-equal (string-append "fixed output " (basename path))
      path
      (fixed-output-path name (base16-string->bytevector hash)
                         #:output output
                         #:hash-algo (string->symbol algo)
                         #:recursive? (string=? recursive? "1")))))
 (rows "/storepath/fixed-output-path.tsv"))

(test-equal "parts of file names"
  '("/gnu/store/abc-d" #t #f #t "hello.txt"
    "k9pad896kygyvpxli7f20bkl9813p9y4")
  (let ((item "/gnu/store/k9pad896kygyvpxli7f20bkl9813p9y4-hello.txt"))
    (list (direct-store-path "/gnu/store/abc-d/e/f")
          (direct-store-path? item)
          (direct-store-path? (string-append item "/x"))
          (store-path? (string-append item "/x"))
          (store-path-package-name item)
          (store-path-hash-part item))))

;; What is sent.
(define (count-operations opcode)
  (count (match-lambda ((op . _) (= op opcode))) (mock-operations)))

(test-equal "an item is sent once per connection" 1
  (let ((before (count-operations 8)))
    (add-text-to-store store "once" "once")
    (add-text-to-store store "once" "once")
    (- (count-operations 8) before)))
(test-assert "what was sent is valid"
  (valid-path? store (add-text-to-store store "valid" "v")))
(test-assert "something else is not"
  (not (valid-path? store "/gnu/store/00000000000000000000000000000000-x")))
(test-equal "references are sorted and unique" '("/gnu/store/a" "/gnu/store/b")
  (begin
    (add-text-to-store store "refs" "r"
                       '("/gnu/store/b" "/gnu/store/a" "/gnu/store/b"))
    (match (find (match-lambda ((8 "refs" . _) #t) (_ #f)) (mock-operations))
      ((_ _ refs) refs))))
(test-equal "builds" '((9 ("/gnu/store/a.drv" "/gnu/store/b.drv!lib") 0))
  (begin
    (build-derivations store '("/gnu/store/a.drv"
                               ("/gnu/store/b.drv" . "lib")))
    (filter (match-lambda ((9 . _) #t) (_ #f)) (mock-operations))))
(test-assert "protocol errors are conditions"
  (guard (c ((store-protocol-error? c)
             (string? (store-protocol-error-message c))))
    (referrers store "/gnu/store/x")
    #f))
(test-assert "no server"
  (guard (c ((store-connection-error? c)
             (string=? "/nonexistent" (store-connection-error-file c))))
    (open-connection "/nonexistent")
    #f))
(test-equal "options can be set" #t (set-build-options store #:timeout 1))
(test-equal "built-in builders" '("download") (built-in-builders store))

;; Archives.
(define (hello-tree port)
  (write-file-tree '(directory ("b" executable #vu8(98))
                               ("a" symlink "b")
                               ("é" directory))
                   port))
(test-equal "an archive of a tree in memory is that of the files"
  (call-with-values open-bytevector-output-port
    (lambda (port get) (hello-tree port) (get)))
  (let ((directory (mkdtemp "/tmp/gx-api.XXXXXX")))
    (define (file name) (string-append directory "/" name))
    (call-with-output-file (file "b") (lambda (port) (display "b" port)))
    (chmod (file "b") #o755)
    (symlink "b" (file "a"))
    (mkdir (file "é"))
    (let ((bytes (call-with-values open-bytevector-output-port
                   (lambda (port get) (write-file directory port) (get)))))
      (for-each delete-file (map file '("a" "b")))
      (rmdir (file "é"))
      (rmdir directory)
      bytes)))
(test-assert "flat and recursive items differ"
  (not (string=? (add-to-store store "x" #t "sha256" this-file)
                 (add-to-store store "x" #f "sha256" this-file))))
(test-equal "items from memory"
  (add-to-store store "f" #t "sha256" this-file)
  (add-file-tree-to-store store `("f" regular (file ,this-file))))

;; The store monad.
(test-equal "running monadic values" '("x86_64-linux" #t "i686-linux")
  (run-with-store store
    (mlet* %store-monad ((system (current-system))
                         (file (text-file "a" "text"))
                         (valid? ((store-lift valid-path?) file)))
      (mbegin %store-monad
        (set-current-system "i686-linux")
        (mlet %store-monad ((now (current-system)))
          (return (list system valid? now)))))))
(test-equal "store-lower" "/gnu/store/10vvmw4rs15w4nw32yd0555fblakzj6j-empty"
  ((store-lower text-file) store "empty" ""))
(test-assert "interned files"
  (store-path? (run-with-store store (interned-file this-file))))
