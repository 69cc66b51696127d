;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; Packages and origins as derivations.

(define-module (guix packages lower)
  #:use-module (guix build-system)
  #:use-module (guix derivations)
  #:use-module (guix diagnostics)
  #:use-module (guix gexp)
  #:use-module (guix gexp core)
  #:use-module (guix i18n)
  #:use-module (guix memoization)
  #:use-module (guix monads)
  #:use-module (guix packages definition)
  #:use-module (guix packages errors)
  #:use-module (guix packages patching)
  #:use-module (guix search-paths)
  #:use-module (guix store)
  #:use-module (guix utils)
  #:use-module (ice-9 match)
  #:use-module (srfi srfi-1)
  #:use-module (srfi srfi-34)
  #:use-module (srfi srfi-35)
  #:export (default-guile
            guile-for-grafts
            default-guile-derivation
            standard-packages

            transitive-inputs
            transitive-input-references
            package-direct-inputs
            package-transitive-inputs
            package-transitive-target-inputs
            package-transitive-native-inputs
            package-transitive-propagated-inputs
            package-transitive-native-search-paths
            package-transitive-supported-systems
            package-development-inputs
            package-closure
            package-transitive-sources
            supported-package?

            bag-direct-inputs
            bag-transitive-inputs
            bag-transitive-host-inputs
            bag-transitive-build-inputs
            bag-transitive-target-inputs
            package->bag
            bag->derivation

            package->derivation
            package->cross-derivation
            package-derivation
            package-cross-derivation
            package-output
            package-file
            package-grafts
            package-grafts*
            package-source-derivation
            origin->derivation))

;;; Commentary:
;;;
;;; package -> bag -> derivation.  A bag lists all inputs; each input's
;;; propagated inputs come along.
;;;
;;; Code:

(define (commencement name)
  "Return the value of NAME in the module where the collection begins."
  (module-ref (resolve-interface '(gnu packages commencement)) name))

(define (default-guile)
  "Return the Guile package that runs builders."
  (commencement '%guile-for-build))

(define guile-for-grafts default-guile)

(define* (default-guile-derivation #:optional (system (%current-system)))
  "Return in the store monad the derivation of the default Guile for SYSTEM."
  (package->derivation (default-guile) system))

(define (standard-packages)
  "Return the implicit inputs, (LABEL PACKAGE), of packages built the GNU way."
  ((commencement 'standard-packages)))


;;;
;;; Inputs of inputs.
;;;

(define (input-key input)
  "Return what tells INPUT from others: its object and its output."
  (match input
    ((_ thing) (cons thing "out"))
    ((_ thing output) (cons thing output))))

(define (same-parts? a b)
  "Say whether the inputs A and B have the same parts."
  (and (= (length a) (length b))
       (every (lambda (x y) (if (string? x) (equal? x y) (eq? x y))) a b)))

(define (transitive-inputs inputs)
  "Return INPUTS, then the propagated inputs of the packages among them, of
those, and so on, each input once."
  (define seen (make-hash-table))
  (define (seen? input)
    (match (input-key input)
      ((thing . output) (member output (hashq-ref seen thing '())))))
  (define (see! input)
    (match (input-key input)
      ((thing . output)
       (hashq-set! seen thing (cons output (hashq-ref seen thing '()))))))
  (define (unseen inputs)
    (remove (lambda (input) (or (seen? input) (begin (see! input) #f)))
            inputs))
  (define (propagated inputs)
    (append-map (match-lambda
                  ((_ (? package? p) . _) (package-propagated-inputs p))
                  (_ '()))
                inputs))
  ;; A direct input stays under each of its labels, since builders look for
  ;; these.
  (for-each see! inputs)
  (let loop ((level (propagated inputs))
             (result (reverse (delete-duplicates inputs same-parts?))))
    (match (unseen level)
      (() (reverse result))
      (new (loop (propagated new) (append (reverse new) result))))))

(define (transitive-input-references alist inputs)
  "Return code that looks up each of INPUTS in the variable ALIST."
  (define label first)
  (map (lambda (input)
         `(assoc-ref ,alist ,(label input)))
       inputs))

(define (package-direct-inputs package)
  "Return the inputs of all kinds of PACKAGE, with its source."
  (append (package-native-inputs package)
          (package-inputs package)
          (package-propagated-inputs package)))

(define (package-transitive-inputs package)
  "Return the inputs of all kinds of PACKAGE and what they propagate."
  (transitive-inputs (package-direct-inputs package)))

(define (package-transitive-target-inputs package)
  "Return PACKAGE's inputs but for native ones, and what they propagate."
  (transitive-inputs (append (package-inputs package)
                             (package-propagated-inputs package))))

(define (package-transitive-native-inputs package)
  "Return PACKAGE's native inputs and what they propagate."
  (transitive-inputs (package-native-inputs package)))

(define (package-transitive-propagated-inputs package)
  "Return what PACKAGE propagates, directly or not."
  (transitive-inputs (package-propagated-inputs package)))

(define (package-transitive-native-search-paths package)
  "Return the native search paths of PACKAGE and of what it propagates."
  (append (package-native-search-paths package)
          (append-map (match-lambda
                        ((_ (? package? p) . _)
                         (package-native-search-paths p))
                        (_ '()))
                      (package-transitive-propagated-inputs package))))

(define (supported-systems-of-inputs inputs)
  "Return the systems that all packages among INPUTS support."
  (fold (lambda (input systems)
          (match input
            ((_ (? package? p) . _)
             (lset-intersection string=? systems
                                (package-supported-systems p)))
            (_ systems)))
        %supported-systems inputs))

(define* (package-transitive-supported-systems package
                                               #:optional
                                               (system (%current-system)))
  "Return the systems that PACKAGE and all its inputs support."
  (lset-intersection string=?
                     (package-supported-systems package)
                     (supported-systems-of-inputs
                      (parameterize ((%current-system system))
                        (package-transitive-inputs package)))))

(define* (supported-package? package #:optional (system (%current-system)))
  "Say whether PACKAGE and its inputs support SYSTEM."
  (->bool (member system
                  (package-transitive-supported-systems package system))))

(define* (package-development-inputs package
                                     #:optional (system (%current-system))
                                     #:key target)
  "Return all that building PACKAGE for SYSTEM needs."
  (parameterize ((%current-system system))
    (bag-transitive-inputs (package->bag package system target))))

(define* (package-closure packages #:key (system (%current-system)))
  "Return PACKAGES and all packages that building them needs."
  (define seen (make-hash-table))
  (let loop ((packages packages) (result '()))
    (match packages
      (() (reverse result))
      ((package . rest)
       (if (hashq-ref seen package)
           (loop rest result)
           (begin
             (hashq-set! seen package #t)
             (loop (append (filter-map (match-lambda
                                         ((_ (? package? p) . _) p)
                                         (_ #f))
                                       (bag-direct-inputs
                                        (package->bag package system)))
                           rest)
                   (cons package result))))))))

(define (package-transitive-sources package)
  "Return the origins that building PACKAGE, and all that it needs, starts from."
  (delete-duplicates
   (append-map package-direct-sources (package-closure (list package)))
   eq?))


;;;
;;; Bags.
;;;

(define (bag-direct-inputs bag)
  "Return the inputs of all kinds of BAG."
  (append (bag-build-inputs bag)
          (bag-host-inputs bag)
          (bag-target-inputs bag)))

(define (bag-transitive-inputs bag)
  "Return the inputs of BAG and what they propagate."
  (parameterize ((%current-target-system #f)
                 (%current-system (bag-system bag)))
    (transitive-inputs (bag-direct-inputs bag))))

(define (bag-transitive-build-inputs bag)
  "Return the build inputs of BAG and what they propagate."
  (transitive-inputs (bag-build-inputs bag)))

(define (bag-transitive-host-inputs bag)
  "Return the host inputs of BAG and what they propagate."
  (transitive-inputs (bag-host-inputs bag)))

(define (bag-transitive-target-inputs bag)
  "Return the target inputs of BAG and what they propagate."
  (transitive-inputs (bag-target-inputs bag)))

;; Package -> alist of ((SYSTEM . TARGET) . BAG).
(define %bags (make-weak-key-hash-table 200))

(define (shown value)
  "Return VALUE as the end of a message if it is an atom that reads like itself."
  (if (or (string? value) (symbol? value) (number? value) (boolean? value))
      (string-append ": " (object->string value))
      ""))

(define (check-build-system package)
  "Return the build system of PACKAGE; raise an error if it is none."
  (match (package-build-system package)
    ((? build-system? system) system)
    (other
     (raise (package-condition
             package
             (make-condition &package-input-error 'package package 'input other)
             (string-append (G_ "its build-system is no build system")
                            (shown other))
             (locate-field package 'build-system))))))

(define* (package->bag package #:optional (system (%current-system))
                       (target (%current-target-system))
                       #:key (graft? #f))
  "Return the bag of PACKAGE for SYSTEM and TARGET."
  (define key (cons system target))
  (define (compute)
    (parameterize ((%current-system system)
                   (%current-target-system target))
      (let* ((inputs (package-inputs package))
             (propagated (package-propagated-inputs package)))
        (or (make-bag (check-build-system package)
                      (package-full-name package "-")
                      #:system system
                      #:target target
                      #:source (package-source package)
                      #:inputs (append inputs propagated)
                      #:outputs (package-outputs package)
                      #:native-inputs (package-native-inputs package)
                      #:arguments (package-arguments package))
            (raise (package-condition
                    package
                    (make-condition &package-cross-build-system-error
                                    'package package)
                    (G_ "this build system cannot cross-compile")))))))
  (let ((bags (hashq-ref %bags package '())))
    (or (assoc-ref bags key)
        (let ((bag (with-package-errors package (compute))))
          (hashq-set! %bags package (acons key bag bags))
          bag))))

(define (store-item? obj)
  "Say whether OBJ is the name of a store item."
  (and (string? obj) (direct-store-path? obj)))

(define (check-input input package)
  "Raise an error unless INPUT, of PACKAGE or #f, is valid; return it."
  (match input
    (((? string?) (or (? file-like?) (? store-item?))
      . (or () ((? string?))))
     input)
    ((_ (? string? text) . _)
     (raise (package-condition package
                               (make-condition &package-input-error
                                               'package package 'input input)
                               (string-append (G_ "an input is a package, not a \
string: ")
                                              (object->string text))
                               (locate-text package (object->string text)))))
    (_
     (raise (package-condition package
                               (make-condition &package-input-error
                                               'package package 'input input)
                               (string-append (G_ "not a valid input: ")
                                              (object->string input))
                               (and package (package-location package)))))))

(define (input-search-paths inputs)
  "Return the search paths of the packages among INPUTS, each once."
  (delete-duplicates
   (append-map (match-lambda
                 ((_ (? package? p) . _) (package-native-search-paths p))
                 (_ '()))
               inputs)))

(define (bag-derivation store bag context)
  "Return the derivation of BAG; CONTEXT is a package or #f."
  (let* ((inputs (map (lambda (input) (check-input input context))
                      (bag-transitive-inputs bag)))
         (paths  (delete-duplicates
                  (append (if (package? context)
                              (package-search-paths context)
                              '())
                          (input-search-paths inputs)))))
    ((apply (bag-build bag) (bag-name bag) inputs
            #:search-paths paths
            #:outputs (bag-outputs bag)
            #:system (bag-system bag)
            (strip-keyword-arguments '(#:search-paths #:outputs #:system)
                                     (bag-arguments bag)))
     store)))

(define* (bag->derivation bag #:optional context)
  "Return in the store monad the derivation of BAG; CONTEXT is the package that
errors are about."
  (lambda (store)
    (parameterize ((%current-system (bag-system bag))
                   (%current-target-system (bag-target bag)))
      (with-package-errors context
        (bag-derivation store bag context)))))

(define* (package->derivation package #:optional (system (%current-system))
                              #:key (graft? #f))
  "Return in the store monad the derivation of PACKAGE for SYSTEM."
  (lower-object package system #:target #f))

(define* (package->cross-derivation package target
                                    #:optional (system (%current-system))
                                    #:key (graft? #f))
  "Return in the store monad the derivation of PACKAGE for TARGET."
  (lower-object package system #:target target))

(define* (package-derivation store package #:optional (system (%current-system))
                             #:key (graft? #f))
  "Return the derivation of PACKAGE for SYSTEM."
  (lower-object* store package system #f))

(define* (package-cross-derivation store package target
                                   #:optional (system (%current-system))
                                   #:key (graft? #f))
  "Return the derivation of PACKAGE for TARGET, built on SYSTEM."
  (lower-object* store package system target))

(define-gexp-compiler (package-compiler (package <package>) system target)
  (bag->derivation (package->bag package system target) package))

(define* (package-output store package #:optional (output "out")
                         (system (%current-system)))
  "Return the file name of OUTPUT of PACKAGE."
  (derivation->output-path (package-derivation store package system) output))

(define* (package-file package #:optional file
                       #:key system (output "out") target)
  "Return in the store monad the name of FILE in OUTPUT of PACKAGE."
  (lambda (store)
    (let ((directory (derivation->output-path
                      (lower-object* store package
                                     (or system (%current-system)) target)
                      output)))
      (values (if file (string-append directory "/" file) directory)
              store))))

(define* (package-grafts store package #:optional (system (%current-system))
                         #:key target)
  "Return (): replacements are rebuilt, not grafted."
  '())

(define* (package-grafts* package #:optional (system (%current-system))
                          #:key target)
  "Return () in the store monad."
  (lambda (store)
    (values '() store)))


;;;
;;; Origins.
;;;

(define* (fetch-origin origin #:optional (system (%current-system)))
  "Return in the store monad the derivation that fetches ORIGIN, unpatched."
  (let ((hash (origin-hash origin)))
    ((origin-method origin)
     (origin-uri origin)
     (if hash (content-hash-algorithm hash) 'sha256)
     (and hash (content-hash-value hash))
     (origin-file-name origin)
     #:system system)))

(define* (origin->derivation origin #:optional (system (%current-system)))
  "Return in the store monad the derivation of ORIGIN, patched if it says so."
  (if (and (null? (origin-patches origin)) (not (origin-snippet origin)))
      (fetch-origin origin system)
      (with-monad %store-monad
        (>>= (fetch-origin origin system)
             (lambda (source)
               (patch-and-repack origin source
                                 #:tools (or (origin-patch-inputs origin)
                                             (standard-packages))
                                 #:guile (or (origin-patch-guile origin)
                                             (default-guile))
                                 #:system system))))))

(define-gexp-compiler (origin-compiler (origin <origin>) system target)
  (origin->derivation origin system))

(define* (package-source-derivation store source
                                    #:optional (system (%current-system)))
  "Return the derivation or the store item of SOURCE, an origin, a file-like
object or a file name."
  (match source
    ((? file-like? source) (lower-object* store source system #f))
    ((? string? file)
     (if (direct-store-path? file)
         file
         (add-to-store store (basename file) #t "sha256" file)))))

;;; lower.scm ends here
