;;; SPDX-License-Identifier: GPL-3.0-or-later

(define-module (gx eval lazy definition)
  #:use-module (gx eval lazy state)
  #:use-module (ice-9 match)
  #:use-module (srfi srfi-1)
  #:use-module (srfi srfi-9)
  #:export (read-definition!
            read-use-modules!
            add-exports!
            add-re-exports!

            load-imports!
            import-target
            import-name
            import-select
            import-hide
            import-autoload
            import-renamer
            import-original
            import-seen
            options->import
            import-interface
            import-replaces?))

;;; Commentary:
;;; What 'define-module', 'use-modules' and 'export' forms say, and imports: from a
;;; lazy module, or from an ordinary one.
;;; Code:

(define-record-type <import>
  (make-import name target select hide prefix renamer autoload interface)
  import?
  (name      import-name)               ;list of symbols
  (target    import-lazy)               ;lazy module or #f
  (select    import-select)             ;list of symbols or pairs, or #f
  (hide      import-hide)               ;list of symbols
  (prefix    import-prefix)             ;symbol or #f
  (renamer   import-renamer)            ;procedure or #f
  (autoload  import-autoload)           ;list of symbols or #f
  (interface %import-interface          ;module or #f
             set-import-interface!))

(define (import-target import)
  "Return the lazy module that IMPORT is from, or #f."
  (still-lazy (import-lazy import)))

(define (spec->import spec)
  "Return what SPEC, as after #:use-module, imports, or #f if it is not written as
expected."
  (match spec
    (((? symbol?) ..1)
     (make-import spec (find-lazy-module spec) #f '() #f #f #f #f))
    ((((? symbol? name) ..1) . options)
     (options->import name options))
    (_ #f)))

(define (options->import name options)
  "Return the import of the module NAME with OPTIONS, or #f."
  (let loop ((options options) (select #f) (hide '()) (prefix #f) (renamer #f))
    (match options
      (()
       (make-import name (find-lazy-module name) select hide prefix renamer
                    #f #f))
      ((#:select (? list? names) . rest) (loop rest names hide prefix renamer))
      ((#:hide (? list? names) . rest) (loop rest select names prefix renamer))
      ((#:prefix (? symbol? prefix) . rest) (loop rest select hide prefix renamer))
      ((#:renamer code . rest)
       (loop rest select hide prefix
             (eval code (resolve-module '(guile-user)))))
      (_ #f))))

(define (autoload->import name symbols)
  "Return the import of SYMBOLS from the module NAME when they are needed."
  (make-import name (find-lazy-module name) #f '() #f #f symbols #f))

(define (add-import! lazy import)
  "Let LAZY have IMPORT as its last; return #f if there is none."
  (and import
       (set-lazy-imports! lazy (append (lazy-imports lazy) (list import)))
       #t))

(define* (add-exports! lazy names #:key (replace? #f))
  "Let LAZY export NAMES, symbols or pairs (INTERNAL . EXTERNAL)."
  (for-each (lambda (name)
              (call-with-values
                  (lambda ()
                    (match name
                      ((internal . external) (values internal external))
                      (symbol (values symbol symbol))))
                (lambda (internal external)
                  (when replace?
                    (hashq-set! (lazy-replacements lazy) external #t))
                  (hashq-set! (lazy-exports lazy) external internal))))
            names)
  #t)

(define* (add-re-exports! lazy names #:key (replace? #f))
  "Let LAZY export NAMES, which it imports."
  (for-each (lambda (name)
              (match name
                ((internal . external)
                 (hashq-set! (lazy-re-exports lazy) external internal)
                 (when replace?
                   (hashq-set! (lazy-replacements lazy) external #t)))
                (symbol
                 (hashq-set! (lazy-re-exports lazy) symbol symbol)
                 (when replace?
                   (hashq-set! (lazy-replacements lazy) symbol #t)))))
            names)
  #t)

(define (symbols? names)
  "Say whether NAMES are names to export."
  (and (list? names)
       (every (match-lambda
                ((? symbol?) #t)
                (((? symbol?) . (? symbol?)) #t)
                (_ #f))
              names)))

(define (set-winner! lazy handlers)
  "Let HANDLERS, as after #:duplicates, tell which of two imports of one name LAZY
takes; return #f if they are unusual."
  (match handlers
    (((or 'first 'last) . _)
     (set-lazy-winner! lazy (car handlers)))
    (('replace (or 'warn 'warn-override-core) ... 'last)
     (set-lazy-winner! lazy 'replacing))
    (_ #f)))

(define (read-clause! lazy keyword value)
  "Let LAZY have what KEYWORD and VALUE of its definition say; return #f if that
is unusual."
  (match (list keyword value)
    ((#:use-module spec)
     (add-import! lazy (spec->import spec)))
    (((or #:export #:export-syntax) (? symbols? names))
     (add-exports! lazy names))
    (((or #:replace #:replace-syntax) (? symbols? names))
     (add-exports! lazy names #:replace? #t))
    (((or #:re-export #:re-export-syntax) (? symbols? names))
     (add-re-exports! lazy names))
    ((#:re-export-and-replace (? symbols? names))
     (add-re-exports! lazy names #:replace? #t))
    ((#:duplicates handlers)
     (set-winner! lazy handlers))
    ((#:declarative? (? boolean?)) #t)
    ((#:version (? list? version))
     (set-module-version! (lazy-module lazy) version)
     #t)
    (_ #f)))

(define (read-definition! lazy datum)
  "Let LAZY have what DATUM, its 'define-module' form, says; return #f if that
cannot be told from the form, or is unusual."
  (match datum
    (('define-module (? (lambda (name) (equal? name (lazy-name lazy)))) . clauses)
     (let loop ((clauses clauses))
       (match clauses
         (() #t)
         ((#:autoload ((? symbol? name) ..1) (? symbols? symbols) . rest)
          (add-import! lazy (autoload->import name symbols))
          (loop rest))
         (((? keyword? keyword) value . rest)
          (and (read-clause! lazy keyword value)
               (loop rest)))
         (_ #f))))
    (_ #f)))

(define (read-use-modules! lazy datum)
  "Let LAZY have the imports of DATUM, a 'use-modules' form; return #f if they are
not written as expected."
  (match datum
    (('use-modules specs ...)
     (every (lambda (spec) (add-import! lazy (spec->import spec))) specs))
    (_ #f)))


;;;
;;; Imports at work.
;;;

(define (unprefixed symbol prefix)
  "Return SYMBOL without PREFIX, #f if it does not begin with that."
  (let ((text (symbol->string symbol))
        (start (symbol->string prefix)))
    (and (string-prefix? start text)
         (string->symbol (string-drop text (string-length start))))))

(define (renamed import names symbol)
  "Return that of NAMES which IMPORT's renamer makes SYMBOL, or #f."
  (find (lambda (name) (eq? symbol ((import-renamer import) name))) names))

(define (selected import symbol)
  "Return the symbol that IMPORT's selection calls SYMBOL, or #f."
  (any (match-lambda
         ((original . seen) (and (eq? seen symbol) original))
         (name (and (eq? name symbol) name)))
       (import-select import)))

(define (visible-names import exported-names)
  "Return the names that IMPORT gives, before they are renamed; EXPORTED-NAMES
returns all that a lazy module exports."
  (if (import-select import)
      (map (match-lambda ((_ . seen) seen) (name name)) (import-select import))
      (exported-names (import-lazy import))))

(define (import-seen import original)
  "Return what IMPORT calls ORIGINAL, a name of the module it is from: a list of
none, one or more."
  (define (rename name)
    (cond ((import-prefix import) => (lambda (prefix) (symbol-append prefix name)))
          ((import-renamer import) => (lambda (renamer) (renamer name)))
          (else name)))
  (cond ((memq original (import-hide import)) '())
        ((import-select import)
         => (lambda (select)
              (filter-map (match-lambda
                            ((name . seen)
                             (and (eq? name original) (rename seen)))
                            (name
                             (and (eq? name original) (rename name))))
                          select)))
        (else (list (rename original)))))

(define (import-original import symbol exported-names)
  "Return the name, in the lazy module that IMPORT is from, of what IMPORT calls
SYMBOL, or #f; see above for EXPORTED-NAMES."
  (let* ((seen (cond ((import-prefix import)
                      => (lambda (prefix) (unprefixed symbol prefix)))
                     ((import-renamer import)
                      (renamed import (visible-names import exported-names) symbol))
                     (else symbol)))
         (original (and seen
                        (cond ((import-autoload import)
                               => (lambda (names) (and (memq seen names) seen)))
                              ((import-select import) (selected import seen))
                              (else seen)))))
    (and original
         (not (memq original (import-hide import)))
         original)))

;; Interfaces with prefixes and the like cost milliseconds to make.
(define %interfaces (make-hash-table))

(define (cached-interface name options)
  "Return the interface of the module NAME with OPTIONS."
  (let ((key (cons name options)))
    (or (hash-ref %interfaces key)
        (let ((interface (apply resolve-interface name options)))
          (hash-set! %interfaces key interface)
          interface))))

(define (import-options import)
  "Return the options of IMPORT as 'resolve-interface' takes them."
  (define (option keyword value)
    (if (or (not value) (null? value)) '() (list keyword value)))
  (append (option #:select (import-select import))
          (option #:hide (import-hide import))
          (option #:prefix (import-prefix import))
          (option #:renamer (import-renamer import))))

(define (load-interface import)
  "Return the interface of the ordinary module that IMPORT is from."
  (let ((interface (call-running
                    (lambda ()
                      (cached-interface (import-name import)
                                        (import-options import))))))
    (set-import-interface! import interface)
    interface))

(define (import-interface import symbol)
  "Return the interface that IMPORT, from an ordinary module, stands for, #f if it
does not give SYMBOL and is loaded for what it gives alone."
  (and (or (not (import-autoload import))
           (memq symbol (import-autoload import)))
       (or (%import-interface import)
           (load-interface import))))

(define (load-imports! lazy)
  "Load the ordinary modules that LAZY imports."
  (for-each (lambda (import)
              (unless (or (import-target import) (import-autoload import))
                (import-interface import #f)))
            (lazy-imports lazy)))

(define (import-replaces? import provider symbol)
  "Say whether what IMPORT calls SYMBOL, and gets from PROVIDER, is exported such
as to replace others."
  (match provider
    ((lazy . original)
     (hashq-ref (lazy-replacements lazy) original))
    (_
     (let ((interface (%import-interface import)))
       (and interface
            (hashq-ref (module-replacements interface) symbol))))))
