;;; SPDX-License-Identifier: GPL-3.0-or-later

(define-module (gx eval lazy state)
  #:use-module (ice-9 match)
  #:use-module (srfi srfi-9)
  #:export (make-lazy-module
            lazy-module?
            lazy-index
            lazy-name
            lazy-file
            lazy-directory
            lazy-module
            lazy-interface
            lazy-definitions
            lazy-exports
            lazy-re-exports
            lazy-replacements
            lazy-imports set-lazy-imports!
            lazy-providers
            lazy-state set-lazy-state!
            lazy-text set-lazy-text!
            lazy-descriptions set-lazy-descriptions!
            lazy-others set-lazy-others!
            lazy-heads set-lazy-heads!
            lazy-complete? set-lazy-complete?!
            lazy-head-form set-lazy-head-form!
            lazy-winner set-lazy-winner!

            make-form
            form?
            form-owner
            form-kind
            form-head
            form-start
            form-end
            form-line
            form-column
            form-names set-form-names!
            form-state set-form-state!
            form-code set-form-code!
            form-variable

            register-lazy-module!
            still-lazy
            find-lazy-module
            module->lazy
            interface->lazy
            all-lazy-modules

            expanding?
            transforming?
            call-expanding
            call-transforming
            call-running

            form-in-progress
            call-in-form

            warn-about-module))

;;; Commentary:
;;; Package modules whose forms are read, expanded and evaluated when something
;;; first refers to what they define.
;;;
;;; A lazy module is `closed' until somebody looks for one of its names, then
;;; `open': its text is in memory, and what its forms define is known.  If it
;;; turns out that its forms cannot be evaluated one by one, it becomes `eager': an
;;; ordinary module, loaded whole.
;;;
;;; A form is `pending', then `expanding', `expanded', `forcing' and `done'; an
;;; exception takes it back to `pending'.
;;; Code:

(define-record-type <lazy-module>
  (%make-lazy-module index name file directory module interface definitions
                     exports re-exports replacements imports providers
                     state text descriptions others heads complete?
                     head-form winner)
  lazy-module?
  (index        lazy-index)             ;the engine's number for it
  (name         lazy-name)              ;list of symbols
  (file         lazy-file)              ;string, relative to a channel
  (directory    lazy-directory)         ;string, the channel's
  (module       lazy-module)            ;module
  (interface    lazy-interface)         ;module
  (definitions  lazy-definitions)       ;symbol -> form
  (exports      lazy-exports)           ;exported symbol -> symbol
  (re-exports   lazy-re-exports)        ;exported symbol -> symbol
  (replacements lazy-replacements)      ;exported symbol -> #t
  (imports      lazy-imports            ;list of imports
                set-lazy-imports!)
  (providers    lazy-providers)         ;symbol -> provider
  (state        lazy-state              ;closed, open, eager
                set-lazy-state!)
  (text         lazy-text               ;bytevector
                set-lazy-text!)
  (descriptions lazy-descriptions       ;what the engine says of its forms
                set-lazy-descriptions!)
  (others       lazy-others             ;forms whose names only expansion tells
                set-lazy-others!)
  (heads        lazy-heads              ;symbols, heads of the forms
                set-lazy-heads!)
  (complete?    lazy-complete?          ;boolean: is all known?
                set-lazy-complete?!)
  (head-form    lazy-head-form          ;its 'define-module'
                set-lazy-head-form!)
  (winner       lazy-winner             ;of two imports: first, last, replacing
                set-lazy-winner!))

(define-record-type <form>
  (%make-form owner kind head start end line column names state code variables)
  form?
  (owner     form-owner)                ;lazy module
  (kind      form-kind)                 ;symbol, see src/eval/forms.h
  (head      form-head)                 ;symbol or #f
  (start     form-start)                ;bytes
  (end       form-end)
  (line      form-line)                 ;from 0
  (column    form-column)
  (names     form-names set-form-names!) ;symbols
  (state     form-state set-form-state!)
  (code      form-code set-form-code!)  ;expanded, or #f
  (variables form-variables set-form-variables!)) ;alist

(define (make-form owner kind head name start end line column)
  "Return a pending form of OWNER."
  (%make-form owner kind head start end line column
              (if name (list name) '()) 'pending #f '()))

(define (form-variable form name)
  "Return the variable that NAME, defined by FORM, will have."
  (or (assq-ref (form-variables form) name)
      (let ((variable (make-undefined-variable)))
        (set-form-variables! form
                             (acons name variable (form-variables form)))
        variable)))

;; Both fill once and are then only read.
(define %by-name (make-hash-table))
(define %by-module (make-hash-table))
(define %by-interface (make-hash-table))
(define %all '())

(define (make-lazy-module index name file directory module interface)
  "Return a closed lazy module."
  (%make-lazy-module index name file directory module interface
                     (make-hash-table) (make-hash-table) (make-hash-table)
                     (module-replacements interface) '() (make-hash-table)
                     'closed #f '() '() '() #f #f 'replacing))

(define (register-lazy-module! lazy)
  "Let LAZY be found."
  (hash-set! %by-name (lazy-name lazy) lazy)
  (hashq-set! %by-module (lazy-module lazy) lazy)
  (hashq-set! %by-interface (lazy-interface lazy) lazy)
  (set! %all (cons lazy %all)))

(define (still-lazy lazy)
  "Return LAZY, a lazy module or #f, unless it became eager."
  (and lazy
       (not (eq? 'eager (lazy-state lazy)))
       lazy))

(define (find-lazy-module name)
  "Return the lazy module NAME or #f; one that became eager is none."
  (still-lazy (hash-ref %by-name name)))

(define (module->lazy module)
  "Return the lazy module that MODULE belongs to or #f; see above."
  (still-lazy (hashq-ref %by-module module)))

(define (interface->lazy interface)
  "Return the lazy module whose whole interface INTERFACE is or #f; see above."
  (still-lazy (hashq-ref %by-interface interface)))

(define (all-lazy-modules)
  "Return all lazy modules, those that became eager too, in no order."
  %all)


;;;
;;; The mode.
;;;

;; While a form is expanded psyntax looks up each free identifier to learn whether
;; it is a macro; that must not evaluate what it names.  Transformers of macros, and
;; all else that runs meanwhile, are ordinary code again, whose look-ups do
;; evaluate.  #f: code runs; `expanding': psyntax works on a lazy form;
;; `transforming': a transformer runs for it.
(define %mode (make-fluid #f))

(define (expanding?)
  "Say whether psyntax is at work on a lazy form."
  (eq? 'expanding (fluid-ref %mode)))

(define (transforming?)
  "Say whether a transformer runs for a lazy form."
  (eq? 'transforming (fluid-ref %mode)))

(define (call-expanding thunk)
  "Call THUNK, psyntax's work on a lazy form."
  (with-fluid* %mode 'expanding thunk))

(define (call-transforming thunk)
  "Call THUNK, code that runs within the expansion of a lazy form."
  (with-fluid* %mode 'transforming thunk))

(define (call-running thunk)
  "Call THUNK, ordinary code."
  (if (fluid-ref %mode)
      (with-fluid* %mode #f thunk)
      (thunk)))


;;;
;;; Where we are.
;;;

(define %form-in-progress (make-fluid #f))

(define (form-in-progress)
  "Return the form that is being expanded or evaluated, the innermost, or #f; also
#f within an ordinary module that is being loaded for one."
  (fluid-ref %form-in-progress))

(define (call-in-form form thunk)
  "Call THUNK, work on FORM."
  (with-fluid* %form-in-progress form thunk))


;;;
;;; Words.
;;;

(define (warn-about-module name key args)
  "Warn that the module NAME cannot be loaded because of KEY and ARGS."
  (format (current-error-port) "gx: warning: failed to load '~a.scm': ~a~%"
          (string-join (map symbol->string name) "/")
          (match (cons key args)
            (('unbound-variable _ _ (variable) . _)
             (format #f "unbound variable ~a" variable))
            (('syntax-error who message . _) message)
            ((_ _ (? string? message) (? list? arguments) . _)
             (false-if-exception (apply format #f message arguments)))
            (_ key))))
