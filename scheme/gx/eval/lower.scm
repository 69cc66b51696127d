;;; SPDX-License-Identifier: GPL-3.0-or-later

(define-module (gx eval lower)
  #:use-module (gx eval core)
  #:use-module (gx eval image)
  #:use-module (gx eval load)
  #:use-module (gx eval mistake)
  #:use-module (gx eval request)
  #:use-module (ice-9 match)
  #:use-module (ice-9 textual-ports)
  #:use-module (srfi srfi-1)
  #:export (inputs->manifest
            input->objects
            unused-transformations
            request-transformation
            lower-profile
            lower-object
            object-outputs
            manifest-packages))

;;; Commentary:
;;; From what the user named to manifests and derivations, by the public
;;; interface of the core channel.
;;; Code:

;;;
;;; What a file or an expression may yield.
;;;

(define (manifest? obj)
  "Say whether OBJ is a manifest."
  ((core (guix profiles) manifest?) obj))

(define (package? obj)
  "Say whether OBJ is a package."
  ((core (guix packages) package?) obj))

(define (file-like? obj)
  "Say whether the store can make something of OBJ."
  (let ((lookup (core (guix gexp) lookup-compiler)))
    (and (struct? obj) (->bool (false-if-exception (lookup obj))))))

(define (wrap-hint obj)
  "Return a hint how to make a manifest of OBJ, or #f."
  (match obj
    (((? string?) _ ...)
     "wrap it: (specifications->manifest (list …))")
    (((? package?) _ ...)
     "wrap it: (packages->manifest (list …))")
    ((? package?)
     "wrap it: (packages->manifest (list …))")
    ((? string?)
     "wrap it: (specifications->manifest (list …))")
    ((? image?)
     "put the (image …) form before the one that gives the manifest")
    ((? unspecified?)
     "a definition has no value: end the file with the name that it defines")
    (_ #f)))

(define (blank? file)
  "Say whether FILE has nothing but blanks; a text that is no file has."
  (or (not (file-exists? file))
      (string-every char-whitespace?
                    (call-with-input-file file get-string-all #:encoding "UTF-8"))))

(define (check-value obj good? wanted file place)
  "Return OBJ, the value of FILE's last form, which is at PLACE, if it satisfies
GOOD?; otherwise complain that WANTED was expected."
  (cond ((good? obj) obj)
        ((not place)
         (user-error "empty" (if (blank? file)
                                 "the file is empty"
                                 "the file has nothing but comments")
                     #:hint (string-append "it must end with an expression "
                                           "whose value is " wanted)
                     #:place (list file #f #f)))
        (else
         (user-error "type"
                     (if (unspecified? obj)
                         (format #f "it ends without a value: ~a is wanted" wanted)
                         (format #f "it returns ~a, not ~a" (kind-of obj) wanted))
                     #:hint (wrap-hint obj)
                     #:place (list file (car place) (cdr place))))))

(define (check-file file what)
  "Complain unless FILE, given for the option WHAT, can be read."
  (cond ((not (file-exists? file))
         (user-error "not-found" (format #f "~a: there is no such file" file)
                     #:hint (format #f "it was given as ~a" what)
                     #:place (list #f #f #f)))
        ((eq? 'directory (stat:type (stat file)))
         (user-error "not-found" (format #f "~a: it is a directory" file)
                     #:place (list #f #f #f)))))

(define (split-text text)
  "Return the name on TEXT's first line and the rest of it."
  (let ((end (string-index text #\newline)))
    (values (string-take text end) (string-drop text (1+ end)))))

(define (load-input input what module)
  "Evaluate INPUT, a file or a text given as WHAT, in MODULE; return its name, the
value of its last form and the place of that."
  (match (input-kind input)
    ((or 'manifest-file 'file)
     (let ((file (input-text input)))
       (check-file file what)
       (call-with-values (lambda () (load-user-file file module))
         (lambda (value place) (values file value place)))))
    (_
     (call-with-values (lambda () (split-text (input-text input)))
       (lambda (name text)
         (call-with-values (lambda () (load-user-text name text module))
           (lambda (value place) (values name value place))))))))

(define (load-manifest input)
  "Return the manifest that INPUT evaluates to."
  (call-with-values
      (lambda () (load-input input "a manifest" (make-user-module)))
    (lambda (file value place)
      (check-value value manifest? "a manifest" file place))))

(define (flatten value)
  "Return VALUE, an object or a list of such, as a list."
  (if (list? value) (append-map flatten value) (list value)))

(define (load-objects input)
  "Return the packages and other objects that INPUT evaluates to."
  (call-with-values
      (lambda ()
        (load-input input "a package file"
                    (make-user-module '((guix packages) (guix gexp)
                                        (guix profiles) (gnu packages)
                                        (gx image)))))
    (lambda (file value place)
      (flatten (check-value value buildable? "a package" file place)))))

(define (buildable? obj)
  "Say whether OBJ, or each of its elements, can be built."
  (match obj
    (((? buildable?) ..1) #t)
    (_ (or (manifest? obj) (file-like? obj)))))

(define (eval-objects text)
  "Return the objects that the expression TEXT evaluates to."
  (let ((value (eval-user-expression
                text (make-user-module '((guix packages) (guix gexp)
                                         (guix profiles) (gnu packages)
                                         (gnu))))))
    (if (buildable? value)
        (flatten value)
        (user-error "type"
                    (format #f "the expression returns ~a, not a package"
                            (kind-of value))
                    #:place (list #f #f #f)))))

(define (specification->package+output spec)
  "Return the package that SPEC names and its output."
  (when (or (string-null? spec) (memv (string-ref spec 0) '(#\@ #\:)))
    (user-error "unknown-package"
                (format #f "'~a' names no package" spec)
                #:hint "write NAME, NAME@VERSION, NAME:OUTPUT or NAME@VERSION:OUTPUT"))
  (parameterize ((current-form #f))
    ((core (gnu packages) specification->package+output) spec)))


;;;
;;; Manifests.
;;;

;; Options of a request -> their transformation: its tables of what it changed
;; already serve all inputs.
(define %transformations (make-weak-key-hash-table))

(define (request-transformation request)
  "Return the procedure that applies REQUEST's transformations to a package."
  (let ((options (request-options request)))
    (or (hashq-ref %transformations options)
        (let ((transform (make-transformation request)))
          (hashq-set! %transformations options transform)
          transform))))

(define (unused-transformations request)
  "Return the packages that REQUEST wants changed and that nothing needed."
  (let ((unused (core-if-loaded (guix transformations)
                                transformation-unused-specifications)))
    (if unused (unused (request-transformation request)) '())))

(define (request-transformations request)
  "Return those of REQUEST's options that change packages, as pairs."
  (filter (match-lambda
            ((name . _) (string-prefix? "with" (symbol->string name))))
          (request-option-values request)))

(define (make-transformation request)
  "Return a procedure that applies REQUEST's transformations to a package."
  (match (request-transformations request)
    (() identity)
    (options ((core (guix transformations) options->transformation) options))))

(define (object->manifest obj development? change)
  "Return a manifest for OBJ, with what it takes to build it if DEVELOPMENT?;
CHANGE is applied to packages."
  (define packages->manifest (core (guix profiles) packages->manifest))
  (match obj
    ((? manifest?)
     ((core (guix profiles) map-manifest-entries) (change-entry change) obj))
    ((? package? p)
     (if development?
         ((core (guix profiles) package->development-manifest) (change p))
         (packages->manifest (list (change p)))))
    (obj
     ((core (guix profiles) manifest)
      (list ((core (guix profiles) file-like->manifest-entry) obj))))))

(define (input->manifest input change)
  "Return the manifest that INPUT stands for."
  (match (input-kind input)
    ((or 'manifest-file 'manifest-text)
     ((core (guix profiles) map-manifest-entries)
      (change-entry change) (load-manifest input)))
    ('installed
     (call-with-input-file (input-text input)
       (core (guix profiles) read-manifest) #:encoding "UTF-8"))
    ('spec
     (call-with-values
         (lambda () (specification->package+output (input-text input)))
       (lambda (package output)
         (if (input-development? input)
             (object->manifest package #t change)
             ((core (guix profiles) packages->manifest)
              (list (list (change package) output)))))))
    ((or 'file 'file-text 'expression)
     ((core (guix profiles) concatenate-manifests)
      (map (lambda (obj)
             (object->manifest obj (input-development? input) change))
           (input->objects input))))))

(define (change-entry change)
  "Return a procedure that applies CHANGE to the package of a manifest entry."
  (lambda (entry)
    (let ((item ((core (guix profiles) manifest-entry-item) entry)))
      (if (or (eq? change identity) (not (package? item)))
          entry
          ((core (guix profiles) package->manifest-entry)
           (change item)
           ((core (guix profiles) manifest-entry-output) entry))))))

(define (inputs->manifest request)
  "Return the one manifest that REQUEST's inputs make, in their order."
  (let ((change (request-transformation request)))
    ((core (guix profiles) concatenate-manifests)
     (map (lambda (input) (input->manifest input change))
          (request-inputs request)))))

(define (input->objects input)
  "Return the objects that INPUT, a file or an expression, stands for."
  (match (input-kind input)
    ((or 'file 'file-text) (load-objects input))
    ('expression (eval-objects (input-text input)))))


;;;
;;; Derivations.
;;;

(define (in-store store mvalue system)
  "Return what MVALUE, a monadic value, gives with STORE for SYSTEM."
  ((core (guix store) run-with-store) store mvalue #:system system))

(define (lower-object store obj system)
  "Return the derivation, or the store item, of OBJ."
  (if (string? obj)
      obj
      (in-store store ((core (guix gexp) lower-object) obj system) system)))

(define (lower-profile store manifest request)
  "Return the derivation of the profile that holds MANIFEST."
  (let ((profile-derivation (core (guix profiles) profile-derivation))
        (system (request-system request)))
    (in-store store
              (if (request-option? request "allow-collisions")
                  (profile-derivation manifest #:system system
                                      #:allow-collisions? #t)
                  (profile-derivation manifest #:system system))
              system)))

(define (derivation? obj)
  "Say whether OBJ is a derivation."
  ((core (guix derivations) derivation?) obj))

(define* (object-outputs lowered #:optional only)
  "Return the outputs of LOWERED, a derivation or a store item, as lists (DRV NAME
PATH); only the output ONLY if that is given."
  (if (derivation? lowered)
      (filter-map
       (match-lambda
         ((name . output)
          (and (or (not only) (string=? only name))
               (list ((core (guix derivations) derivation-file-name) lowered)
                     name
                     ((core (guix derivations) derivation-output-path)
                      output)))))
       ((core (guix derivations) derivation-outputs) lowered))
      (list (list "" "out" lowered))))

(define (manifest-packages store manifest system)
  "Return (NAME VERSION OUTPUT PATH) for each entry of MANIFEST."
  (define-syntax-rule (field name entry)
    ((core (guix profiles) name) entry))
  (map (lambda (entry)
         (let* ((output (field manifest-entry-output entry))
                (lowered (lower-object store (field manifest-entry-item entry)
                                       system)))
           (match (object-outputs lowered output)
             (((_ _ path) . _)
              (list (field manifest-entry-name entry)
                    (field manifest-entry-version entry) output path))
             (()
              (user-error "output"
                          (format #f "~a has no output '~a'"
                                  (field manifest-entry-name entry) output))))))
       ((core (guix profiles) manifest-entries) manifest)))
