;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; Origins that are checkouts of Git repositories.

(define-module (guix git-download)
  #:use-module (guix derivations)
  #:use-module (guix monads)
  #:use-module (guix records)
  #:use-module (guix store)
  #:use-module (guix utils)
  #:use-module (ice-9 binary-ports)
  #:use-module (ice-9 match)
  #:use-module (rnrs bytevectors)
  #:use-module (srfi srfi-1)
  #:export (<git-reference>
            git-reference
            git-reference?
            git-reference-url
            git-reference-commit
            git-reference-recursive?

            git-fetch
            git-fetch/lfs
            git-version
            git-file-name
            git-predicate))

;;; Commentary:
;;;
;;; A checkout is a derivation with the built-in builder 'builtin:git-download'
;;; and a fixed hash.
;;;
;;; Code:

(define-record-type* <git-reference>
  git-reference make-git-reference
  git-reference?
  (url        git-reference-url)                  ;string
  (commit     git-reference-commit)               ;string: a commit or a tag
  (recursive? git-reference-recursive? (default #f))) ;with submodules?

(define* (git-fetch ref hash-algo hash
                    #:optional name
                    #:key (system (%current-system)) (guile #f) git)
  "Return in the store monad the derivation of the checkout of REF, whose HASH
of HASH-ALGO is known."
  (lambda (store)
    (values (derivation store (or name "git-checkout")
                        "builtin:git-download" '()
                        #:system system
                        #:hash hash
                        #:hash-algo hash-algo
                        #:recursive? #t
                        #:env-vars
                        `(("url" . ,(object->string (git-reference-url ref)))
                          ("commit" . ,(git-reference-commit ref))
                          ("recursive?"
                           . ,(object->string
                               (git-reference-recursive? ref))))
                        #:local-build? #t)
            store)))

(define git-fetch/lfs git-fetch)

(define (git-version version revision commit)
  "Return the version of a package made from COMMIT: VERSION, REVISION and the
first digits of COMMIT."
  (when (< (string-length commit) 7)
    (error "git-version: commit is too short" commit))
  (string-append version "-" revision "." (string-take commit 7)))

(define (git-file-name name version)
  "Return the name of the checkout of package NAME at VERSION."
  (string-append name "-" version "-checkout"))


;;;
;;; What a repository tracks.
;;;

(define (git-directory directory)
  "Return the repository of the working tree DIRECTORY, or #f."
  (let ((file (string-append directory "/.git")))
    (match (and=> (stat file #f) stat:type)
      ('directory file)
      ('regular
       (let ((line (call-with-input-file file (@ (ice-9 rdelim) read-line))))
         (and (string-prefix? "gitdir: " line)
              (let ((target (string-drop line 8)))
                (if (absolute-file-name? target)
                    target
                    (string-append directory "/" target))))))
      (_ #f))))

(define (find-working-tree directory)
  "Return the working tree that DIRECTORY is in, and its repository, or #f
twice."
  (let loop ((directory directory))
    (match (git-directory directory)
      (#f (if (string=? directory "/")
              (values #f #f)
              (loop (dirname directory))))
      (repository (values directory repository)))))

(define (read-index-entries bv)
  "Return the file names in BV, the contents of a Git index."
  (define (u32 offset) (bytevector-u32-ref bv offset (endianness big)))
  (define (u16 offset) (bytevector-u16-ref bv offset (endianness big)))
  (define (string-end offset)
    (let loop ((end offset))
      (if (zero? (bytevector-u8-ref bv end)) end (loop (+ 1 end)))))
  (define (substring-at start end)
    (let ((part (make-bytevector (- end start))))
      (bytevector-copy! bv start part 0 (- end start))
      (utf8->string part)))
  (define (read-varint offset)
    ;; Git's offset encoding; return the value and the next offset.
    (let loop ((offset (+ 1 offset))
               (byte (bytevector-u8-ref bv offset))
               (value (logand 127 (bytevector-u8-ref bv offset))))
      (if (zero? (logand 128 byte))
          (values value offset)
          (let ((next (bytevector-u8-ref bv offset)))
            (loop (+ 1 offset) next
                  (+ (ash (+ 1 value) 7) (logand 127 next)))))))
  (define version (u32 4))
  (let loop ((left (u32 8)) (offset 12) (previous "") (result '()))
    (if (zero? left)
        (reverse result)
        (let* ((extended? (and (>= version 3)
                               (not (zero? (logand #x4000
                                                   (u16 (+ offset 60)))))))
               (start (+ offset (if extended? 64 62))))
          (if (= version 4)
              (call-with-values (lambda () (read-varint start))
                (lambda (drop start)
                  (let* ((end (string-end start))
                         (name (string-append
                                (substring previous 0
                                           (- (string-length previous) drop))
                                (substring-at start end))))
                    (loop (- left 1) (+ 1 end) name (cons name result)))))
              (let* ((end (string-end start))
                     (size (+ 1 (- end offset))))
                (loop (- left 1)
                      (+ offset (* 8 (quotient (+ size 7) 8)))
                      ""
                      (cons (substring-at start end) result))))))))

(define (tracked-files repository)
  "Return the names of the files in the index of REPOSITORY."
  (let ((index (string-append repository "/index")))
    (if (file-exists? index)
        (read-index-entries
         (call-with-input-file index get-bytevector-all #:binary #t))
        '())))

(define (directories-of file)
  "Return the directories that FILE, a relative name, is in."
  (match (dirname file)
    ("." '())
    (directory (cons directory (directories-of directory)))))

(define* (git-predicate directory #:key (recursive? #t))
  "Return a predicate, of a file name and its stat, that says whether the file
is tracked in the working tree that DIRECTORY is in; #f if there is none."
  (call-with-values
      (lambda () (find-working-tree (canonicalize-path directory)))
    (lambda (tree repository)
      (and tree
           (let ((files (make-hash-table)))
             (for-each (lambda (file)
                         (for-each (lambda (name)
                                     (hash-set! files
                                                (string-append tree "/" name)
                                                #t))
                                   (cons file (directories-of file))))
                       (tracked-files repository))
             (lambda (file stat)
               (hash-ref files (real-name file))))))))

(define (real-name file)
  "Return FILE with its directory, but not itself, free of symbolic links."
  (string-append (canonicalize-path (dirname file)) "/" (basename file)))

;;; git-download.scm ends here
