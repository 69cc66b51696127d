;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; Manifests: lists of what a profile holds.

(define-module (guix profiles manifest)
  #:use-module (guix records)
  #:use-module (guix search-paths)
  #:use-module (ice-9 match)
  #:use-module (srfi srfi-1)
  #:use-module (srfi srfi-9)
  #:use-module (srfi srfi-9 gnu)
  #:use-module (srfi srfi-35)
  #:export (manifest
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
            unmatched-pattern-error-manifest))

;;; Commentary:
;;;
;;; An entry names an output of an item: a package or another file-like object
;;; when the manifest is written, a store item in the manifest of a profile.
;;;
;;; Code:

(define-condition-type &profile-error &error
  profile-error?
  (profile profile-error-profile))

(define-condition-type &profile-not-found-error &profile-error
  profile-not-found-error?)

(define-condition-type &profile-collision-error &profile-error
  profile-collision-error?
  (entry    profile-collision-error-entry)
  (conflict profile-collision-error-conflict))

(define-condition-type &unmatched-pattern-error &error
  unmatched-pattern-error?
  (pattern  unmatched-pattern-error-pattern)
  (manifest unmatched-pattern-error-manifest))

(define-record-type <manifest>
  (make-manifest entries)
  manifest?
  (entries manifest-entries))                     ;list of <manifest-entry>

(define (manifest entries)
  "Return a manifest of ENTRIES."
  (make-manifest entries))

(define-record-type* <manifest-entry> manifest-entry make-manifest-entry
  manifest-entry?
  (name         manifest-entry-name)              ;string
  (version      manifest-entry-version)           ;string
  (output       manifest-entry-output (default "out")) ;string
  (item         manifest-entry-item)              ;file-like object or string
  (dependencies manifest-entry-dependencies (default '())) ;list of entries
  (search-paths manifest-entry-search-paths (default '())) ;specifications
  (parent       manifest-entry-parent             ;promise of an entry or #f
                (default (delay #f)))
  (properties   manifest-entry-properties (default '()))) ;alist

(set-record-type-printer!
 <manifest-entry>
 (lambda (entry port)
   (simple-format port "#<manifest-entry ~a@~a:~a>"
                  (manifest-entry-name entry)
                  (manifest-entry-version entry)
                  (manifest-entry-output entry))))

(define (manifest-entry=? a b)
  "Say whether the entries A and B are alike, but for their parents."
  (match (list a b)
    ((($ <manifest-entry> name version output item dependencies paths)
      ($ <manifest-entry> name* version* output* item* dependencies* paths*))
     (and (string=? name name*)
          (string=? version version*)
          (string=? output output*)
          (equal? item item*)
          (equal? paths paths*)
          (= (length dependencies) (length dependencies*))
          (every manifest-entry=? dependencies dependencies*)))))

(define (manifest-transitive-entries manifest)
  "Return the entries of MANIFEST, then what they bring along, what these bring
along, and so on; each item once."
  (define seen (make-hash-table))
  (define (new? entry)
    (let ((key (list (manifest-entry-item entry)
                     (manifest-entry-output entry))))
      (and (not (hash-ref seen key))
           (hash-set! seen key #t))))
  (let loop ((level (manifest-entries manifest)) (result '()))
    (match (filter new? level)
      (() (reverse result))
      (new (loop (append-map manifest-entry-dependencies new)
                 (append (reverse new) result))))))

(define (manifest-search-paths manifest)
  "Return the search paths of MANIFEST, PATH first, each once."
  (delete-duplicates
   (cons $PATH
         (append-map manifest-entry-search-paths
                     (manifest-transitive-entries manifest)))))


;;;
;;; Finding entries.
;;;

(define-record-type* <manifest-pattern> manifest-pattern make-manifest-pattern
  manifest-pattern?
  (name    manifest-pattern-name)                 ;string
  (version manifest-pattern-version (default #f)) ;string or #f for any
  (output  manifest-pattern-output (default "out"))) ;string or #f for any

(define (entry-matches? entry pattern)
  "Say whether ENTRY is one of those that PATTERN stands for."
  (match pattern
    (($ <manifest-pattern> name version output)
     (and (string=? name (manifest-entry-name entry))
          (or (not version) (string=? version (manifest-entry-version entry)))
          (or (not output) (string=? output (manifest-entry-output entry)))))))

(define (manifest-lookup manifest pattern)
  "Return the first entry of MANIFEST that matches PATTERN, or #f."
  (find (lambda (entry) (entry-matches? entry pattern))
        (manifest-entries manifest)))

(define (manifest-installed? manifest pattern)
  "Say whether an entry of MANIFEST matches PATTERN."
  (->bool (manifest-lookup manifest pattern)))

(define (manifest-matching-entries manifest patterns)
  "Return the entries of MANIFEST that match any of PATTERNS; a pattern without
a match is an error."
  (append-map (lambda (pattern)
                (match (filter (lambda (entry) (entry-matches? entry pattern))
                               (manifest-entries manifest))
                  (() (raise-exception
                       (make-condition &unmatched-pattern-error
                                       'pattern pattern
                                       'manifest manifest)))
                  (entries entries)))
              patterns))

(define (manifest-remove manifest patterns)
  "Return MANIFEST without the entries that match one of PATTERNS."
  (make-manifest
   (remove (lambda (entry)
             (any (lambda (pattern) (entry-matches? entry pattern)) patterns))
           (manifest-entries manifest))))

(define (same-slot? a b)
  "Say whether the entries A and B have the same name and output."
  (and (string=? (manifest-entry-name a) (manifest-entry-name b))
       (string=? (manifest-entry-output a) (manifest-entry-output b))))

(define (manifest-add manifest entries)
  "Return MANIFEST with ENTRIES, which take the place of entries with the same
name and output."
  (make-manifest
   (fold (lambda (entry result)
           (cons entry
                 (remove (lambda (other) (same-slot? entry other)) result)))
         (manifest-entries manifest)
         entries)))

(define (map-manifest-entries proc manifest)
  "Return MANIFEST with PROC applied to each entry."
  (make-manifest (map proc (manifest-entries manifest))))

(define (concatenate-manifests lst)
  "Return a manifest of the entries of all manifests in LST."
  (make-manifest (append-map manifest-entries lst)))


;;;
;;; Transactions.
;;;

(define-record-type* <manifest-transaction> manifest-transaction
  make-manifest-transaction
  manifest-transaction?
  (install manifest-transaction-install (default '()))  ;list of entries
  (remove  manifest-transaction-remove (default '())))  ;list of patterns

(define (manifest-transaction-install-entry entry transaction)
  "Return TRANSACTION with ENTRY to be installed too."
  (manifest-transaction
    (inherit transaction)
    (install (cons entry (manifest-transaction-install transaction)))))

(define (manifest-transaction-remove-pattern pattern transaction)
  "Return TRANSACTION with PATTERN to be removed too."
  (manifest-transaction
    (inherit transaction)
    (remove (cons pattern (manifest-transaction-remove transaction)))))

(define (manifest-transaction-null? transaction)
  "Say whether TRANSACTION changes nothing."
  (and (null? (manifest-transaction-install transaction))
       (null? (manifest-transaction-remove transaction))))

(define (manifest-transaction-removal-candidate? entry transaction)
  "Say whether TRANSACTION removes ENTRY."
  (any (lambda (pattern) (entry-matches? entry pattern))
       (manifest-transaction-remove transaction)))

(define (manifest-transaction-effects manifest transaction)
  "Return what TRANSACTION does to MANIFEST, four values: the entries removed,
those installed, pairs of an old and a newer entry, and such pairs of an old and
an older one or the same."
  (define (older? pair)
    (match pair
      ((old . new)
       (eq? '> (version-order (manifest-entry-version new)
                              (manifest-entry-version old))))))
  (define replaced
    (filter-map (lambda (entry)
                  (match (find (lambda (old) (same-slot? old entry))
                               (manifest-entries manifest))
                    (#f #f)
                    (old (cons old entry))))
                (manifest-transaction-install transaction)))
  (define installed
    (remove (lambda (entry) (any (lambda (pair) (eq? entry (cdr pair)))
                                 replaced))
            (manifest-transaction-install transaction)))
  (define removed
    (filter (lambda (entry)
              (manifest-transaction-removal-candidate? entry transaction))
            (manifest-entries manifest)))
  (call-with-values (lambda () (partition older? replaced))
    (lambda (upgraded others)
      (values removed installed upgraded others))))

(define (version-order a b)
  "Return '<, '= or '> for the versions A and B."
  ((@ (guix utils) version-compare) a b))

(define (manifest-perform-transaction manifest transaction)
  "Return MANIFEST as TRANSACTION leaves it."
  (manifest-add (manifest-remove manifest
                                 (manifest-transaction-remove transaction))
                (reverse (manifest-transaction-install transaction))))

;;; manifest.scm ends here
