;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; Names on their way out.

(define-module (guix deprecation)
  #:use-module (guix diagnostics)
  #:use-module (guix i18n)
  #:use-module (ice-9 match)
  #:export (define-deprecated
            define-deprecated/public
            define-deprecated/public-alias
            define-deprecated/alias
            without-deprecation-warnings
            deprecation-warning-port
            warn-about-deprecation
            warn-about-old-distro))

;;; Commentary:
;;;
;;; A deprecated binding works as before; where it is used, at expansion, a
;;; warning tells its replacement.
;;;
;;; Code:

(define deprecation-warning-port
  (make-parameter (current-warning-port)))

(define* (warn-about-deprecation variable location #:key replacement)
  "Warn that VARIABLE, a symbol used at LOCATION, gives way to REPLACEMENT."
  (parameterize ((guix-warning-port (deprecation-warning-port)))
    (if replacement
        (warning location (G_ "'~a' is deprecated, use '~a' instead~%")
                 variable replacement)
        (warning location (G_ "'~a' is deprecated~%") variable))))

(define (warn-about-old-distro . _)
  "Do nothing: gx does not judge the age of a channel."
  #t)

(define-syntax-rule (without-deprecation-warnings body ...)
  "Run BODY without writing deprecation warnings."
  (parameterize ((deprecation-warning-port (%make-void-port "w")))
    body ...))

(define-syntax define-deprecated
  (lambda (s)
    "Define a deprecated variable or procedure; REPLACEMENT is the identifier
that takes its place, or #f: (define-deprecated old new (make-old))."
    (syntax-case s ()
      ((_ (name . args) replacement body ...)
       #'(define-deprecated name replacement (lambda args body ...)))
      ((_ name replacement exp)
       (with-syntax ((real (datum->syntax #'name
                                          (symbol-append
                                           '% (syntax->datum #'name)
                                           '/deprecated))))
         #'(begin
             (define real exp)
             (define-syntax name
               (lambda (s)
                 (warn-about-deprecation
                  'name (source-properties->location (syntax-source s))
                  #:replacement 'replacement)
                 (syntax-case s ()
                   ((_ . args) #'(real . args))
                   (id (identifier? #'id) #'real))))))))))

(define-syntax define-deprecated/public
  (syntax-rules ()
    "Define and export a deprecated binding."
    ((_ (name . args) replacement body ...)
     (begin
       (define-deprecated (name . args) replacement body ...)
       (export name)))
    ((_ name replacement exp)
     (begin
       (define-deprecated name replacement exp)
       (export name)))))

(define-syntax-rule (define-deprecated/alias name replacement)
  "Define NAME as a deprecated name of REPLACEMENT."
  (define-syntax name
    (lambda (s)
      (warn-about-deprecation
       'name (source-properties->location (syntax-source s))
       #:replacement 'replacement)
      (syntax-case s ()
        ((_ . args) #'(replacement . args))
        (id (identifier? #'id) #'replacement)))))

(define-syntax-rule (define-deprecated/public-alias name replacement)
  "Define and export NAME as a deprecated name of REPLACEMENT."
  (begin
    (define-deprecated/alias name replacement)
    (export name)))

;;; deprecation.scm ends here
