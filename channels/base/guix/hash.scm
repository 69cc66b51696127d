;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; Hashes of files.

(define-module (guix hash)
  #:use-module (gx core)
  #:use-module (guix serialization)
  #:use-module (ice-9 binary-ports)
  #:export (vcs-file?
            file-hash*))

;;; Commentary:
;;;
;;; The hash of a file's contents, or of a tree's archive.
;;;
;;; Code:

(define (vcs-file? file stat)
  "Say whether FILE, with STAT, is where a version control system keeps its
data."
  (case (stat:type stat)
    ((directory)
     (->bool (member (basename file)
                     '(".bzr" ".git" ".hg" ".svn" "CVS"))))
    ((regular)
     ;; The .git of a submodule or of a linked working tree.
     (string=? (basename file) ".git"))
    (else #f)))

(define* (file-hash* file #:key (algorithm 'sha256) (recursive? 'auto)
                     (select? (negate vcs-file?)))
  "Return the hash of FILE, a bytevector.  With RECURSIVE?, it is that of FILE's
archive, of what SELECT? accepts; by default, this holds for directories."
  (if (or (eq? recursive? #t)
          (and (eq? recursive? 'auto)
               (eq? 'directory (stat:type (lstat file)))))
      (call-with-values open-bytevector-output-port
        (lambda (port get)
          (write-file file port #:select? select?)
          (hash-bytes (symbol->string algorithm) (get))))
      (file-hash (symbol->string algorithm) file)))

;;; hash.scm ends here
