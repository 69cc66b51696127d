;;; SPDX-License-Identifier: GPL-3.0-or-later

(define-module (gx eval modules)
  #:use-module ((gx eval lazy lookup) #:select (interface-names names-seen))
  #:use-module ((gx eval lazy state) #:select (module->lazy))
  #:use-module (ice-9 ftw)
  #:use-module (ice-9 match)
  #:use-module (ice-9 textual-ports)
  #:use-module (srfi srfi-1)
  #:export (visible-names
            exporter
            module-names
            exported-names))

;;; Commentary:
;;; Which modules and names there are, to tell what may have been meant.
;;; Code:

(define (names-in module)
  "Return the names that MODULE itself binds, as strings."
  ;; A broken #:select leaves names there that are none.
  (map symbol->string (filter symbol? (interface-names module))))

(define (visible-names module)
  "Return the names that MODULE can see, as strings."
  (match (module->lazy module)
    (#f (append (names-in module) (append-map names-in (module-uses module))))
    (lazy (append (map symbol->string (names-seen lazy))
                  (append-map names-in (list the-scm-module))))))

(define (exported-names name)
  "Return what the module called NAME exports, as strings; () if it cannot be had."
  (match (false-if-exception (resolve-interface name))
    (#f '())
    (interface (names-in interface))))

(define (exporter name)
  "Return the name of a module of the core channel that exports NAME, one of
packages if possible, or #f."
  (define (exports? module)
    (let ((interface (false-if-exception (resolve-interface module))))
      (and interface (module-variable interface name) #t)))
  (or (find exports? (package-module-names))
      ;; Loading them all takes a while: only those that spell the name.
      (find (lambda (module) (and (spells? module name) (exports? module)))
            (core-module-names))))

(define (module-file module)
  "Return the file of MODULE, a list of symbols, or #f."
  (search-path %load-path
               (string-append (string-join (map symbol->string module) "/")
                              ".scm")))

(define (spells? module name)
  "Say whether the text of MODULE has NAME in it."
  (match (module-file module)
    (#f #f)
    (file (string-contains (call-with-input-file file get-string-all
                             #:encoding "UTF-8")
                           (symbol->string name)))))

(define (core-module-names)
  "Return the names of the modules in guix on the load path."
  (append-map (lambda (directory)
                (map (lambda (file) `(guix ,(string->symbol file)))
                     (scheme-files (string-append directory "/guix"))))
              %load-path))

(define (scheme-files directory)
  "Return the names of DIRECTORY's Scheme files without their ends, sorted."
  (map (lambda (file) (string-drop-right file 4))
       (or (scandir directory (lambda (file) (string-suffix? ".scm" file))) '())))

(define (package-module-names)
  "Return the names of the modules in gnu/packages on the load path."
  (append-map (lambda (directory)
                (map (lambda (file) `(gnu packages ,(string->symbol file)))
                     (scheme-files (string-append directory "/gnu/packages"))))
              %load-path))

(define (directories directory)
  "Return the names of the folders in DIRECTORY."
  (or (scandir directory
               (lambda (name)
                 (and (not (string-prefix? "." name))
                      (eq? 'directory
                           (false-if-exception
                            (stat:type (stat (string-append directory "/"
                                                            name))))))))
      '()))

(define (modules-below root prefix depth)
  "Return the names of the modules in ROOT, whose own names begin with PREFIX, and
in its folders, DEPTH of them deep."
  (append (map (lambda (file) (append prefix (list (string->symbol file))))
               (scheme-files root))
          (if (zero? depth)
              '()
              (append-map (lambda (name)
                            (modules-below (string-append root "/" name)
                                           (append prefix
                                                   (list (string->symbol name)))
                                           (1- depth)))
                          (directories root)))))

(define (module-names)
  "Return the names of the modules on the load path."
  (delete-duplicates
   (append-map (lambda (root) (modules-below root '() 3))
               %load-path)))
