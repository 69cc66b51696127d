;;; SPDX-License-Identifier: GPL-3.0-or-later

(define-module (gx eval lazy names)
  #:use-module (gx engine)
  #:use-module (gx eval core)
  #:use-module (gx eval lazy definition)
  #:use-module (gx eval lazy lookup)
  #:use-module (gx eval lazy state)
  #:use-module (ice-9 match)
  #:use-module (srfi srfi-1)
  #:export (offer-package-names!
            package-candidates
            known-package-names
            package-table))

;;; Commentary:
;;; Which variables hold the packages of a name, without evaluating all.  Most
;;; packages have a literal name, which counts as such where the words around it
;;; have their usual meaning; others inherit the name of another variable.  What
;;; remains is evaluated.  The table is made once for each content of the channels'
;;; modules, and kept if nothing else was looked at for that.
;;; Code:


;;;
;;; One module.
;;;

(define (package-name-of value)
  "Return the name of VALUE if it is a package, else #f."
  (and ((core (guix packages) package?) value)
       ((core (guix packages) package-name) value)))

;; Did evaluating something fail?
(define %failed? #f)

(define (call-warning name thunk)
  "Return what THUNK returns, #f after a warning about the module NAME if it
fails."
  (catch #t
    thunk
    (lambda (key . args)
      (set! %failed? #t)
      (warn-about-module name key args)
      #f)))

(define (evaluated-name lazy symbol)
  "Return the name of the package that SYMBOL is in LAZY, evaluated, or #f."
  (call-warning (lazy-name lazy)
    (lambda ()
      (let ((variable (lookup lazy symbol)))
        (and variable (variable-bound? variable)
             (package-name-of (variable-ref variable)))))))

(define (usual-word? lazy word packages)
  "Say whether WORD means in LAZY something that Guile or a core module exports;
PACKAGES is a table of the names of package modules."
  (and (not (hashq-ref (lazy-definitions lazy) word))
       (call-with-values (lambda () (find-import lazy word))
         (lambda (provider import)
           (and provider
                (not (pair? provider))
                (not (and import (hash-ref packages (import-name import)))))))))

(define (words-trusted? packages)
  "Return a procedure that says whether the words of a string, or none, have their
usual meaning in a lazy module."
  (define known (make-hash-table))      ;lazy module -> table of such strings
  (define (table-of lazy)
    (or (hashq-ref known lazy)
        (let ((table (make-hash-table)))
          (hashq-set! known lazy table)
          table)))
  (define (usual? lazy words)
    (every (lambda (word)
             (usual-word? lazy (string->symbol word) packages))
           (string-split words #\space)))
  (lambda (lazy words)
    (or (not words)
        (let ((table (table-of lazy)))
          (match (hash-get-handle table words)
            ((_ . answer) answer)
            (#f
             (let ((answer (usual? lazy words)))
               (hash-set! table words answer)
               answer)))))))

;; What the scanner says of a lazy module's definitions: symbol -> vector.
(define (described-definitions lazy)
  "Return a table of what can be seen of LAZY's definitions."
  (let ((table (make-hash-table)))
    (for-each (match-lambda
                ((and form #(_ _ name _ ...))
                 (when name
                   (hashq-set! table name form))))
              (lazy-descriptions lazy))
    table))

(define (name-finder packages)
  "Return a procedure that returns the name of the package that a symbol is in a
lazy module, or #f."
  (define trusted? (words-trusted? packages))
  (define definitions (make-hash-table))
  (define (describe lazy symbol)
    (unless (hashq-ref definitions lazy)
      (hashq-set! definitions lazy (described-definitions lazy)))
    (hashq-ref (hashq-ref definitions lazy) symbol))
  (define (find-imported lazy symbol depth)
    (match (cached-provider lazy symbol)
      (((? lazy-module? from) . original)
       (find-exported from original (- depth 1)))
      (_ (evaluated-name lazy symbol))))
  (define (find-exported lazy name depth)
    (let ((internal (hashq-ref (lazy-exports lazy) name))
          (imported (hashq-ref (lazy-re-exports lazy) name)))
      (cond ((eq? 'eager (lazy-state lazy)) (evaluated-name lazy name))
            (internal (find-own lazy internal depth))
            (imported (find-imported lazy imported depth))
            (else (evaluated-name lazy name)))))
  (define (find-named lazy symbol depth)
    (if (hashq-ref (lazy-definitions lazy) symbol)
        (find-own lazy symbol (- depth 1))
        (find-imported lazy symbol depth)))
  (define (find-own lazy symbol depth)
    (match (and (positive? depth) (describe lazy symbol))
      (#(_ _ _ _ _ _ _ value text _ words)
       (=> next)
       (if (trusted? lazy words)
           (case value
             ((n) text)
             ((i a) (find-named lazy (string->symbol text) depth))
             ((-) #f)
             (else (next)))
           (next)))
      (_ (evaluated-name lazy symbol))))
  (lambda (lazy name)
    (call-warning (lazy-name lazy)
      (lambda () (find-exported lazy name 32)))))


;;;
;;; The table.
;;;

(define (module-file-stem file)
  "Return FILE without its suffix."
  (string-drop-right file (string-length ".scm")))

(define (lazy-rows lazy find-name)
  "Return lists (NAME FILE VARIABLE) of the packages that LAZY exports."
  (filter-map (lambda (variable)
                (let ((name (find-name lazy variable)))
                  (and name
                       (list name (module-file-stem (lazy-file lazy)) variable))))
              (exported-names lazy)))

(define (eager-rows name file)
  "Return the same for the module NAME, in FILE, which is loaded whole."
  (filter-map identity
              (or (call-warning name
                    (lambda ()
                      (module-map
                       (lambda (symbol variable)
                         (let ((found (and (variable-bound? variable)
                                           (package-name-of (variable-ref variable)))))
                           (and found
                                (list found (module-file-stem file) symbol))))
                       (resolve-interface name))))
                  '())))

(define (package-rows)
  "Return lists (NAME FILE VARIABLE) of all packages that the channels' modules
export."
  (define packages (make-hash-table))
  (define modules (package-modules))
  (for-each (match-lambda
              ((_ name . _) (hash-set! packages name #t)))
            modules)
  (let ((find-name (name-finder packages)))
    (append-map
     (match-lambda
       ((_ name file . _)
        (let ((lazy (find-lazy-module name)))
          (when lazy
            (call-warning name (lambda () (exported-names lazy))))
          (if (and lazy (not (eq? 'eager (lazy-state lazy))))
              (lazy-rows lazy find-name)
              (eager-rows name file)))))
     modules)))

(define (package-table)
  "Return a line VARIABLE, FILE, NAME, VERSION for each package that the channels'
modules export, sorted.  Evaluates them all."
  (define (version file variable)
    ((core (guix packages) package-version)
     (module-ref (resolve-interface
                  (map string->symbol (string-split file #\/)))
                 variable)))
  (string-join
   (sort (map (match-lambda
                ((name file variable)
                 (format #f "~a ~a ~a ~a" variable file name
                         (version file variable))))
              (package-rows))
         string<?)
   "\n"))

(define (row->line row)
  "Return ROW as a line of the table."
  (match row
    ((name file variable)
     (string-append name "\t" file "\t" (symbol->string variable)))))

(define (make-table!)
  "Find out which packages there are, and keep that if it depends on the channels
alone."
  (let* ((before (names-outside))
         (lines (map row->line (package-rows))))
    (names-set! (sort lines string<?)
                (and (not %failed?)
                     (positive? before)
                     (= before (names-outside))))))

(define %ready? #f)

(define (ensure-table!)
  "Let the table be there, and be a dependency."
  (unless %ready?
    (names-note)
    (unless (names-load)
      (call-running make-table!))
    (set! %ready? #t)))


;;;
;;; What a core channel may ask.
;;;

;; What 'package-modules' says, which does not change.
(define %modules #f)
;; File, without suffix, -> name and directory of a package module.
(define %by-file (make-hash-table))
(define %directories (make-hash-table))

(define (ensure-modules!)
  "Let the tables above be filled."
  (unless %modules
    (set! %modules (package-modules))
    (for-each (match-lambda
                ((_ name file directory _)
                 (hash-set! %directories directory #t)
                 (hash-set! %by-file (module-file-stem file)
                            (cons name directory))))
              %modules)))

(define (indexed? directory sub-directory)
  "Say whether all modules below SUB-DIRECTORY of DIRECTORY are package modules."
  (ensure-modules!)
  (and (hash-ref %directories directory)
       (or (string-prefix? "gnu/packages" sub-directory)
           (not (file-exists? (string-append directory "/guix/packages.scm"))))))

(define (package-candidates directory sub-directory name)
  "Return pairs of a module and a variable of it for all packages called NAME that
the modules below SUB-DIRECTORY of DIRECTORY export, in no order; #f if that is
not known of DIRECTORY."
  (and (indexed? directory sub-directory)
       (begin
         (ensure-table!)
         (filter-map
          (match-lambda
            ((file . variable)
             (match (hash-ref %by-file file)
               ((module . where)
                (and (string=? where directory)
                     (string-prefix? sub-directory file)
                     (cons module variable)))
               (#f #f))))
          (names-lookup name)))))

(define (known-package-names directory sub-directory)
  "Return the names of all packages that package modules export, sorted, if
those below SUB-DIRECTORY of DIRECTORY are known; else #f."
  (and (indexed? directory sub-directory)
       (begin
         (ensure-table!)
         (names-all))))

(define (offer-package-names!)
  "Let (gx core) have what this module offers to core channels."
  (let ((module (resolve-module '(gx core))))
    (for-each (match-lambda
                ((name . procedure)
                 (module-define! module name procedure)
                 (module-export! module (list name))))
              `((package-candidates . ,package-candidates)
                (known-package-names . ,known-package-names)))))
