;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; What packages are.

(define-module (guix packages definition)
  #:use-module (guix base32)
  #:use-module (guix diagnostics)
  #:use-module (guix gexp)
  #:use-module (guix i18n)
  #:use-module (guix licenses)
  #:use-module (guix packages origin)
  #:use-module (guix records)
  #:use-module (guix utils)
  #:use-module (ice-9 match)
  #:use-module (srfi srfi-1)
  #:use-module (srfi srfi-9)
  #:use-module (srfi srfi-9 gnu)
  #:use-module (srfi srfi-26)
  #:use-module (srfi srfi-34)
  #:use-module (srfi srfi-35)
  #:export (<package>
            package
            this-package
            package?
            package-name
            package-version
            package-full-name
            package-source
            package-build-system
            package-arguments
            package-inputs
            package-propagated-inputs
            package-native-inputs
            package-outputs
            package-native-search-paths
            package-search-paths
            package-replacement
            package-synopsis
            package-description
            package-license
            package-home-page
            package-supported-systems
            package-properties
            package-location
            package-definition-location
            package-field-location
            package/inherit
            package-upstream-name
            package-upstream-name*

            lookup-package-input
            lookup-package-native-input
            lookup-package-propagated-input
            lookup-package-direct-input
            this-package-input
            this-package-native-input
            modify-inputs
            prepend
            replace
            add-input-label
            package-with-output

            hidden-package
            hidden-package?
            package-superseded
            deprecated-package
            define-deprecated-package
            package-direct-sources

            %supported-systems
            %hurd-systems
            %32bit-supported-systems
            %64bit-supported-systems
            unsupported-package?
            package-patched-vulnerabilities
            %cuirass-supported-systems
            %hydra-supported-systems

            &package-error
            package-error?
            package-error-package
            package-license-error?
            package-error-invalid-license
            package-input-error?
            package-error-invalid-input
            package-cross-build-system-error?
            &package-license-error
            &package-input-error
            &package-cross-build-system-error)
  #:re-export (base32
               content-hash
               content-hash?
               content-hash-algorithm
               content-hash-value
               <origin>
               origin
               this-origin
               origin?
               origin-uri
               origin-method
               origin-hash
               origin-sha256
               origin-file-name
               origin-actual-file-name
               origin-patches
               origin-patch-flags
               origin-patch-inputs
               origin-patch-guile
               origin-snippet
               origin-modules))

;;; Commentary:
;;;
;;; A package tells how to build some software from its source and from its
;;; inputs, other packages.  Inputs are a list of packages (or of
;;; other file-like objects), each maybe with an output; internally, and in
;;; older definitions, each has a label: (LABEL THING [OUTPUT]).
;;;
;;; Code:

(define %supported-systems
  '("x86_64-linux" "i686-linux" "armhf-linux" "aarch64-linux"
    "powerpc64le-linux" "riscv64-linux" "i586-gnu" "x86_64-gnu"))

(define %hurd-systems '("i586-gnu" "x86_64-gnu"))
(define %64bit-supported-systems
  '("x86_64-linux" "aarch64-linux" "powerpc64le-linux" "riscv64-linux"
    "x86_64-gnu"))
(define %32bit-supported-systems
  '("i686-linux" "armhf-linux" "i586-gnu"))
(define %hydra-supported-systems '("x86_64-linux"))
(define %cuirass-supported-systems %hydra-supported-systems)

(define-condition-type &package-error &error
  package-error?
  (package package-error-package))

(define-condition-type &package-input-error &package-error
  package-input-error?
  (input package-error-invalid-input))

(define-condition-type &package-license-error &package-error
  package-license-error?
  (license package-error-invalid-license))

(define-condition-type &package-cross-build-system-error &package-error
  package-cross-build-system-error?)


;;;
;;; Inputs.
;;;

(define (add-input-label input)
  "Return INPUT, as written in a list of inputs, with a label."
  (match input
    ((? package? package) (list (package-name package) package))
    (((? package? package) output) (list (package-name package) package output))
    ((? gexp-input? input)
     (match (add-input-label (gexp-input-thing input))
       ((label thing) (list label thing (gexp-input-output input)))))
    ((? origin? origin) (list (or (origin-actual-file-name origin) "_") origin))
    (((? file-like? object) (? string? output)) (list "_" object output))
    (object (list "_" object))))

(define (package-with-output package output)
  "Return the package that has what others call OUTPUT of PACKAGE as its output
\"out\", or #f: PACKAGE names it in its property 'output-packages'."
  (and (not (string=? output "out"))
       (assoc-ref (or (assq-ref (package-properties package) 'output-packages)
                      '())
                  output)))

(define (resolve-output input)
  "Return INPUT, labelled, with the package that has its output."
  (match input
    ((label (? package? package) (? string? output))
     (match (package-with-output package output)
       (#f input)
       (other (list label other))))
    (_ input)))

(define (labelled-input? input)
  "Say whether INPUT has a label already."
  (match input
    (((? string?) _ . _) #t)
    (_ #f)))

(define (sanitize-inputs inputs)
  "Return INPUTS with labels."
  (cond ((null? inputs) inputs)
        ((not (list? inputs))
         (raise (formatted-message
                 (G_ "inputs must be a list, this is not: ~s") inputs)))
        (else (map (lambda (input)
                     (resolve-output
                      (if (labelled-input? input)
                          input
                          (add-input-label input))))
                   inputs))))

(define (validate-license value)
  "Return VALUE if it may be the license of a package."
  (if (or (not value)
          (license? value)
          (and (list? value) (every license? value)))
      value
      (raise (make-compound-condition
              (make-condition &package-license-error
                              'package #f 'license value)
              (make-condition &message 'message
                              (string-append (G_ "not a license: ")
                                             (object->string value)))))))

(define-record-type* <package>
  package make-package
  package? this-package
  (name          package-name)                    ;string
  (version       package-version)                 ;string
  (source        package-source)                  ;origin, file-like or #f
  (build-system  package-build-system)            ;<build-system>
  (arguments     package-arguments                ;keyword list
                 (default '()) (thunked))
  (inputs        package-inputs                   ;list of inputs
                 (default '()) (thunked) (sanitize sanitize-inputs))
  (propagated-inputs package-propagated-inputs    ;list of inputs
                     (default '()) (thunked) (sanitize sanitize-inputs))
  (native-inputs package-native-inputs            ;list of inputs
                 (default '()) (thunked) (sanitize sanitize-inputs))
  (outputs       package-outputs (default '("out"))) ;list of strings
  (native-search-paths package-native-search-paths ;list of specifications
                       (default '()))
  (search-paths  package-search-paths (default '())) ;likewise
  (replacement   package-replacement              ;package or #f
                 (default #f) (thunked) (innate))
  (synopsis      package-synopsis)                ;string
  (description   package-description)             ;string
  (license       package-license                  ;license or list of them
                 (sanitize validate-license))
  (home-page     package-home-page)               ;string or #f
  (supported-systems package-supported-systems    ;list of strings
                     (default %supported-systems))
  (properties    package-properties (default '())) ;alist
  (location      package-location                 ;<location>
                 (default (and=> (current-source-location)
                                 source-properties->location))
                 (innate))
  (definition-location package-definition-location ;<location>
                       (default (and=> (current-source-location)
                                       source-properties->location))
                       (innate)))

(set-record-type-printer!
 <package>
 (lambda (package port)
   (simple-format port "#<package ~a@~a ~a~a>"
                  (package-name package)
                  (package-version package)
                  (match (package-location package)
                    (#f "")
                    (location
                     (string-append (location-file location) ":"
                                    (number->string (location-line location))
                                    " ")))
                  (number->string (object-address package) 16))))

(define-syntax package/inherit
  (syntax-rules ()
    "Like (package (inherit P) FIELD ...), for variants that must also apply to
P's replacement."
    ((_ p field ...)
     (let ((parent p))
       (package
         (inherit parent)
         field ...
         (replacement (and=> (package-replacement parent)
                             (lambda (replacement)
                               (package (inherit replacement) field ...)))))))))

(define* (package-full-name package #:optional (delimiter "@"))
  "Return PACKAGE's name and version, with DELIMITER between them."
  (string-append (package-name package) delimiter (package-version package)))

(define (package-upstream-name package)
  "Return what upstream calls PACKAGE."
  (or (assq-ref (package-properties package) 'upstream-name)
      (package-name package)))

(define package-upstream-name* package-upstream-name)

(define (package-field-location package field)
  "Return where FIELD, a symbol, of PACKAGE is written, or #f."
  (define (field-form forms)
    (find (match-lambda
            ((name _) (eq? name field))
            (_ #f))
          (filter list? forms)))
  (define (package-form form)
    ;; FORM may be a definition around the package.
    (match form
      (('package forms ...) forms)
      ((? list? forms) (any package-form forms))
      (_ #f)))
  (match (package-location package)
    (#f #f)
    (location
     (match (search-path %load-path (location-file location))
       (#f #f)
       (file
        (call-with-input-file file
          (lambda (port)
            (set-port-filename! port (location-file location))
            (let loop ()
              (when (< (port-line port) (- (location-line location) 1))
                (unless (eof-object? ((@ (ice-9 rdelim) read-line) port))
                  (loop))))
            (let skip ((column (location-column location)))
              (unless (zero? column)
                (read-char port)
                (skip (- column 1))))
            (match (and=> (false-if-exception (package-form (read port)))
                          field-form)
              ((_ value) (or (and=> (source-properties value)
                                    source-properties->location)
                             location))
              (_ #f)))
          #:encoding "UTF-8"))))))

(define (lookup-input inputs name)
  "Return the object, or the reference to its output, labelled NAME in INPUTS."
  (match (assoc name inputs)
    ((_ object) object)
    ((_ object output) (gexp-input object output))
    (#f #f)))

(define (lookup-package-input package name)
  "Return PACKAGE's input NAME, or #f."
  (lookup-input (package-inputs package) name))

(define (lookup-package-native-input package name)
  "Return PACKAGE's native input NAME, or #f."
  (lookup-input (package-native-inputs package) name))

(define (lookup-package-propagated-input package name)
  "Return PACKAGE's propagated input NAME, or #f."
  (lookup-input (package-propagated-inputs package) name))

(define (lookup-package-direct-input package name)
  "Return PACKAGE's input NAME of any kind, or #f."
  (or (lookup-package-input package name)
      (lookup-package-native-input package name)
      (lookup-package-propagated-input package name)))

(define-syntax-rule (this-package-input name)
  "Return the input NAME, maybe propagated, of the package being defined."
  (or (lookup-package-input this-package name)
      (lookup-package-propagated-input this-package name)))

(define-syntax-rule (this-package-native-input name)
  "Return the native input NAME of the package being defined."
  (lookup-package-native-input this-package name))

(define (inputs-without inputs names)
  "Return INPUTS but for those labelled by NAMES."
  (remove (match-lambda ((label . _) (member label names))) inputs))

(define (inputs-with-replacement inputs name replacement)
  "Return INPUTS with what is labelled NAME replaced by REPLACEMENT."
  (map (match-lambda
         (((? (lambda (label) (equal? label name)) label) _ outputs ...)
          (match replacement
            (((? file-like? thing) output) (list label thing output))
            ((? gexp-input? input)
             (list label (gexp-input-thing input) (gexp-input-output input)))
            (thing (cons* label thing outputs))))
         (input input))
       inputs))

(define-syntax prepend
  (lambda (s)
    (syntax-violation 'prepend "used outside of 'modify-inputs'" s)))

(define-syntax replace
  (lambda (s)
    (syntax-violation 'replace "used outside of 'modify-inputs'" s)))

(define-syntax modify-inputs
  (lambda (s)
    "Return INPUTS changed by CLAUSES: (delete NAME ...), (append THING ...),
(prepend THING ...), (replace NAME THING)."
    ;; Clauses are recognised by name, since 'delete' and others mean different
    ;; bindings in different modules.
    (define (apply-clause clause inputs)
      (syntax-case clause ()
        ((verb arg ...)
         (case (syntax->datum #'verb)
           ((delete)
            #`(inputs-without #,inputs (list arg ...)))
           ((prepend)
            #`(append (sanitize-inputs (list arg ...)) #,inputs))
           ((append)
            #`(append #,inputs (sanitize-inputs (list arg ...))))
           ((replace)
            (syntax-case clause ()
              ((_ name replacement)
               #`(inputs-with-replacement #,inputs name replacement))
              (_ (syntax-violation 'modify-inputs "invalid clause" clause))))
           (else
            (syntax-violation 'modify-inputs "unknown clause" clause))))))
    (syntax-case s ()
      ((_ inputs clause ...)
       (fold apply-clause #'inputs #'(clause ...))))))


;;;
;;; Variants.
;;;

(define (hidden-package p)
  "Return P as a package that users do not see."
  (package
    (inherit p)
    (location (package-location p))
    (properties `((hidden? . #t) ,@(package-properties p)))))

(define (hidden-package? p)
  "Say whether users shall not see P."
  (assoc-ref (package-properties p) 'hidden?))

(define (package-superseded p)
  "Return the package that replaces P, or #f."
  (assoc-ref (package-properties p) 'superseded))

(define (deprecated-package old-name p)
  "Return a package called OLD-NAME that P replaces."
  (package
    (inherit p)
    (name old-name)
    (location (package-location p))
    (properties `((superseded . ,p) ,@(package-properties p)))))

(define-syntax define-deprecated-package
  (lambda (s)
    "Define and export the package OLD, which NEW replaces."
    (syntax-case s ()
      ((_ old new)
       (with-syntax ((name (symbol->string (syntax->datum #'old))))
         #'(begin
             (define old (deprecated-package name new))
             (export old)))))))

(define* (unsupported-package? package
                               #:optional (system (%current-system)))
  "Say whether PACKAGE says that it does not support SYSTEM."
  (not (member system (package-supported-systems package))))

(define (patch-vulnerabilities name)
  "Return the identifiers, such as CVE-2024-1234, in the file NAME of a patch."
  (define (digits str)
    (string-take str (or (string-skip str char-set:digit)
                         (string-length str))))
  (let loop ((parts (string-split (string-upcase name) #\-)) (result '()))
    (match parts
      (("CVE" (? (cut string-every char-set:digit <>) year) number . rest)
       (loop rest
             (cons (string-append "CVE-" year "-" (digits number)) result)))
      ((_ . rest) (loop rest result))
      (() (reverse result)))))

(define (package-patched-vulnerabilities package)
  "Return the identifiers of the vulnerabilities that the names of PACKAGE's
patches mention."
  (match (package-source package)
    ((? origin? source)
     (append-map (match-lambda
                   ((? string? file) (patch-vulnerabilities (basename file)))
                   ((? local-file? file)
                    (patch-vulnerabilities (local-file-name file)))
                   ((? origin? origin)
                    (patch-vulnerabilities (origin-actual-file-name origin)))
                   (_ '()))
                 (origin-patches source)))
    (_ '())))

(define (package-direct-sources package)
  "Return the origins that PACKAGE's source and inputs consist of."
  (append (match (package-source package)
            ((? origin? origin)
             (cons origin (filter origin? (origin-patches origin))))
            (_ '()))
          (filter-map (match-lambda
                        ((_ (? origin? origin) . _) origin)
                        (_ #f))
                      (append (package-native-inputs package)
                              (package-inputs package)
                              (package-propagated-inputs package)))))

;;; definition.scm ends here
