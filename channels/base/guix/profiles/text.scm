;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; The manifest file of a profile.

(define-module (guix profiles text)
  #:use-module (guix diagnostics)
  #:use-module (guix i18n)
  #:use-module (guix profiles manifest)
  #:use-module (guix search-paths)
  #:use-module (ice-9 match)
  #:use-module (srfi srfi-1)
  #:use-module (srfi srfi-34)
  #:export (manifest->sexp
            manifest->text
            write-manifest
            read-manifest
            profile-manifest))

;;; Commentary:
;;;
;;; PROFILE/manifest is an S-expression, (manifest (version V) (packages ...)),
;;; with V 3, where each entry has all its fields, or 4, where empty fields are
;;; left out and what was described already is (repeated NAME VERSION ITEM).  An
;;; entry takes one line.
;;;
;;; Code:

(define (fields->sexp version fields)
  "Return FIELDS, a list of (NAME VALUE), without the empty ones but in VERSION
3."
  (if (= version 3)
      fields
      (remove (match-lambda ((_ value) (null? value))) fields)))

(define* (manifest->sexp manifest #:optional (entry-path manifest-entry-item)
                         (version 4))
  "Return MANIFEST as an S-expression in format VERSION; ENTRY-PATH gives the
file name of an entry's item."
  (define seen (make-hash-table))

  (define (entry->sexp entry)
    (let* ((path (entry-path entry))
           (name (manifest-entry-name entry))
           (version* (manifest-entry-version entry))
           ;; Properties tell where an installed entry came from: they are not
           ;; to be lost to an equal one that another entry brings along.
           (key  (list name version* (manifest-entry-output entry) path
                       (manifest-entry-properties entry))))
      (if (and (= version 4) (hash-ref seen key))
          `(repeated ,name ,version* ,path)
          (begin
            (hash-set! seen key #t)
            `(,name ,version* ,(manifest-entry-output entry) ,path
              ,@(fields->sexp
                 version
                 `((propagated-inputs
                    ,(map-in-order entry->sexp
                                   (manifest-entry-dependencies entry)))
                   (search-paths
                    ,(map search-path-specification->sexp
                          (manifest-entry-search-paths entry)))
                   (properties
                    ,(manifest-entry-properties entry)))))))))

  (unless (memv version '(3 4))
    (raise (formatted-message (G_ "cannot write manifests of version ~a")
                              version)))
  `(manifest (version ,version)
             (packages ,(map-in-order entry->sexp
                                      (manifest-entries manifest)))))

(define* (manifest->text manifest #:optional (entry-path manifest-entry-item)
                         (version 4))
  "Return the text of the file for MANIFEST in format VERSION."
  (call-with-output-string
    (lambda (port)
      (write-manifest manifest port entry-path version))))

(define* (write-manifest manifest port
                         #:optional (entry-path manifest-entry-item)
                         (version 4))
  "Write MANIFEST to PORT in format VERSION."
  (display "\
;; What this profile holds, as written when it was built; never edit it.
;; It is not a manifest for '-m' or '--manifest':
;; use '--export-manifest' to get one of those.

" port)
  (match (manifest->sexp manifest entry-path version)
    (('manifest version ('packages entries))
     ;; Guile's pretty-printer changes with its version: this text must not.
     (display "(manifest\n " port)
     (write version port)
     (display "\n (packages\n  (" port)
     (display (string-join (map object->string entries) "\n   ") port)
     (display ")))\n" port))))

(define (sexp->manifest sexp)
  "Return the manifest that SEXP stands for."
  ;; (NAME VERSION ITEM) -> entry
  (define seen (make-hash-table))

  (define (field fields name)
    (match (assq name fields)
      ((_ value) value)
      (#f '())))

  (define (sexp->entry sexp parent)
    (match sexp
      (('repeated name version path)
       (let ((entry (hash-ref seen (list name version path))))
         (unless entry
           (raise (formatted-message
                   (G_ "the manifest repeats ~a@~a, which it never describes")
                   name version)))
         (manifest-entry
           (inherit entry)
           (parent parent))))
      ((name version output path fields ...)
       (letrec* ((dependencies
                  (map-in-order (lambda (sexp)
                                  (sexp->entry sexp (delay entry)))
                                (field fields 'propagated-inputs)))
                 (entry (manifest-entry
                          (name name)
                          (version version)
                          (output output)
                          (item path)
                          (dependencies dependencies)
                          (search-paths
                           (map sexp->search-path-specification
                                (field fields 'search-paths)))
                          (parent parent)
                          (properties (field fields 'properties)))))
         (hash-set! seen (list name version path) entry)
         entry))))

  (match sexp
    (('manifest ('version (or 3 4)) ('packages (entries ...)))
     (manifest (map-in-order (lambda (sexp) (sexp->entry sexp (delay #f)))
                             entries)))
    (('manifest ('version version) . _)
     (raise (formatted-message (G_ "cannot read manifests of version ~a")
                               version)))
    (_
     (raise (formatted-message (G_ "this is not the manifest of a profile"))))))

(define (read-manifest port)
  "Read the manifest of a profile from PORT."
  (sexp->manifest (read port)))

(define (profile-manifest profile)
  "Return the manifest of the directory PROFILE, an empty one if there is none."
  (let ((file (string-append profile "/manifest")))
    (if (file-exists? file)
        (call-with-input-file file read-manifest #:encoding "UTF-8")
        (manifest '()))))

;;; text.scm ends here
