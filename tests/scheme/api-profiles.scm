;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; Commentary:
;;; (guix profiles): manifests, their files, and the derivation of a profile.
;;; Code:

(define this-file (search-path %load-path "api-profiles.scm"))
(define data-directory (string-append (dirname this-file) "/data"))
(add-to-load-path data-directory)
(save-module-excursion
 (lambda ()
   (primitive-load (string-append data-directory "/commencement.scm"))))
(use-modules (gx-tests mock) (gnu packages) (guix packages) (guix gexp)
             (guix derivations) (guix store) (guix monads) (guix profiles)
             (guix search-paths) (guix utils)
             (srfi srfi-1) (srfi srfi-34) (srfi srfi-35) (srfi srfi-64)
             (rnrs bytevectors) (ice-9 match))

(%package-module-path
 (list (cons data-directory "gx-tests")))
(define store (open-mock-connection))
(define-syntax-rule (run mexp) (run-with-store store mexp))
(define greeter (specification->package "greeter"))
(define libgreet (specification->package "libgreet"))
(define greet-tools (specification->package "greet-tools"))

(define (sample name)
  (string-append (getenv "GX_TEST_DATA") "/profile/" name "/manifest"))

;; Files of real profiles.
(for-each
 (lambda (name)
   (test-equal (string-append "manifest " name " read and written")
     (call-with-input-file (sample name) read)
     (manifest->sexp (call-with-input-file (sample name) read-manifest))))
 '("p0" "p1" "p2" "p3"))

(define real (call-with-input-file (sample "p2") read-manifest))
(test-equal "what is repeated is found again" '("b" "a" "b")
  (map manifest-entry-name (manifest-entries real)))
(test-equal "transitive entries come after the others, each once"
  '(("b" "out") ("a" "out") ("b" "doc"))
  (map (lambda (entry)
         (list (manifest-entry-name entry) (manifest-entry-output entry)))
       (manifest-transitive-entries real)))
(test-equal "search paths, PATH first"
  '("PATH" "PKG_CONFIG_PATH" "XML_CATALOG_FILES" "SINGLE_DIR")
  (map search-path-specification-variable (manifest-search-paths real)))
(test-equal "the parent of a dependency" "b"
  (manifest-entry-name
   (force (manifest-entry-parent
           (first (manifest-entry-dependencies
                   (first (manifest-entries real))))))))
(test-equal "version 3 has all fields" '(() () ())
  (match (manifest->sexp (call-with-input-file (sample "p1") read-manifest)
                         manifest-entry-item 3)
    (('manifest ('version 3)
                ('packages ((_ _ _ _ ('propagated-inputs inputs)
                               ('search-paths paths)
                               ('properties properties)) . _)))
     (list inputs paths properties))))
(test-equal "version 3 is read" '(("x" "1" "out" "/gnu/store/x"))
  (match (call-with-input-string
             "(manifest (version 3) (packages ((\"x\" \"1\" \"out\" \
\"/gnu/store/x\" (propagated-inputs ()) (search-paths ())))))"
           read-manifest)
    ((= manifest-entries entries)
     (map (lambda (entry)
            (list (manifest-entry-name entry) (manifest-entry-version entry)
                  (manifest-entry-output entry) (manifest-entry-item entry)))
          entries))))
(test-error "a version from the future" #t
  (call-with-input-string "(manifest (version 9) (packages ()))"
    read-manifest))
(test-equal "the text is read back"
  (manifest->sexp real)
  (call-with-input-string
      (call-with-output-string (lambda (port) (write-manifest real port)))
    read))
(test-equal "a profile that is not there" '()
  (manifest-entries (profile-manifest "/nonexistent")))

;; Manifests of packages.
(define m (packages->manifest (list greet-tools (list libgreet "doc"))))
(test-equal "entries of packages" '(("greet-tools" "out") ("libgreet" "doc"))
  (map (lambda (entry)
         (list (manifest-entry-name entry) (manifest-entry-output entry)))
       (manifest-entries m)))
(test-equal "propagated inputs" '("libgreet")
  (map manifest-entry-name
       (manifest-entry-dependencies (first (manifest-entries m)))))
(test-equal "by specification" '("greeter" "libgreet")
  (map manifest-entry-name
       (manifest-entries (specifications->manifest
                          '("greeter" "libgreet:doc")))))
(test-equal "concatenation" 3
  (length (manifest-entries
           (concatenate-manifests
            (list m (packages->manifest (list greeter)))))))
(test-error "an output that a package lacks" #t
  (packages->manifest (list (list greeter "lib"))))
(test-error "something that is no package" #t
  (packages->manifest (list car)))
(test-assert "entries and other objects"
  (manifest? (packages->manifest
              (list (package->manifest-entry greeter)
                    (plain-file "x" "y")))))
(test-assert "what building a package needs"
  (let ((names (map manifest-entry-name
                    (manifest-entries
                     (package->development-manifest libgreet)))))
    (and (member "gcc" names) (member "greeter" names)
         (not (member "libgreet" names)))))
(test-equal "lookup, patterns" '("libgreet" #f #t 1)
  (list (manifest-entry-name
         (manifest-lookup m (manifest-pattern (name "libgreet")
                                              (output "doc"))))
        (manifest-lookup m (manifest-pattern (name "libgreet")))
        (manifest-installed? m (manifest-pattern (name "libgreet")
                                                 (output #f)))
        (length (manifest-matching-entries
                 m (list (manifest-pattern (name "greet-tools")))))))
(test-assert "a pattern without a match"
  (guard (c ((unmatched-pattern-error? c)
             (string=? "zz" (manifest-pattern-name
                             (unmatched-pattern-error-pattern c)))))
    (manifest-matching-entries m (list (manifest-pattern (name "zz"))))
    #f))
(test-equal "removal" '("greet-tools")
  (map manifest-entry-name
       (manifest-entries
        (manifest-remove m (list (manifest-pattern (name "libgreet")
                                                   (output #f)))))))
(test-equal "addition replaces" '("2" "3.0")
  (map manifest-entry-version
       (manifest-entries
        (manifest-add m (list (manifest-entry
                                (inherit (second (manifest-entries m)))
                                (version "2")))))))
(test-equal "transactions" '((1 0 1 0) ("greeter" "libgreet"))
  (let* ((newer (manifest-entry (inherit (second (manifest-entries m)))
                                (version "9")))
         (transaction (manifest-transaction-install-entry
                       newer
                       (manifest-transaction-remove-pattern
                        (manifest-pattern (name "greet-tools"))
                        (manifest-transaction))))
         (result (manifest-perform-transaction
                  m (manifest-transaction-install-entry
                     (package->manifest-entry greeter) transaction))))
    (list (call-with-values
              (lambda () (manifest-transaction-effects m transaction))
            (lambda lists (map length lists)))
          (sort (map manifest-entry-name (manifest-entries result))
                string<?))))
(test-assert "the empty transaction"
  (manifest-transaction-null? (manifest-transaction)))
(test-equal "mapping" '("x" "x")
  (map manifest-entry-name
       (manifest-entries
        (map-manifest-entries
         (lambda (entry) (manifest-entry (inherit entry) (name "x"))) m))))
(test-assert "equal entries"
  (manifest-entry=? (package->manifest-entry greet-tools)
                    (package->manifest-entry greet-tools)))

;; As code.
(test-equal "code" '(specifications->manifest
                     (list "greet-tools" "libgreet:doc"))
  (manifest->code m))
(test-equal "code with versions"
  '(specifications->manifest (list "greet-tools@3.0" "libgreet@1.4:doc"))
  (manifest->code m #:entry-package-version manifest-entry-version))
(test-assert "code with transformations" (equal? 'begin (first (manifest->code real))))

;; Profiles.
(define drv (run (profile-derivation m)))
(define (variable name)
  (assoc-ref (derivation-builder-environment-vars drv) name))
(test-equal "the builder" '("builtin:profile-1" () "profile")
  (list (derivation-builder drv) (derivation-builder-arguments drv)
        (derivation-name drv)))
(test-equal "inputs, those of entries first"
  (list (package-output store greet-tools)
        (package-output store libgreet "doc")
        (package-output store libgreet))
  (string-tokenize (variable "inputs")))
(test-equal "derivation inputs" '(("greet-tools-3.0" "out")
                                  ("libgreet-1.4" "doc" "out"))
  (sort (map (lambda (input)
               (cons (derivation-name (derivation-input-derivation input))
                     (derivation-input-sub-derivations input)))
             (derivation-inputs drv))
        (lambda (a b) (string<? (car a) (car b)))))
(test-equal "search paths"
  "PATH\t:\tdirectory\t\tbin\tsbin\nGREET_PATH\t:\tdirectory\t\tshare/greet"
  (variable "search-paths"))
(test-equal "options" '("1" "0" "((type . profile) (profile (count . 2)))" #f)
  (map variable '("preferLocalBuild" "allowSubstitutes" "guix properties"
                  "allow-collisions")))
(test-equal "the manifest of the profile"
  (list "greet-tools" "3.0" "out" (package-output store greet-tools))
  (match (call-with-input-string (utf8->string
                                  (mock-item (variable "manifest")))
           read)
    (('manifest _ ('packages ((name version output path . _) . _)))
     (list name version output path))))
(test-assert "the manifest is a source"
  (member (variable "manifest") (derivation-sources drv)))
(test-equal "collisions" '("greeter" "1.9")
  (guard (c ((profile-collision-error? c)
             (list (manifest-entry-name (profile-collision-error-entry c))
                   (manifest-entry-version
                    (profile-collision-error-conflict c)))))
    (run (profile-derivation
          (specifications->manifest '("greeter" "greeter@1.9"))))))
(test-equal "collisions allowed" "1"
  (assoc-ref (derivation-builder-environment-vars
              (run (profile-derivation
                    (specifications->manifest '("greeter" "greeter@1.9"))
                    #:allow-collisions? #t)))
             "allow-collisions"))
(test-assert "store items as entries"
  (derivation? (run (profile-derivation real))))
(test-assert "the same manifest, the same derivation"
  (string=? (derivation-file-name drv)
            (derivation-file-name
             (run-with-store (open-mock-connection)
               (profile-derivation
                (packages->manifest
                 (list greet-tools (list libgreet "doc"))))))))
(test-equal "variables of a profile" '(("PATH" . "P/bin"))
  (call-with-temporary-directory
   (lambda (directory)
     (mkdir (string-append directory "/bin"))
     (map (match-lambda
            ((spec . value)
             (cons (search-path-specification-variable spec)
                   (string-replace-substring value directory "P"))))
          (profile-search-paths directory m)))))
(test-equal "a profile as a file-like object"
  (derivation-file-name drv)
  (derivation-file-name (run (lower-object (profile (content m))))))
(test-equal "what is listed twice is there once" 1
  (length (manifest-entries (packages->manifest (list greeter greeter)))))
(test-equal "entries of other objects" '("f" "out")
  (let ((entry (file-like->manifest-entry (plain-file "f" ""))))
    (list (manifest-entry-name entry) (manifest-entry-output entry))))
