;;; SPDX-License-Identifier: GPL-3.0-or-later

(define-module (gx eval main)
  #:use-module (gx engine)
  #:use-module (gx eval core)
  #:use-module (gx eval failure)
  #:use-module (gx eval image)
  #:use-module (gx eval impure)
  #:use-module (gx eval load)
  #:use-module (gx eval lower)
  #:use-module (gx eval mistake)
  #:use-module (gx eval request)
  #:use-module (ice-9 match)
  #:use-module (srfi srfi-1)
  #:export (main))

;;; Commentary:
;;; One evaluation: read the request, do it, answer with records.
;;; Code:

(define (answer . strings)
  "Answer with a record of STRINGS."
  (engine-result strings))

(define (answer-packages store manifest system)
  "Answer with the packages of MANIFEST."
  (for-each (lambda (fields) (apply answer "package" fields))
            (manifest-packages store manifest system)))

(define (answer-image)
  "Answer with what the (image …) forms that were evaluated say."
  (for-each (lambda (fields) (apply answer "image" fields))
            (image-records)))

(define (answer-code manifest)
  "Answer with code for MANIFEST, if the core channel can write it."
  (let ((manifest->code (core-if-loaded (guix profiles) manifest->code)))
    (when manifest->code
      (answer "code"
              (call-with-output-string
                (lambda (port)
                  (let ((pretty-print (@ (ice-9 pretty-print) pretty-print)))
                    (for-each (lambda (form) (pretty-print form port))
                              (match (manifest->code
                                      manifest
                                      #:entry-package-version
                                      (@ (gx eval transact)
                                         entry-version-specification))
                                (('begin forms ...) forms)
                                (form (list form)))))))))))

(define (warn-unused request)
  "Answer with warnings about REQUEST's transformations that changed nothing."
  (for-each (lambda (spec)
              (answer "warning"
                      (format #f "no package ~a is needed here: the option that \
changes it has no effect" spec)))
            (unused-transformations request)))

(define (do-profile store request)
  "Answer with the profile of REQUEST's inputs."
  (answer-profile store (inputs->manifest request) request))

(define (do-transaction store request)
  "Answer with the profile that the installed one becomes."
  (answer-profile store
                  ((@ (gx eval transact) transaction-manifest) store request)
                  request))

(define (answer-profile store manifest request)
  "Answer with the profile that holds MANIFEST."
  (let ((drv (lower-profile store manifest request)))
    (match (object-outputs drv "out")
      (((file _ path) . _)
       (answer "profile" file path)))
    (answer-image)
    (answer-packages store manifest (request-system request))
    (warn-unused request)))

(define (do-manifest store request)
  "Answer with the manifest of REQUEST's inputs, as code."
  (let ((manifest (inputs->manifest request)))
    (answer-packages store manifest (request-system request))
    (answer-code manifest)))

(define (build-objects request input)
  "Return pairs of an object that INPUT names and an output or #f."
  (match (input-kind input)
    ((or 'manifest-file 'manifest-text 'spec)
     (map (lambda (entry)
            (cons ((core (guix profiles) manifest-entry-item) entry)
                  (and (string-index (input-text input) #\:)
                       (eq? 'spec (input-kind input))
                       ((core (guix profiles) manifest-entry-output) entry))))
          ((core (guix profiles) manifest-entries)
           (inputs->manifest (request-with-input request input)))))
    (_
     (let ((change (request-transformation request)))
       (append-map
        (lambda (obj)
          (if ((core (guix profiles) manifest?) obj)
              (map (lambda (entry)
                     (cons (change ((core (guix profiles) manifest-entry-item)
                                    entry))
                           #f))
                   ((core (guix profiles) manifest-entries) obj))
              (list (cons (change obj) #f))))
        (input->objects input))))))

(define (source-of obj)
  "Return the source of OBJ, a package."
  (or (and ((core (guix packages) package?) obj)
           ((core (guix packages) package-source) obj))
      (user-error "source" "it has no source")))

(define (do-build store request)
  "Answer with the derivations of REQUEST's inputs."
  (for-each
   (lambda (input)
     (for-each
      (match-lambda
        ((obj . output)
         (let ((obj (if (request-option? request "source")
                        (source-of obj) obj)))
           (for-each (match-lambda
                       ((drv name path)
                        (answer "output" (input-text input) drv name path)))
                     (object-outputs
                      (lower-object store obj (request-system request))
                      output)))))
      (build-objects request input)))
   (request-inputs request))
  (warn-unused request))

(define (perform request)
  "Do what REQUEST asks."
  (match (request-kind request)
    ('show
     (answer "show" ((@ (gx eval show) show-packages) request)))
    ('channels
     (answer "show" ((@ (gx eval channels) evaluate-channels) request)))
    ('search
     (answer "show" ((@ (gx eval show) search-packages) request)))
    (kind
     (let ((store ((core (guix store) open-connection))))
       ((match kind
          ('profile do-profile)
          ('transaction do-transaction)
          ('manifest do-manifest)
          ('build do-build))
        store request)))))

(define (main)
  "Evaluate what gx asks, and answer."
  (let ((request (read-request)))
    (start-trace!)
    (match (request-inputs request)
      ((only) #t)
      (_ (blame-nothing!)))
    (call-with-failure
     (lambda ()
       (perform request)
       (when (request-option? request "check")
         (answer "table" ((@ (gx eval lazy names) package-table))))
       (force-output (current-output-port))
       (engine-finish))
     (lambda (fields)
       (apply answer "error" fields))
     #:backtrace? (request-option? request "backtrace"))))
