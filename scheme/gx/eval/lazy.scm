;;; SPDX-License-Identifier: GPL-3.0-or-later

(define-module (gx eval lazy)
  #:use-module (gx engine)
  #:use-module (gx eval lazy hooks)
  #:use-module ((gx eval lazy datum) #:select (read-datum))
  #:use-module (gx eval lazy names)
  #:use-module (gx eval lazy state)
  #:use-module (gx eval lazy whole)
  #:use-module ((gx eval load) #:select (make-user-form))
  #:use-module (ice-9 match)
  #:export (install-lazy-modules!
            take-form-in-progress!))

;;; Commentary:
;;; The channels' package modules as lazy ones; see (gx eval lazy state).
;;; Code:

(define (make-interface name)
  "Return an empty interface for the module NAME."
  (let ((interface (make-module)))
    (set-module-name! interface name)
    (set-module-kind! interface 'interface)
    interface))

(define (register! index name file directory)
  "Let there be a lazy module NAME, the engine's INDEX, whose source is FILE below
DIRECTORY."
  (let* ((module (resolve-module name #f #:ensure #t))
         (interface (make-interface name))
         (lazy (make-lazy-module index name file directory module interface)))
    (set-module-filename! module file)
    (set-module-declarative?! module #f)
    (set-module-transformer! module macroexpand)
    (set-module-public-interface! module interface)
    (register-lazy-module! lazy)
    (install-binders! lazy)))

(define (take-form-in-progress!)
  "Return the lazy module's form that is being worked on, as (gx eval load) makes
forms, or #f.  It is no longer lazy, so that it can be evaluated once more to learn
what is wrong with it."
  (match (form-in-progress)
    (#f #f)
    (form
     (let* ((lazy (form-owner form))
            (file (string-append (lazy-directory lazy) "/" (lazy-file lazy))))
       (for-each (lambda (name) (hashq-remove! (lazy-definitions lazy) name))
                 (form-names form))
       (make-user-form (false-if-exception (read-datum form file)) file
                  (1+ (form-line form)) (1+ (form-column form))
                  (lazy-module lazy) 0)))))

(define %installed? #f)

(define* (install-lazy-modules! #:key (compiling? #f))
  "Register all package modules of the channels, unless that has been done;
COMPILING? tells that object files are made."
  (unless %installed?
    (set! %installed? #t)
    (match (package-modules)
      (() #t)
      (modules
       (for-each (match-lambda
                   ((index name file directory lazy?)
                    (register-source! index name file directory)
                    (when lazy?
                      (register! index name file directory))))
                 modules)
       (install-hooks! #:compiling? compiling?)
       (offer-package-names!)))))
