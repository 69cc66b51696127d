;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; Manifests and profiles.

(define-module (guix profiles)
  #:use-module (guix derivations)
  #:use-module (guix diagnostics)
  #:use-module (guix gexp)
  #:use-module (guix gexp core)
  #:use-module (guix i18n)
  #:use-module (guix memoization)
  #:use-module (guix packages)
  #:use-module (guix profiles manifest)
  #:use-module (guix profiles text)
  #:use-module (guix records)
  #:use-module (guix search-paths)
  #:use-module (guix store)
  #:use-module (guix utils)
  #:use-module (ice-9 match)
  #:use-module (srfi srfi-1)
  #:use-module (srfi srfi-34)
  #:use-module (srfi srfi-35)
  #:re-export (manifest
               make-manifest
               manifest?
               manifest-entries
               manifest-transitive-entries
               manifest-search-paths
               <manifest-entry>
               manifest-entry
               manifest-entry?
               manifest-entry-name
               manifest-entry-version
               manifest-entry-output
               manifest-entry-item
               manifest-entry-dependencies
               manifest-entry-search-paths
               manifest-entry-parent
               manifest-entry-properties
               manifest-entry=?
               manifest-pattern
               manifest-pattern?
               manifest-pattern-name
               manifest-pattern-version
               manifest-pattern-output
               manifest-remove
               manifest-add
               manifest-lookup
               manifest-installed?
               manifest-matching-entries
               map-manifest-entries
               concatenate-manifests
               manifest-transaction
               manifest-transaction?
               manifest-transaction-install
               manifest-transaction-remove
               manifest-transaction-install-entry
               manifest-transaction-remove-pattern
               manifest-transaction-null?
               manifest-transaction-removal-candidate?
               manifest-transaction-effects
               manifest-perform-transaction
               &profile-error
               profile-error?
               profile-error-profile
               &profile-not-found-error
               profile-not-found-error?
               &profile-collision-error
               profile-collision-error?
               profile-collision-error-entry
               profile-collision-error-conflict
               &unmatched-pattern-error
               unmatched-pattern-error?
               unmatched-pattern-error-pattern
               unmatched-pattern-error-manifest
               read-manifest
               write-manifest
               manifest->sexp
               profile-manifest)
  #:export (package->manifest-entry
            file-like->manifest-entry
            packages->manifest
            package->development-manifest
            lower-manifest
            lower-manifest-entry
            manifest->code
            check-for-collisions
            profile-derivation
            profile-search-paths
            %default-profile-hooks

            <profile>
            profile
            profile?
            profile-name
            profile-content
            profile-hooks
            profile-locales?
            profile-allow-collisions?
            profile-relative-symlinks?))

;;; Commentary:
;;;
;;; A manifest lists what a profile is made of.  (guix profiles manifest) has
;;; the records, (guix profiles text) the file format; here manifests are made
;;; from packages and lowered to the derivation of a profile, which the engine
;;; builds itself.
;;;
;;; Code:

(define %default-profile-hooks
  ;; The built-in builder does what hooks do.
  '())

(define (package-entry-properties package)
  "Return the properties that an entry for PACKAGE has."
  (match (assq-ref (package-properties package) 'transformations)
    (#f '())
    (transformations `((transformations . ,transformations)))))

(define* (package->manifest-entry package #:optional (output "out")
                                  #:key (parent (delay #f))
                                  (properties
                                   (package-entry-properties package)))
  "Return a manifest entry for OUTPUT of PACKAGE."
  (define (dependency->entry input)
    (match input
      ((_ (? package? package))
       (package->manifest-entry package #:parent (delay entry)))
      ((_ (? package? package) output)
       (package->manifest-entry package output #:parent (delay entry)))
      (_ #f)))

  (define entry
    (manifest-entry
      (name (package-name package))
      (version (package-version package))
      (output output)
      (item package)
      (dependencies (filter-map dependency->entry
                                (package-propagated-inputs package)))
      (search-paths (package-transitive-native-search-paths package))
      (parent parent)
      (properties properties)))

  (match (package-with-output package output)
    (#f (check-output package output)
        entry)
    (other (package->manifest-entry other #:parent parent))))

(define (check-output package output)
  "Raise an error unless PACKAGE has OUTPUT."
  (unless (member output (package-outputs package))
    (raise (formatted-message
            (G_ "package ~a has no output '~a'; it has: ~a")
            (package-full-name package) output
            (string-join (package-outputs package) ", ")))))

(define (packages->manifest packages)
  "Return a manifest of PACKAGES, a list of packages, of (PACKAGE OUTPUT) lists,
of inferior or file-like objects, or of manifest entries."
  (define (->entry object)
    (match object
      (((? package? package) (? string? output))
       (package->manifest-entry package output))
      ((? package? package)
       (package->manifest-entry package))
      ((? manifest-entry? entry) entry)
      (((? file-like? object) (? string? output))
       (file-like->manifest-entry object output))
      ((? file-like? object)
       (file-like->manifest-entry object "out"))
      (_
       (raise (formatted-message
               (G_ "not a package, nor a list of a package and an output: ~s")
               object)))))
  (manifest (delete-duplicates (map ->entry packages) manifest-entry=?)))

(define (file-like-name object)
  "Return a name for OBJECT, a file-like object."
  (match object
    ((? computed-file? file) (computed-file-name file))
    ((? program-file? file) (program-file-name file))
    ((? scheme-file? file) (scheme-file-name file))
    ((? plain-file? file) (plain-file-name file))
    ((? local-file? file) (local-file-name file))
    ((? file-append? file) (file-like-name (file-append-base file)))
    ((? package? package) (package-name package))
    ((? derivation? drv) (derivation-name drv))
    (_ "file-like")))

(define* (file-like->manifest-entry object #:optional (output "out")
                                    #:key (name (file-like-name object)))
  "Return a manifest entry, called NAME, for OUTPUT of OBJECT, which need not be
a package."
  (manifest-entry
    (name name)
    (version "0")
    (output output)
    (item object)))

(define* (package->development-manifest package
                                        #:optional (system (%current-system))
                                        #:key target)
  "Return a manifest of what building PACKAGE for SYSTEM needs."
  (manifest
   (filter-map (match-lambda
                 ((label (? package? package))
                  (package->manifest-entry package))
                 ((label (? package? package) output)
                  (package->manifest-entry package output))
                 (_ #f))
               (package-development-inputs package system #:target target))))


;;;
;;; Lowering.
;;;

(define (lowered-item store item output system target)
  "Return what ITEM builds to and the file name of its OUTPUT."
  (match item
    ((? string? path) (values path path))
    ((? derivation? drv) (values drv (derivation->output-path drv output)))
    (_
     (let ((lowered (lower-object* store item system target)))
       (values lowered
               (match (lookup-expander item)
                 (#f (if (derivation? lowered)
                         (derivation->output-path lowered output)
                         lowered))
                 (expand (expand item lowered output))))))))

(define (lower-entry store entry system target)
  "Return ENTRY with derivations, or file names, for its item and those of its
dependencies."
  (let ((lowered (lowered-item store (manifest-entry-item entry)
                               (manifest-entry-output entry)
                               system target)))
    (manifest-entry
      (inherit entry)
      (item lowered)
      (dependencies (map (lambda (dependency)
                           (lower-entry store dependency system target))
                         (manifest-entry-dependencies entry))))))

(define* (lower-manifest-entry entry system #:key target)
  "Return in the store monad ENTRY with file names for items."
  (lambda (store)
    (values (entry-with-paths (lower-entry store entry system target)) store)))

(define (entry-path entry)
  "Return the file name of ENTRY, which is lowered."
  (match (manifest-entry-item entry)
    ((? string? path) path)
    ((? derivation? drv)
     (derivation->output-path drv (manifest-entry-output entry)))))

(define (entry-with-paths entry)
  "Return ENTRY, which is lowered, with file names for items."
  (manifest-entry
    (inherit entry)
    (item (entry-path entry))
    (dependencies (map entry-with-paths
                       (manifest-entry-dependencies entry)))))

(define (lower-manifest store manifest* system target)
  "Return MANIFEST* with derivations, or file names, for items."
  (manifest (map (lambda (entry) (lower-entry store entry system target))
                 (manifest-entries manifest*))))

(define (collision-error entry other)
  "Raise an error: ENTRY and OTHER cannot be in one profile."
  (define (name entry)
    (string-append (manifest-entry-name entry) "@"
                   (manifest-entry-version entry)))
  (define (origin entry)
    (match (force (manifest-entry-parent entry))
      ((? manifest-entry? parent)
       (string-append " (which " (name parent) " brings along)"))
      (_ "")))
  (raise (make-compound-condition
          (make-condition &profile-collision-error
                          'profile #f 'entry entry 'conflict other)
          (make-condition &message 'message
                          (string-append
                           (G_ "profile contains two different packages: ")
                           (name entry) (origin entry) (G_ " and ")
                           (name other) (origin other)))
          (make-condition &fix-hint 'hint
                          (G_ "Take one of them out, make the packages that \
bring them along agree, or say --allow-collisions to `gx package'.")))))

(define (check-lowered-collisions manifest)
  "Raise an error if MANIFEST, lowered, has two entries with the same name and
output, and different items."
  (define table (make-hash-table))
  (for-each (lambda (entry)
              (let ((key (cons (manifest-entry-name entry)
                               (manifest-entry-output entry))))
                (match (hash-ref table key)
                  (#f (hash-set! table key entry))
                  (other
                   (unless (string=? (entry-path entry) (entry-path other))
                     (collision-error other entry))))))
            (manifest-transitive-entries manifest)))

(define* (check-for-collisions manifest system #:key target)
  "Raise an error in the store monad if MANIFEST has two entries with the same
name and output, and different items."
  (lambda (store)
    (check-lowered-collisions (lower-manifest store manifest system target))
    (values *unspecified* store)))

(define (search-path->line spec)
  "Return SPEC as the built-in builder reads it."
  (string-join `(,(search-path-specification-variable spec)
                 ,(or (search-path-specification-separator spec) "")
                 ,(symbol->string (search-path-specification-file-type spec))
                 ,(or (search-path-specification-file-pattern spec) "")
                 ,@(search-path-specification-files spec))
               "\t"))

(define (profile-variables manifest manifest-file allow-collisions?)
  "Return the environment variables of the derivation of a profile with MANIFEST,
lowered, whose text is in the item MANIFEST-FILE."
  `(("manifest" . ,manifest-file)
    ("inputs" . ,(string-join
                  (delete-duplicates
                   (map entry-path (manifest-transitive-entries manifest)))))
    ("search-paths" . ,(string-join
                        (map search-path->line
                             (manifest-search-paths manifest))
                        "\n"))
    ,@(if allow-collisions? '(("allow-collisions" . "1")) '())))

(define (profile-inputs manifest)
  "Return the derivation inputs and the store items of MANIFEST, lowered."
  (partition derivation-input?
             (map (lambda (entry)
                    (match (manifest-entry-item entry)
                      ((? derivation? drv)
                       (derivation-input
                        drv (list (manifest-entry-output entry))))
                      ((? string? path) (direct-store-path path))))
                  (manifest-transitive-entries manifest))))

(define* (profile-derivation manifest
                             #:key (name "profile")
                             (hooks %default-profile-hooks)
                             (locales? #t)
                             (allow-unsupported-packages? #f)
                             (allow-collisions? #f)
                             (relative-symlinks? #f)
                             (format-version 4)
                             system target)
  "Return in the store monad the derivation of a profile with the entries of
MANIFEST."
  (lambda (store)
    (let* ((system   (or system (%current-system)))
           (lowered  (lower-manifest store manifest system target))
           (file     (add-text-to-store store "manifest"
                                        (manifest->text lowered entry-path
                                                        format-version))))
      (unless allow-collisions?
        (check-lowered-collisions lowered))
      (call-with-values (lambda () (profile-inputs lowered))
        (lambda (inputs items)
          (values
           (derivation store name "builtin:profile-1" '()
                       #:system system
                       #:inputs inputs
                       #:sources (cons file items)
                       #:env-vars (profile-variables lowered file
                                                     allow-collisions?)
                       #:local-build? #t
                       #:substitutable? #f
                       #:properties
                       `((type . profile)
                         (profile
                          (count . ,(length (manifest-entries lowered))))))
           store))))))

(define-record-type* <profile> profile make-profile
  profile?
  (name               profile-name (default "profile"))        ;string
  (content            profile-content)                         ;<manifest>
  (hooks              profile-hooks (default %default-profile-hooks))
  (locales?           profile-locales? (default #t))           ;Boolean
  (allow-collisions?  profile-allow-collisions? (default #f))  ;Boolean
  (relative-symlinks? profile-relative-symlinks? (default #f))) ;Boolean

(define-gexp-compiler (profile-compiler (profile <profile>) system target)
  (match profile
    (($ <profile> name content hooks locales? allow-collisions?
                  relative-symlinks?)
     (profile-derivation content
                         #:name name
                         #:hooks hooks
                         #:locales? locales?
                         #:allow-collisions? allow-collisions?
                         #:relative-symlinks? relative-symlinks?
                         #:system system
                         #:target target))))

(define* (profile-search-paths profile
                               #:optional (manifest (profile-manifest profile))
                               #:key (getenv (const #f)))
  "Return a list of (SPECIFICATION . VALUE) for the search paths of PROFILE."
  (evaluate-search-paths (manifest-search-paths manifest)
                         (list profile) getenv))


;;;
;;; Manifests as programs.
;;;

(define (entry-specification entry entry-package-version)
  "Return the specification of ENTRY; ENTRY-PACKAGE-VERSION gives the version to
mention, or the empty string."
  (string-append (manifest-entry-name entry)
                 (match (entry-package-version entry)
                   ("" "")
                   (version (string-append "@" version)))
                 (match (manifest-entry-output entry)
                   ("out" "")
                   (output (string-append ":" output)))))

(define* (manifest->code manifest
                         #:key (entry-package-version (const "")))
  "Return the code, an S-expression, of a manifest like MANIFEST."
  (define (specification entry)
    (entry-specification entry entry-package-version))

  (define (transformations entry)
    (assq-ref (manifest-entry-properties entry) 'transformations))

  (define options
    (delete-duplicates (filter-map transformations
                                   (manifest-entries manifest))))

  (define (transformation-name option)
    (string->symbol
     (string-append "transform"
                    (number->string
                     (+ 1 (list-index (lambda (other) (equal? option other))
                                      options))))))

  (define (entry->code entry)
    (let ((package (match (transformations entry)
                     (#f `(specification->package
                           ,(package-specification entry)))
                     (option `(,(transformation-name option)
                               (specification->package
                                ,(package-specification entry)))))))
      (match (manifest-entry-output entry)
        ("out" package)
        (output `(list ,package ,output)))))

  (define (package-specification entry)
    (string-append (manifest-entry-name entry)
                   (match (entry-package-version entry)
                     ("" "")
                     (version (string-append "@" version)))))

  (if (null? options)
      `(specifications->manifest
        (list ,@(map specification (manifest-entries manifest))))
      `(begin
         (use-modules (guix transformations))
         ,@(map (lambda (option)
                  `(define ,(transformation-name option)
                     (options->transformation ',option)))
                options)
         (packages->manifest
          (list ,@(map entry->code (manifest-entries manifest)))))))

;;; profiles.scm ends here
