;;; SPDX-License-Identifier: GPL-3.0-or-later

(define-module (gx eval transact)
  #:use-module (gx engine)
  #:use-module (gx eval core)
  #:use-module (gx eval failure)
  #:use-module (gx eval lower)
  #:use-module (gx eval nearby)
  #:use-module (gx eval request)
  #:use-module (ice-9 match)
  #:use-module (ice-9 regex)
  #:use-module (srfi srfi-1)
  #:export (transaction-manifest
            entry-version-specification))

;;; Commentary:
;;; What a profile becomes: entries are removed, upgraded and installed in one
;;; step (`gx package').  Each new entry records the channels it came from, and
;;; the options that changed its package, which an upgrade applies again.
;;; Code:

(define-syntax-rule (field name entry)
  "Return what NAME, an accessor of (guix profiles), says of ENTRY."
  ((core (guix profiles) name) entry))

(define (only request kinds)
  "Return the manifest of those inputs of REQUEST whose kind is among KINDS."
  (inputs->manifest
   (request-with-inputs request
                        (filter (lambda (input) (memq (input-kind input) kinds))
                                (request-inputs request)))))

(define (option-values request name)
  "Return the values of REQUEST's options called NAME."
  (filter-map (match-lambda ((key . value) (and (eq? key name) value)))
              (request-option-values request)))


;;;
;;; Where a package comes from.
;;;

(define (package-channel package sources)
  "Return the pair of SOURCES whose directory holds the definition of PACKAGE, the
first one if it is not known where that is; #f if no channel has it."
  (let* ((location ((core (guix packages) package-location) package))
         (file (and location ((core (guix diagnostics) location-file) location)))
         (absolute (and file (if (string-prefix? "/" file)
                                 file
                                 (search-path %load-path file)))))
    (if absolute
        (find (match-lambda
                ((root . _) (string-prefix? (string-append root "/") absolute)))
              sources)
        (first sources))))

(define (package-provenance package sources)
  "Return the sources of the core channel and of the one that defines PACKAGE, or
the empty list if one of them has no commit."
  (match sources
    (() '())
    (((_ . core-source) . _)
     (match (package-channel package sources)
       ((or #f (_ . #f)) '())
       ((_ . source)
        (cond ((not core-source) '())
              ((equal? source core-source) (list source))
              (else (list core-source source))))))))

(define entry-with-properties
  (let ((make #f))
    (lambda (entry properties)
      "Return ENTRY with PROPERTIES."
      (unless make
        ;; The constructor is a macro of the core channel.
        (let ((module (make-fresh-user-module)))
          (module-use! module (resolve-interface '(guix profiles)))
          (set! make (eval '(lambda (entry new)
                              (manifest-entry (inherit entry)
                                              (properties new)))
                           module))))
      (make entry properties))))

(define (with-provenance entry sources)
  "Return ENTRY with the property that tells where its package comes from."
  (let ((item (field manifest-entry-item entry))
        (properties (field manifest-entry-properties entry)))
    (if (or (assq 'provenance properties)
            (not ((core (guix packages) package?) item)))
        entry
        (match (package-provenance item sources)
          (() entry)
          (channels (entry-with-properties
                     entry `((provenance ,@channels) ,@properties)))))))


;;;
;;; Removing.
;;;

(define (parse-specification spec)
  "Return the name, the version or #f, and the output or #f, that SPEC names."
  (let* ((colon (string-rindex spec #\:))
         (front (if colon (string-take spec colon) spec))
         (at (string-index front #\@)))
    (values (if at (string-take front at) front)
            (and at (string-drop front (1+ at)))
            (and colon (string-drop spec (1+ colon))))))

(define (not-installed spec name entries)
  "Raise an error: nothing among ENTRIES is what SPEC, of NAME, says."
  (let* ((installed (delete-duplicates
                     (map (lambda (entry) (field manifest-entry-name entry))
                          entries)))
         (same (filter-map
                (lambda (entry)
                  (and (string=? name (field manifest-entry-name entry))
                       (format #f "~a@~a:~a" name
                               (field manifest-entry-version entry)
                               (field manifest-entry-output entry))))
                entries)))
    (user-error "not-installed" (format #f "~a is not installed" spec)
                #:place (list #f #f #f)
                #:names (if (null? same) (nearby name installed) '())
                #:hint (and (pair? same)
                            (string-append "there is "
                                           (string-join same ", "))))))

(define (matching-entries spec entries)
  "Return those of ENTRIES that SPEC names; without an output, `out' if that is
installed."
  (call-with-values (lambda () (parse-specification spec))
    (lambda (name version output)
      (let* ((found (filter
                     (lambda (entry)
                       (and (string=? name (field manifest-entry-name entry))
                            (or (not version)
                                (string=? version
                                          (field manifest-entry-version entry)))
                            (or (not output)
                                (string=? output
                                          (field manifest-entry-output entry)))))
                     entries))
             (main (filter (lambda (entry)
                             (string=? "out" (field manifest-entry-output entry)))
                           found)))
        (cond ((null? found) (not-installed spec name entries))
              ((or output (null? main)) found)
              (else main))))))

(define (remove-entries specs entries)
  "Return ENTRIES without those that SPECS name."
  (let ((gone (append-map (lambda (spec) (matching-entries spec entries)) specs)))
    (remove (lambda (entry) (memq entry gone)) entries)))


;;;
;;; Upgrading.
;;;

(define (regexps texts)
  "Return TEXTS compiled as regular expressions."
  (map (lambda (text)
         (catch 'regular-expression-syntax
           (lambda () (make-regexp text))
           (lambda _
             (user-error "regexp" (format #f "'~a' is not a regular expression"
                                          text)
                         #:place (list #f #f #f)))))
       texts))

(define (entry-selector request)
  "Return the procedure that says whether REQUEST asks for an entry's upgrade."
  (let ((wanted (regexps (option-values request 'upgrade)))
        (kept (regexps (option-values request 'keep))))
    (lambda (entry)
      (let ((name (field manifest-entry-name entry)))
        (and (any (lambda (regexp) (regexp-exec regexp name)) wanted)
             (not (any (lambda (regexp) (regexp-exec regexp name)) kept)))))))

(define (entry-transformation entry)
  "Return the procedure that changes a package as that of ENTRY was changed."
  (match (assq-ref (field manifest-entry-properties entry) 'transformations)
    ((? pair? options)
     ((core (guix transformations) options->transformation) options))
    (_ identity)))

(define (candidate entry request)
  "Return the entry that could take ENTRY's place, or #f if its package is gone."
  (let ((name (field manifest-entry-name entry))
        (again (entry-transformation entry))
        (change (request-transformation request)))
    (match ((core (gnu packages) find-best-packages-by-name) name #f)
      (()
       (engine-result
        (list "warning" (format #f "~a stays as it is: the channels have no such \
package any more" name)))
       #f)
      ((best . _)
       (let ((package (or ((core (guix packages) package-superseded) best) best)))
         ((core (guix profiles) package->manifest-entry)
          (change (again package))
          (field manifest-entry-output entry)))))))

(define (entry-path store entry system)
  "Return the store item of ENTRY."
  (match (object-outputs (lower-object store (field manifest-entry-item entry)
                                       system)
                         (field manifest-entry-output entry))
    (((_ _ path) . _) path)))

(define (better? store new old system)
  "Say whether the entry NEW is to take the place of OLD."
  (or (not (string=? (field manifest-entry-name new)
                     (field manifest-entry-name old)))
      (match ((core (guix utils) version-compare)
              (field manifest-entry-version new)
              (field manifest-entry-version old))
        ('> #t)
        ('< #f)
        ('= (not (equal? (entry-path store new system)
                         (entry-path store old system)))))))

(define (upgrades store entries request)
  "Return pairs of one of ENTRIES and the newer one that REQUEST asks for."
  (filter-map (lambda (entry)
                (let ((new (candidate entry request)))
                  (and new
                       (better? store new entry (request-system request))
                       (cons entry new))))
              (filter (entry-selector request) entries)))


;;;
;;; The whole.
;;;

(define (same-slot? a b)
  "Say whether only one of the entries A and B can be in a profile."
  (and (string=? (field manifest-entry-name a) (field manifest-entry-name b))
       (string=? (field manifest-entry-output a) (field manifest-entry-output b))))

(define (add-entries entries new)
  "Return ENTRIES and NEW, which take the places of those of the same name and
output, and come first."
  (append (delete-duplicates new same-slot?)
          (remove (lambda (entry)
                    (any (lambda (other) (same-slot? entry other)) new))
                  entries)))

(define (transaction-manifest store request)
  "Return the manifest that REQUEST makes of the installed one."
  (define (entries kinds)
    (map (lambda (entry) (with-provenance entry (request-sources request)))
         ((core (guix profiles) manifest-entries) (only request kinds))))

  (let* ((files (entries '(manifest-file manifest-text)))
         (base (if (any (lambda (input)
                          (memq (input-kind input) '(manifest-file manifest-text)))
                        (request-inputs request))
                   files
                   (entries '(installed))))
         (kept (remove-entries (option-values request 'remove) base))
         (new (entries '(spec expression file file-text)))
         (pairs (upgrades store
                          (remove (lambda (entry)
                                    (any (lambda (other) (same-slot? entry other))
                                         new))
                                  kept)
                          request))
         (newer (map (match-lambda
                       ((_ . entry)
                        (with-provenance entry (request-sources request))))
                     pairs)))
    ((core (guix profiles) manifest)
     (add-entries (remove (lambda (entry) (assq entry pairs)) kept)
                  (append (reverse new) newer)))))

(define (version-from-option? entry)
  "Say whether ENTRY has its version from an option that changed its package."
  (any (match-lambda
         (('with-version . value)
          (string-prefix? (string-append (field manifest-entry-name entry) "=")
                          value))
         (_ #f))
       (or (assq-ref (field manifest-entry-properties entry) 'transformations)
           '())))

(define (entry-version-specification entry)
  "Return what must stand behind @ for ENTRY's version to be meant, the empty
string if its name is enough."
  (let ((current (field manifest-entry-version entry))
        (versions (map (core (guix packages) package-version)
                       ((core (gnu packages) find-packages-by-name)
                        (field manifest-entry-name entry)))))
    (match versions
      ((or () (_)) "")
      ((newest . _)
       (if (or (string=? newest current) (not (member current versions))
               (version-from-option? entry))
           ""
           ((core (guix utils) version-unique-prefix) current versions))))))
