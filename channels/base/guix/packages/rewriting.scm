;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; Variants of whole package graphs.

(define-module (guix packages rewriting)
  #:use-module (guix build-system)
  #:use-module (guix memoization)
  #:use-module (guix packages definition)
  #:use-module (guix utils)
  #:use-module (ice-9 match)
  #:use-module (srfi srfi-1)
  #:export (package-mapping
            package-input-rewriting
            package-input-rewriting/spec
            package-with-patches
            package-with-extra-patches
            package-with-c-toolchain))

;;; Commentary:
;;;
;;; Replace packages wherever they are used in the graph of another.
;;;
;;; Code:

(define* (package-mapping proc #:optional (cut? (const #f)) #:key deep?)
  "Return a procedure that, given a package, applies PROC to it and to all the
packages that it depends on, and returns the resulting package.  Packages that
CUT? accepts stay as they are.  With DEEP?, implicit inputs are mapped too."
  (define (rewrite input)
    (match input
      ((label (? package? package) . outputs)
       (cons* label (map-package package) outputs))
      (_ input)))

  ;; A mapped build system maps all inputs of a bag, explicit ones too, which
  ;; are mapped already: results must stay as they are, or the graph grows
  ;; with each level.
  (define results (make-weak-key-hash-table))

  (define (done? p)
    (or (hashq-ref results p) (cut? p)))

  (define mapped-build-system
    (mlambdaq (build-system)
      (build-system-with-package-mapping build-system rewrite)))

  (define (map-inputs p)
    (package
      (inherit p)
      (location (package-location p))
      (build-system (if deep?
                        (mapped-build-system (package-build-system p))
                        (package-build-system p)))
      (inputs (map rewrite (package-inputs p)))
      (native-inputs (map rewrite (package-native-inputs p)))
      (propagated-inputs (map rewrite (package-propagated-inputs p)))
      (replacement (and=> (package-replacement p) map-package))))

  (define map-package
    (mlambdaq (p)
      (if (done? p)
          p
          (let ((p (proc p)))
            (if (cut? p)
                p
                (let ((mapped (map-inputs p)))
                  (hashq-set! results mapped #t)
                  mapped))))))

  map-package)

(define* (package-input-rewriting replacements
                                  #:optional (rewrite-name identity)
                                  #:key (deep? #t) recursive?)
  "Return a procedure that replaces packages in the graph of the one it is
given: REPLACEMENTS is a list of (OLD . NEW).  REWRITE-NAME gives the names of
packages that are not replaced."
  (define replacement-property (gensym "replaced"))

  (define (replaced? p)
    (assq replacement-property (package-properties p)))

  (define (mark p)
    (package
      (inherit p)
      (location (package-location p))
      (properties `((,replacement-property . #t) ,@(package-properties p)))))

  (define marked
    (map (match-lambda ((old . new) (cons old (mark new)))) replacements))

  (define (rewrite p)
    (match (assq-ref marked p)
      (#f (if (eq? rewrite-name identity)
              p
              (package
                (inherit p)
                (location (package-location p))
                (name (rewrite-name (package-name p))))))
      (new new)))

  (package-mapping rewrite (if recursive? (const #f) replaced?)
                   #:deep? deep?))

(define* (package-input-rewriting/spec replacements
                                       #:key (deep? #t) (replace-hidden? #t))
  "Return a procedure that replaces packages in the graph of the one it is
given: REPLACEMENTS is a list of (SPEC . PROC), where SPEC is a name, maybe with
the beginning of a version, and PROC returns the replacement of a package."
  (define matchers
    (map (match-lambda
           ((spec . proc)
            (call-with-values (lambda () (package-name->name+version spec))
              (lambda (name version) (list name version proc)))))
         replacements))

  (define (find-replacement p)
    (any (match-lambda
           ((name version proc)
            (and (string=? name (package-name p))
                 (or (not version)
                     (version-prefix? version (package-version p)))
                 proc)))
         matchers))

  (define replaced (make-weak-key-hash-table))

  (define (rewrite p)
    (match (and (or replace-hidden? (not (hidden-package? p)))
                (find-replacement p))
      (#f p)
      (proc
       (let ((new (proc p)))
         (hashq-set! replaced new #t)
         new))))

  (package-mapping rewrite
                   (lambda (p) (hashq-ref replaced p))
                   #:deep? deep?))

(define (package-with-patches original patches*)
  "Return the package ORIGINAL with PATCHES* applied to its source, instead of
those that it has."
  (package
    (inherit original)
    (location (package-location original))
    (source (origin
              (inherit (package-source original))
              (patches patches*)))))

(define (package-with-extra-patches original patches*)
  "Return the package ORIGINAL with PATCHES* applied to its source, after those
that it has."
  (package-with-patches original
                        (append (origin-patches (package-source original))
                                patches*)))

(define (package-with-c-toolchain package toolchain)
  "Return PACKAGE built with TOOLCHAIN, a list of inputs, in place of the implicit
inputs with the same labels."
  (define (replace input)
    (match input
      ((label . _)
       (or (find (match-lambda ((other . _) (string=? label other)))
                 toolchain)
           input))))
  (package-with-build-system
   package
   (build-system-with-package-mapping (package-build-system package) replace)))

(define (package-with-build-system p build-system*)
  "Return P with BUILD-SYSTEM*."
  (package
    (inherit p)
    (location (package-location p))
    (build-system build-system*)))

;;; rewriting.scm ends here
