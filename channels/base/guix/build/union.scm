;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; The union of directories, made of symbolic links.

(define-module (guix build union)
  #:use-module (guix build utils)
  #:use-module (srfi srfi-1)
  #:use-module (ice-9 ftw)
  #:use-module (ice-9 match)
  #:export (union-build
            warn-about-collision
            relative-file-name
            symlink-relative))

;;; Commentary:
;;;
;;; A directory that a single input has becomes one link; one that several have
;;; becomes a directory of links.  Where files collide, a procedure chooses.
;;;
;;; Code:

(define (directory? file)
  "Say whether FILE is a directory, or a link to one."
  (match (stat file #f)
    (#f #f)
    (stat (eq? 'directory (stat:type stat)))))

(define (entries directory)
  "Return the sorted names in DIRECTORY."
  (scandir directory (lambda (name) (not (member name '("." ".."))))))

(define (warn-about-collision files)
  "Choose the first of FILES, which all want the same place, and say so."
  (format (current-error-port) "~%warning: collision encountered:~%~{  ~a~%~}"
          files)
  (format (current-error-port) "warning: choosing ~a~%" (first files))
  (first files))

(define* (union-build output inputs
                      #:key (log-port (current-error-port))
                      (create-all-directories? #f)
                      (symlink symlink)
                      (resolve-collision warn-about-collision))
  "Make OUTPUT the union of the directories INPUTS, whose files SYMLINK makes
available there.  RESOLVE-COLLISION chooses among files for the same place, or
returns #f to leave them out.  With CREATE-ALL-DIRECTORIES?, no directory is a
link."
  (define (link-tree source target)
    ;; Used when SYMLINK copies, or when no directory may be a link.
    (if (directory? source)
        (begin
          (mkdir target)
          (for-each (lambda (name)
                      (link-tree (string-append source "/" name)
                                 (string-append target "/" name)))
                    (entries source)))
        (symlink source target)))

  (define (place sources target)
    ;; Make TARGET from SOURCES, files or directories that exist.
    (match sources
      ((source)
       (if (and (directory? source)
                (or create-all-directories?
                    (not (eq? symlink (@ (guile) symlink)))))
           (link-tree source target)
           (symlink source target)))
      (_
       (call-with-values (lambda () (partition directory? sources))
         (lambda (directories files)
           (cond ((null? files) (merge directories target))
                 (else
                  (match (if (null? directories)
                             (if (same-file? files)
                                 (first files)
                                 (resolve-collision sources))
                             (resolve-collision sources))
                    (#f #t)
                    (chosen (place (list chosen) target))))))))))

  (define (same-file? files)
    (every (lambda (file)
             (equal? (canonicalize-path* (first files))
                     (canonicalize-path* file)))
           (cdr files)))

  (define (canonicalize-path* file)
    (false-if-exception (canonicalize-path file)))

  (define (merge directories target)
    (mkdir target)
    (for-each (lambda (name)
                (place (filter-map (lambda (directory)
                                     (let ((file (string-append directory "/"
                                                                name)))
                                       (and (false-if-exception (lstat file))
                                            file)))
                                   directories)
                       (string-append target "/" name)))
              (sort (delete-duplicates (append-map entries directories))
                    string<?)))

  (setvbuf log-port 'line)
  (merge (delete-duplicates (filter directory? inputs)) output))

(define (relative-file-name reference file)
  "Return the name of FILE relative to the directory REFERENCE, both absolute."
  (let loop ((reference (string-tokenize reference
                                         (char-set-complement (char-set #\/))))
             (file (string-tokenize file
                                    (char-set-complement (char-set #\/)))))
    (match (list reference file)
      (((x . rest) (y . others))
       (if (string=? x y)
           (loop rest others)
           (string-join (append (map (const "..") reference) file) "/")))
      ((reference file)
       (string-join (append (map (const "..") reference) file) "/")))))

(define (symlink-relative old new)
  "Make NEW a link to OLD by a relative name."
  (symlink (relative-file-name (dirname new) old) new))

;;; union.scm ends here
