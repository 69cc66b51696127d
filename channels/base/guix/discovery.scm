;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; Finding modules, and what they define.

(define-module (guix discovery)
  #:use-module (guix diagnostics)
  #:use-module (guix i18n)
  #:use-module (guix modules)
  #:use-module (ice-9 match)
  #:use-module (srfi srfi-1)
  #:export (scheme-files
            scheme-modules
            scheme-modules*
            fold-modules
            all-modules
            fold-module-public-variables
            fold-module-public-variables*))

;;; Commentary:
;;;
;;; Files come in the order of their names, so that what is found first does
;;; not depend on the file system.
;;;
;;; Code:

(define (directory-entries directory)
  "Return the sorted names in DIRECTORY that do not start with a dot."
  (match (false-if-exception (opendir directory))
    (#f '())
    (dir
     (let loop ((result '()))
       (match (readdir dir)
         ((? eof-object?)
          (closedir dir)
          (sort result string<?))
         (name
          (loop (if (string-prefix? "." name) result (cons name result)))))))))

(define (store-name? file)
  "Say whether FILE is a store, or a link into one."
  (or (string-suffix? "/gnu/store" file)
      (and=> (false-if-exception (readlink file))
             (lambda (target) (->bool (string-contains target "/gnu/store/"))))))

(define (scheme-files directory)
  "Return the .scm files below DIRECTORY, with DIRECTORY in their names.  A directory
to which several names lead, such as links in a circle, counts once; a store, or a
link into one, does not count: what is built has modules of its own."
  (define seen (make-hash-table))
  (define (new-directory? st)
    (let ((key (cons (stat:dev st) (stat:ino st))))
      (and (eq? 'directory (stat:type st))
           (not (hash-ref seen key))
           (hash-set! seen key #t))))
  (define (files-below directory)
    (append-map
     (lambda (name)
       (let ((file (string-append directory "/" name)))
         (cond ((string-suffix? ".scm" name) (list file))
               ((store-name? file) '())
               ((and=> (stat file #f) new-directory?) (files-below file))
               (else '()))))
     (directory-entries directory)))
  (and=> (stat directory #f) new-directory?)
  (files-below directory))

(define (relative-name file directory)
  "Return the name of FILE relative to DIRECTORY, which it is below."
  (string-drop file (+ 1 (string-length directory))))

(define (ignore . _)
  "Do nothing."
  #f)

(define (module-file? file)
  "Say whether FILE begins with a module definition."
  (match (false-if-exception
          (call-with-input-file file read #:encoding "UTF-8"))
    (('define-module . _) #t)
    (_ #f)))

(define (load-module name file warn)
  "Return the module NAME, in FILE, or #f after calling WARN if it is broken."
  (catch #t
    (lambda () (resolve-interface name))
    (lambda args
      (warn file name args)
      #f)))

(define* (scheme-modules directory #:optional sub-directory
                         #:key (warn ignore))
  "Return the modules below DIRECTORY, or below SUB-DIRECTORY of it."
  (define top
    (if sub-directory
        (string-append directory "/" sub-directory)
        directory))
  (filter-map
   (lambda (file)
     (and (module-file? file)
          (load-module (file-name->module-name (relative-name file directory))
                       file warn)))
   (scheme-files top)))

(define* (scheme-modules* directory #:optional sub-directory)
  "Like 'scheme-modules', without warnings."
  (scheme-modules directory sub-directory))

(define* (fold-modules proc init path #:key (warn ignore))
  "Fold PROC over the modules in PATH, a list of directories or of pairs of a
directory and a subdirectory of it."
  (fold (lambda (spec result)
          (fold proc result
                (match spec
                  ((? string? directory)
                   (scheme-modules directory #:warn warn))
                  ((directory . sub-directory)
                   (scheme-modules directory sub-directory #:warn warn)))))
        init path))

(define* (all-modules path #:key (warn ignore))
  "Return the modules in PATH; see 'fold-modules'."
  (reverse (fold-modules cons '() path #:warn warn)))

(define (sorted-variables module)
  "Return the (NAME . VARIABLE) pairs of MODULE, an interface, sorted."
  (sort (module-map cons module)
        (lambda (a b)
          (string<? (symbol->string (car a)) (symbol->string (car b))))))

(define (fold-module-public-variables* proc init modules)
  "Fold PROC, which takes a module, a symbol, its value and the result so far,
over the public variables of MODULES."
  (fold (lambda (module result)
          (fold (match-lambda*
                  (((name . variable) result)
                   (if (variable-bound? variable)
                       (proc module name (variable-ref variable) result)
                       result)))
                result
                (sorted-variables module)))
        init modules))

(define (fold-module-public-variables proc init modules)
  "Fold PROC over the values of the public variables of MODULES, each value
once."
  (define seen (make-hash-table))
  (fold-module-public-variables*
   (lambda (module name value result)
     (if (hashq-ref seen value)
         result
         (begin
           (hashq-set! seen value #t)
           (proc value result))))
   init modules))

;;; discovery.scm ends here
