;;; SPDX-License-Identifier: GPL-3.0-or-later

(define-module (gx eval conditions)
  #:use-module (gx eval core)
  #:use-module (gx eval load)
  #:use-module (gx eval locate)
  #:use-module (gx eval specification)
  #:use-module (gx eval words)
  #:use-module (ice-9 exceptions)
  #:use-module (ice-9 match)
  #:use-module (ice-9 regex)
  #:use-module (srfi srfi-1)
  #:export (describe-condition
            unknown-package
            internal-file?))

;;; Commentary:
;;; Conditions of the core channel, which know their place, a hint, or which
;;; package was asked for.
;;; Code:

(define (accessor module predicate getter)
  "Return a procedure that applies GETTER of MODULE to conditions that satisfy
PREDICATE, and returns #f for others."
  (lambda (exception)
    (let ((satisfies? (lookup-if-loaded module predicate))
          (get (lookup-if-loaded module getter)))
      (and satisfies? get (satisfies? exception) (get exception)))))

(define exception-location
  (accessor '(guix diagnostics) 'error-location? 'error-location))
(define exception-hint
  (accessor '(guix diagnostics) 'fix-hint? 'condition-fix-hint))
(define exception-format
  (accessor '(guix diagnostics) 'formatted-message? 'formatted-message-string))
(define exception-format-arguments
  (accessor '(guix diagnostics) 'formatted-message? 'formatted-message-arguments))
(define exception-protocol-message
  (accessor '(guix store) 'store-protocol-error? 'store-protocol-error-message))

(define (condition-text exception)
  "Return the message of EXCEPTION, or #f."
  (cond ((exception-format exception)
         => (lambda (text)
              (clean (apply (@ (ice-9 format) format) #f text
                            (exception-format-arguments exception)))))
        ((exception-protocol-message exception) => clean)
        ((and (exception-with-message? exception)
              (exception-message exception))
         => (lambda (text)
              (clean (if (exception-with-irritants? exception)
                         (apply format #f "~a~{ ~s~}"
                                (list text (exception-irritants exception)))
                         text))))
        (else #f)))

(define (location-fields location)
  "Return the file and the position of LOCATION, a record of the core channel."
  (let ((file (core (guix diagnostics) location-file))
        (line (core (guix diagnostics) location-line))
        (column (core (guix diagnostics) location-column)))
    (values (let ((name (file location)))
              (if (and name (not (string-prefix? "/" name)))
                  (or (search-path %load-path name) name)
                  name))
            (cons (or (line location) 1) (1+ (or (column location) 0))))))

;; Compound conditions of the core channel tell which package was not found; a core
;; channel without them says it in words.

(define unknown-name
  (accessor '(gnu packages) 'unknown-package-error? 'unknown-package-error-name))
(define unknown-version
  (accessor '(gnu packages) 'unknown-package-error? 'unknown-package-error-version))
(define unknown-versions
  (accessor '(gnu packages) 'unknown-package-error? 'unknown-package-error-versions))
(define unknown-candidates
  (accessor '(gnu packages) 'unknown-package-error? 'unknown-package-error-candidates))

(define (unknown-package exception)
  "Return the name of the package that EXCEPTION says is unknown in any version, or
#f."
  (and (exception? exception)
       (null? (or (unknown-versions exception) '()))
       (unknown-name exception)))

(define (locate-specification name version form)
  "Return the position of a literal in FORM's text that asks for NAME@VERSION."
  (any (lambda (text) (locate-string text form))
       (if version
           (list (string-append name "@" version) name)
           (list name))))

(define (form-elsewhere exception form)
  "Return the form that EXCEPTION is about: in the place that the core channel gave
it, if that is in another file than FORM, else FORM."
  (match (exception-location exception)
    (#f form)
    (location
     (call-with-values (lambda () (location-fields location))
       (lambda (file position)
         (if (or (internal-file? file) (and form (equal? file (form-file form))))
             form
             (make-user-form #f file (car position) (cdr position) #f 0)))))))

(define (plain-name? name)
  "Say whether one sees in a sentence where NAME begins and ends."
  (not (or (string-null? name) (string-any char-whitespace? name))))

(define (describe-unknown-package exception form stack)
  "Describe that no package is called as EXCEPTION says."
  (let* ((form (form-elsewhere exception form))
         (name (unknown-name exception))
         (version (unknown-version exception))
         (versions (or (unknown-versions exception) '()))
         (names (likely-names name (or (unknown-candidates exception) '())))
         (position (and form (locate-specification name version form))))
    (form-fields "unknown-package"
                 (cond ((null? versions)
                        (format #f (if (plain-name? name)
                                       "unknown package ~a"
                                       "unknown package ~s")
                                name))
                       ((string-null? version) "no version follows the '@'")
                       (else (format #f "there is no version ~a of ~a" version name)))
                 form
                 #:places (if position (list position) (locate form stack))
                 #:names (if (pair? versions)
                             (map (lambda (v) (string-append name "@" v)) versions)
                             names)
                 #:hint (if (pair? versions)
                            (versions-hint version versions)
                            (specification-hint name version names
                                                #:argument? (not form))))))

(define (versions-hint version versions)
  "Return a hint for VERSION, which is none of VERSIONS."
  (string-append "these versions exist: " (string-join versions ", ")
                 (if (string-any (string->char-set "<>=~^*") version)
                     "; the beginning of one is enough, ranges are not known"
                     "")))

(define %unbound
  ;; What a core channel says of a variable in a package's definition.
  (make-regexp "unbound variable: ([^ ]+)$"))

(define %no-output
  (make-regexp "has no output '([^']*)'"))

(define (locate-output text form)
  "Return the position of the literal in FORM's text that asks for the output that
TEXT says does not exist."
  (match (and form (regexp-exec %no-output text))
    (#f #f)
    (m (locate-string-ending (string-append ":" (match:substring m 1)) form))))

(define (internal-file? file)
  "Say whether FILE is part of Guile or of the engine, where no user looks."
  (or (not (string? file))
      (and (not (absolute-file-name? file))
           (not (search-path %load-path file)))
      (any (lambda (part) (string-contains file part))
           '("/guile/" "ice-9/" "srfi/srfi-" "/scheme/gx/"))))

(define (position-in location form)
  "Return the position of LOCATION if it is in FORM's text, else #f."
  (call-with-values (lambda () (location-fields location))
    (lambda (file position)
      (and (equal? file (form-file form)) position))))

(define (describe-located text hint location form)
  "Describe TEXT, about LOCATION of the core channel's."
  (call-with-values (lambda () (location-fields location))
    (lambda (file position)
      (cond ((and form (equal? file (form-file form)))
             (form-fields "condition" text form #:hint hint
                          #:places (list position)))
            ((internal-file? file)
             (form-fields "condition" text form #:hint hint))
            (else
             (fields "condition" text #:hint hint
                     #:file file #:position position))))))

(define (describe-condition exception form stack call unbound)
  "Describe EXCEPTION, which may be a condition of the core channel: with (CALL
TEXT HINT) if nothing but words are known, with (UNBOUND NAME POSITION) if it is
about an unbound variable of FORM's text."
  (let* ((text (or (condition-text exception)
                   "the Scheme API refuses a value of this form"))
         (location (exception-location exception))
         (hint (exception-hint exception))
         (variable (regexp-exec %unbound text))
         (output (locate-output text form)))
    (cond ((unknown-name exception)
           (describe-unknown-package exception form stack))
          ((and variable form location (position-in location form))
           => (lambda (position)
                (unbound (string->symbol (match:substring variable 1)) position)))
          (output
           (form-fields "condition" text form #:hint hint #:places (list output)))
          (location
           (describe-located text hint location form))
          (else
           (call text hint)))))
