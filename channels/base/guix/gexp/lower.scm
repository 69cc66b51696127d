;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; G-expressions as derivations.

(define-module (guix gexp lower)
  #:use-module (guix derivations)
  #:use-module (guix diagnostics)
  #:use-module (guix gexp import)
  #:use-module (guix gexp objects)
  #:use-module (guix gexp syntax)
  #:use-module (guix modules)
  #:use-module (guix store)
  #:use-module (guix utils)
  #:use-module (ice-9 match)
  #:use-module (srfi srfi-1)
  #:use-module (srfi srfi-9)
  #:export (gexp->sexp
            sexp->string
            lowered-gexp?
            lowered-gexp-sexp
            lowered-gexp-inputs
            lowered-gexp-sources
            lowered-gexp-guile
            lowered-gexp-load-path
            lowered-gexp-load-compiled-path
            lower-gexp
            gexp->derivation
            gexp->derivation*
            compiled-modules
            load-path-expression))

;;; Commentary:
;;;
;;; Lowering a gexp for a system replaces each hole by what the object in it builds
;;; to, and collects the derivations that must be built first.
;;;
;;; Code:

;;;
;;; Lowering.
;;;

(define-record-type <lowered-gexp>
  (lowered-gexp sexp inputs sources guile load-path load-compiled-path)
  lowered-gexp?
  (sexp               lowered-gexp-sexp)          ;S-expression
  (inputs             lowered-gexp-inputs)        ;list of <derivation-input>
  (sources            lowered-gexp-sources)       ;list of store items
  (guile              lowered-gexp-guile)         ;<derivation-input> or #f
  (load-path          lowered-gexp-load-path)     ;list of file names
  (load-compiled-path lowered-gexp-load-compiled-path)) ;likewise

(define (gexp->sexp store gexp system target)
  "Return the S-expression of GEXP for SYSTEM and TARGET, then the derivation
inputs and the store items that it refers to."
  (define inputs '())
  (define sources '())

  (define (note! lowered output)
    (cond ((derivation? lowered)
           (set! inputs
             (cons (derivation-input lowered (list output)) inputs)))
          ((and (string? lowered) (store-path? lowered))
           (set! sources (cons (direct-store-path lowered) sources)))))

  (define (object->sexp object output target)
    (let ((lowered (lower-object* store object system target)))
      (if (raw-derivation-file? object)
          (set! sources (cons (derivation-file-name lowered) sources))
          (note! lowered output))
      (match (lookup-expander object)
        (#f (cond ((derivation? lowered)
                   (derivation->output-path lowered output))
                  ((or (gexp? lowered) (pair? lowered))
                   (thing->sexp lowered output target))
                  (else lowered)))
        (expand (expand object lowered output)))))

  (define (thing->sexp thing output target)
    (cond ((gexp? thing) (gexp->sexp thing target))
          ((pair? thing)
           (cons (thing->sexp (car thing) "out" target)
                 (thing->sexp (cdr thing) "out" target)))
          ((gexp-input? thing)
           (thing->sexp (gexp-input-thing thing)
                        (gexp-input-output thing)
                        (if (gexp-input-native? thing) #f target)))
          ((gexp-output? thing) (reference->sexp thing target))
          ((derivation-input? thing)
           (thing->sexp (derivation-input-derivation thing)
                        (first (derivation-input-sub-derivations thing))
                        target))
          ((file-like? thing) (object->sexp thing output target))
          ((or (struct? thing) (procedure? thing)) (invalid-input thing))
          (else thing)))

  (define (reference->sexp reference target)
    (if (gexp-output? reference)
        `((@ (guile) getenv) ,(gexp-output-name reference))
        (thing->sexp (gexp-input-thing reference)
                     (gexp-input-output reference)
                     (if (gexp-input-native? reference) #f target))))

  (define (gexp->sexp gexp target)
    (apply (gexp-proc gexp)
           (map (lambda (reference) (reference->sexp reference target))
                (gexp-references gexp))))

  (let ((sexp (thing->sexp gexp "out" target)))
    (values sexp inputs sources)))

(define (guile-derivation store guile-for-build system)
  "Return the derivation of the Guile that runs builders."
  (match guile-for-build
    (#f (lower-object* store ((late-binding '(guix packages) 'default-guile)) system #f))
    ((? derivation? drv) drv)
    ((? derivation-input? input) (derivation-input-derivation input))
    (object (lower-object* store object system #f))))

(define* (lower-gexp* store exp
                      #:key (modules '()) (module-path %load-path)
                      guile-for-build (system (%current-system)) target
                      (effective-version "3.0"))
  "Return EXP lowered for SYSTEM and TARGET, with all that running it needs."
  (define guile (guile-derivation store guile-for-build system))
  (define all-modules
    (delete-duplicates (append modules (gexp-modules exp))))
  (define (modules-directory make)
    (and (pair? all-modules)
         (run-in store (make all-modules #:module-path module-path
                             #:system system #:guile guile))))
  (define (lowered->path lowered)
    (if (derivation? lowered) (derivation->output-path lowered) lowered))

  (call-with-values (lambda () (gexp->sexp store exp system target))
    (lambda (sexp inputs sources)
      (let* ((source (modules-directory imported-modules))
             (compiled (modules-directory compiled-modules))
             (extensions (map (lambda (extension)
                                (lower-object* store extension system #f))
                              (gexp-extensions exp)))
             (all (filter identity (cons* source compiled extensions))))
        (define (extension-directories suffix)
          (map (lambda (extension)
                 (string-append (lowered->path extension) suffix))
               extensions))
        (lowered-gexp sexp
                      (append (filter-map
                               (lambda (lowered)
                                 (and (derivation? lowered)
                                      (derivation-input lowered '("out"))))
                               all)
                              inputs)
                      (append (filter string? all) sources)
                      (derivation-input guile '("out"))
                      (append (if source (list (lowered->path source)) '())
                              (extension-directories
                               (string-append "/share/guile/site/"
                                              effective-version)))
                      (append (if compiled (list (lowered->path compiled)) '())
                              (extension-directories
                               (string-append "/lib/guile/" effective-version
                                              "/site-ccache"))))))))

(define* (lower-gexp exp #:key (system (%current-system)) (target 'current)
                     #:allow-other-keys #:rest rest)
  "Return in the store monad EXP lowered for SYSTEM and TARGET."
  (lambda (store)
    (values (apply lower-gexp* store exp
                   #:system system
                   #:target (actual-target target)
                   (strip-keyword-arguments '(#:system #:target #:graft?)
                                            rest))
            store)))

(define (actual-target target)
  "Return TARGET, or the current one for the symbol 'current."
  (if (eq? target 'current) (%current-target-system) target))

(define (lower-allowed-references store references system target)
  "Return REFERENCES, a list of objects and output names or #f, as a list of
file names and output names, then the derivation inputs among them."
  (define (lower reference)
    (match reference
      ((? string? name) name)
      (((? file-like? object) output)
       (list (lower-object* store object system target) output))
      ((? gexp-input? input)
       (list (lower-object* store (gexp-input-thing input) system target)
             (gexp-input-output input)))
      ((? file-like? object)
       (list (lower-object* store object system target) "out"))))
  (and references
       (map (match-lambda
              (((? derivation? drv) output)
               (derivation->output-path drv output))
              ((item output) item)
              (name name))
            (map lower references))))

(define (lower-references-graphs store graphs system target)
  "Return GRAPHS, a list of (FILE OBJECT [OUTPUT]), as a list of
(FILE-NAME . ITEM), then its derivation inputs and its store items."
  (define lowered
    (map (match-lambda
           ((file (? gexp-input? input))
            (list file
                  (lower-object* store (gexp-input-thing input) system target)
                  (gexp-input-output input)))
           ((file (? string? item)) (list file item "out"))
           ((file object)
            (list file (lower-object* store object system target) "out"))
           ((file object output)
            (list file (lower-object* store object system target) output)))
         graphs))
  (values (map (match-lambda
                 ((file lowered output)
                  (cons file (default-expansion lowered output))))
               lowered)
          (filter-map (match-lambda
                        ((_ (? derivation? drv) output)
                         (derivation-input drv (list output)))
                        (_ #f))
                      lowered)
          (filter-map (match-lambda
                        ((_ (? string? item) _) item)
                        (_ #f))
                      lowered)))

(define (sexp->string sexp)
  "Return the text of SEXP, the same in every locale."
  (with-fluids ((%default-port-encoding "UTF-8"))
    (call-with-output-string
      (lambda (port) (write sexp port)))))

(define (builder-arguments lowered script)
  "Return the arguments of the Guile that runs SCRIPT, a file name."
  (define (flags flag directories)
    (append-map (lambda (directory) (list flag directory)) directories))
  (append '("--no-auto-compile")
          (flags "-L" (lowered-gexp-load-path lowered))
          (flags "-C" (lowered-gexp-load-compiled-path lowered))
          (list script)))

(define* (gexp->derivation* store name exp
                            #:key (graft? #t) (system (%current-system))
                            (target 'current) (env-vars '())
                            hash hash-algo recursive?
                            (modules '()) (module-path %load-path)
                            (guile-for-build (%guile-for-build))
                            (effective-version "3.0")
                            references-graphs
                            allowed-references disallowed-references
                            leaked-env-vars
                            (script-name (string-append name "-builder"))
                            (deprecation-warnings #f)
                            local-build? (substitutable? #t)
                            (properties '()))
  "Add to STORE the derivation NAME that evaluates EXP, and return it."
  (let* ((target  (actual-target target))
         (lowered (lower-gexp* store exp
                               #:modules modules #:module-path module-path
                               #:guile-for-build guile-for-build
                               #:system system #:target target
                               #:effective-version effective-version))
         (script  (add-text-to-store store script-name
                                     (sexp->string
                                      (lowered-gexp-sexp lowered))))
         (guile   (lowered-gexp-guile lowered)))
    (call-with-values
        (lambda ()
          (lower-references-graphs store (or references-graphs '())
                                   system target))
      (lambda (graphs graph-inputs graph-sources)
        (derivation store name
                    (string-append (derivation-input-output-path guile)
                                   "/bin/guile")
                    (builder-arguments lowered script)
                    #:system system
                    #:env-vars env-vars
                    #:inputs (cons guile
                                   (append graph-inputs
                                           (lowered-gexp-inputs lowered)))
                    #:sources (cons script
                                    (append graph-sources
                                            (lowered-gexp-sources lowered)))
                    #:outputs (gexp-output-names exp)
                    #:hash hash #:hash-algo hash-algo #:recursive? recursive?
                    #:references-graphs (and (pair? graphs) graphs)
                    #:allowed-references
                    (lower-allowed-references store allowed-references
                                              system target)
                    #:disallowed-references
                    (lower-allowed-references store disallowed-references
                                              system target)
                    #:leaked-env-vars leaked-env-vars
                    #:local-build? local-build?
                    #:substitutable? substitutable?
                    #:properties properties)))))

(define (gexp->derivation name exp . rest)
  "Return in the store monad the derivation NAME that evaluates EXP; the keyword
arguments are those of 'gexp->derivation*'."
  (lambda (store)
    (values (apply gexp->derivation* store name exp rest) store)))


;;;
;;; Compiled modules.
;;;

(define (compilation-order modules module-path)
  "Return the relative names of the source files of MODULES, each after those
that it depends on."
  (define plain (filter (match-lambda ((_ '=> _) #f) (_ #t)) modules))
  (define channels (channel-directories module-path))
  (define given (filter-map (match-lambda ((name '=> _) name) (_ #f)) modules))
  (map module->source-file-name
       (append given
               (filter (lambda (module)
                         (and (member module plain)
                              (search-path channels
                                           (module->source-file-name module))))
                       (source-module-closure plain module-path)))))

(define* (compiled-modules modules #:key (name "module-import-compiled")
                           (system (%current-system)) target
                           (module-path %load-path)
                           (guile #f) #:allow-other-keys)
  "Return in the store monad the derivation that compiles MODULES."
  (define (build-exp directory)
    #~(begin
        (use-modules (system base compile))
        (define (object-file source)
          (string-append #$output "/"
                         (substring source 0 (- (string-length source) 4))
                         ".go"))
        (define (make-directories directory)
          (unless (file-exists? directory)
            (make-directories (dirname directory))
            (mkdir directory)))
        (mkdir #$output)
        (set! %load-path (cons #$directory %load-path))
        (set! %load-compiled-path (cons #$output %load-compiled-path))
        (for-each (lambda (source)
                    ;; Compiling a module creates it without its values, and
                    ;; later modules would then take its macros' private names
                    ;; for their own: have it loaded first.
                    (resolve-module
                     (map string->symbol
                          (string-split
                           (substring source 0 (- (string-length source) 4))
                           #\/)))
                    (let ((object (object-file source)))
                      (make-directories (dirname object))
                      (with-fluids ((%file-port-name-canonicalization 'relative))
                        (compile-file (string-append #$directory "/" source)
                                      #:output-file object
                                      #:optimization-level 1))))
                  '#$(compilation-order modules module-path))))
  (lambda (store)
    (values (with-module-cache store 'compiled
                (list name system (and=> guile derivation-file-name)
                      modules module-path)
              (let ((directory (run-in store
                                       (imported-modules
                                        modules #:system system
                                        #:module-path module-path))))
                (gexp->derivation* store name
                                   (build-exp (store-item directory))
                                   #:system system
                                   #:target target
                                   #:guile-for-build guile
                                   #:local-build? #t
                                   #:substitutable? #f
                                   #:env-vars '(("GUILE_AUTO_COMPILE" . "0")))))
            store)))

(define* (load-path-expression modules #:optional (path %load-path)
                               #:key (extensions '())
                               (system (%current-system)) target)
  "Return in the store monad a gexp that sets the load paths so that MODULES and
EXTENSIONS can be used, or #f if there is nothing to set."
  (lambda (store)
    (values
     (and (or (pair? modules) (pair? extensions))
          (let* ((source (run-in store
                                 (imported-modules modules #:system system
                                                   #:module-path path)))
                 (compiled (run-in store
                                   (compiled-modules
                                    modules #:system system
                                    #:module-path path
                                    #:guile (guile-derivation
                                             store (%guile-for-build)
                                             system)))))
            #~(eval-when (expand load eval)
                (set! %load-path
                  (append (list #$(store-item source)
                                #$@(map (lambda (extension)
                                          #~(string-append
                                             #$extension
                                             "/share/guile/site/3.0"))
                                        extensions))
                          %load-path))
                (set! %load-compiled-path
                  (append (list #$compiled
                                #$@(map (lambda (extension)
                                          #~(string-append
                                             #$extension
                                             "/lib/guile/3.0/site-ccache"))
                                        extensions))
                          %load-compiled-path)))))
     store)))

;;; lower.scm ends here
