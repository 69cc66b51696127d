;;; SPDX-License-Identifier: GPL-3.0-or-later

(define-module (gx eval core)
  #:export (core
            core-if-loaded
            public-value
            lookup-if-loaded
            module-exists?))

;;; Commentary:
;;; The core channel as the engine sees it: exported procedures of its modules,
;;; looked up when they are needed.  Nothing here is bound when this module is
;;; compiled, so any core channel will do, and a module that an evaluation does
;;; not need is never loaded.
;;; Code:

(define-syntax-rule (core module name)
  "Return the value of NAME, exported by MODULE of the core channel:
((core (guix profiles) packages->manifest) '())."
  (public-value 'module 'name))

(define (variable-value variable interface name)
  "Return the value of VARIABLE, NAME in INTERFACE.  Accessors of records are
macros that stand for a procedure as well: that procedure is returned."
  (let ((value (variable-ref variable)))
    (if (macro? value)
        (let ((user (make-fresh-user-module)))
          (module-use! user interface)
          (eval name user))
        value)))

(define %values (make-hash-table))

(define (public-value module name)
  "Return the value of NAME, exported by MODULE."
  (let ((key (cons module name)))
    (or (hash-ref %values key)
        (let* ((interface (resolve-interface module))
               (variable (module-variable interface name)))
          (unless variable
            (error "the core channel lacks" name module))
          (let ((value (variable-value variable interface name)))
            (hash-set! %values key value)
            value)))))

(define-syntax-rule (core-if-loaded module name)
  "Like 'core', but return #f unless MODULE has been loaded and exports NAME:
((core-if-loaded (guix packages) package?) obj)."
  (lookup-if-loaded 'module 'name))

(define (lookup-if-loaded name variable)
  "Return the value of VARIABLE in the interface of the module NAME, or #f."
  (let* ((module (resolve-module name #f #:ensure #f))
         (interface (and module (module-public-interface module)))
         (box (and interface (module-variable interface variable))))
    (and box (variable-bound? box)
         (variable-value box interface variable))))

(define (module-exists? name)
  "Say whether the load path has a module NAME."
  (->bool (or (and=> (resolve-module name #f #:ensure #f) module-public-interface)
              (search-path %load-path
                           (string-append
                            (string-join (map symbol->string name) "/")
                            ".scm")))))
