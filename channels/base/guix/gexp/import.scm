;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; Sources of modules for builders.

(define-module (guix gexp import)
  #:use-module (guix diagnostics)
  #:use-module (guix gexp objects)
  #:use-module (guix modules)
  #:use-module (guix store)
  #:use-module (guix utils)
  #:use-module (ice-9 match)
  #:use-module (srfi srfi-1)
  #:use-module (srfi srfi-34)
  #:use-module (srfi srfi-35)
  #:export (imported-files
            imported-modules
            with-module-cache))

;;; Commentary:
;;;
;;; The modules that a builder imports make one store item for each set of them,
;;; put together in memory.
;;;
;;; Code:

;;;
;;; Modules for builders.
;;;

(define (file-name->entry name contents)
  "Return the tree of CONTENTS, a node, at the relative file NAME."
  (match (string-split name #\/)
    ((base) (cons base contents))
    ((directory . rest)
     (list directory 'directory
           (file-name->entry (string-join rest "/") contents)))))

(define (merge-entries entries)
  "Return ENTRIES, trees, with equal directories made one."
  (define (same? a b) (string=? (first a) (first b)))
  (match entries
    (() '())
    ((entry . rest)
     (call-with-values
         (lambda () (partition (lambda (other) (same? entry other)) rest))
       (lambda (same others)
         (cons (match entry
                 ((name 'directory entries ...)
                  `(,name directory
                          ,@(merge-entries
                             (append entries
                                     (append-map
                                      (match-lambda
                                        ((_ 'directory entries ...) entries)
                                        (_ '()))
                                      same)))))
                 (_ entry))
               (merge-entries others)))))))

(define (file-source->node store file system)
  "Return the tree node of FILE: a host file name or a file-like object."
  (match file
    ((? string? file) `(regular (file ,file)))
    ((? file-like? object)
     (match ((late-binding '(guix gexp files) 'file-like-contents)
             store object system)
       (#f (raise (make-compound-condition
                   (make-condition &gexp-input-error 'input object)
                   (make-condition &message 'message
                                   "a module imported by a builder must not \
depend on what must be built"))))
       (contents `(regular (data ,contents)))))))

(define* (imported-files files #:key (name "file-import")
                         (system (%current-system))
                         (guile #f) #:allow-other-keys)
  "Return in the store monad an item NAME with FILES, a list of
(TARGET . SOURCE), where SOURCE is a host file or a file-like object."
  (lambda (store)
    (let* ((nodes (map (match-lambda
                         ((target . source)
                          (file-name->entry
                           target (file-source->node store source system))))
                       files))
           (tree  `(,name directory ,@(merge-entries nodes))))
      (values (add-file-tree-to-store store tree) store))))

(define (module-files modules module-path)
  "Return (TARGET . SOURCE) for each of MODULES, but for those that come with
Guile: a builder has its own."
  (define channels (channel-directories module-path))
  (define (missing-module module)
    (raise (formatted-message
            "module ~a, which a builder needs, is not in the channels"
            module)))
  (filter-map (match-lambda
                ((module '=> source)
                 (cons (module->source-file-name module) source))
                (module
                 (let ((file (module->source-file-name module)))
                   (cond ((search-path channels file)
                          => (lambda (source) (cons file source)))
                         ((search-path module-path file) #f)
                         (else (missing-module module))))))
              modules))

(define-syntax-rule (with-module-cache store kind key exp)
  "Return what was computed on STORE for KIND and KEY, or the value of EXP."
  (let ((table (store-connection-cache store))
        (k (list 'modules kind key)))
    (or (hash-ref table k)
        (let ((value exp))
          (hash-set! table k value)
          value))))

(define* (imported-modules modules #:key (name "module-import")
                           (system (%current-system))
                           (module-path %load-path)
                           (guile #f) #:allow-other-keys)
  "Return in the store monad an item with the sources of MODULES."
  (lambda (store)
    (values (with-module-cache store 'source (list name modules module-path)
              (run-in store
                      (imported-files (module-files modules module-path)
                                      #:name name #:system system)))
            store)))

;;; import.scm ends here
