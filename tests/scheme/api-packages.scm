;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; Commentary:
;;; (guix packages), (gnu packages), build systems and transformations, on the
;;; definitions of data/gx-tests/packages.scm.
;;; Code:

(define this-file (search-path %load-path "api-packages.scm"))
(define data-directory (string-append (dirname this-file) "/data"))
(add-to-load-path data-directory)
(save-module-excursion
 (lambda ()
   (primitive-load (string-append data-directory "/commencement.scm"))))
(use-modules (gx-tests mock) (gnu packages) (guix packages) (guix gexp)
             (guix derivations) (guix store) (guix monads) (guix utils)
             (guix build-system) (guix build-system gnu)
             (guix build-system trivial) (guix download)
             (guix transformations) (guix search-paths) (guix diagnostics)
             (guix profiles) (guix grafts) (guix git)
             ((guix licenses) #:prefix license:)
             (srfi srfi-1) (srfi srfi-34) (srfi srfi-35) (srfi srfi-64)
             (rnrs bytevectors) (ice-9 match))

(define data data-directory)
(%package-module-path (list (cons data "gx-tests")))

(define store (open-mock-connection))
(define-syntax-rule (run mexp) (run-with-store store mexp))
(define (drv-of package) (package-derivation store package))
(define (variable drv name)
  (assoc-ref (derivation-builder-environment-vars drv) name))
(define (script drv)
  "Return the S-expression that the builder of DRV evaluates."
  (call-with-input-string
      (utf8->string (mock-item (last (derivation-builder-arguments drv))))
    read))
(define (argument drv keyword)
  "Return the value of KEYWORD in the call that the builder of DRV makes."
  (second (member keyword (last (script drv)))))
(define (build-inputs drv)
  "Return the alist of inputs that the builder of DRV gets."
  (match (find (match-lambda (('define '%build-inputs _) #t) (_ #f))
               (script drv))
    (('define _ ('quote alist)) alist)))
(define (package-named name)
  (module-ref (resolve-interface '(gx-tests packages)) name))

;; Every definition lowers.
(define all (all-packages))
(test-assert "the definitions are found" (>= (length all) 12))
(for-each (lambda (package)
            (test-assert (string-append (package-full-name package) " lowers")
              (derivation? (drv-of package))))
          all)

(define greeter (package-named 'greeter))
(define libgreet (package-named 'libgreet))
(define greet-tools (package-named 'greet-tools))
(define old-style (package-named 'old-style))
(define from-git (package-named 'from-git))

;; Fields.
(test-equal "fields" '("greeter" "2.12.1" ("out") "https://example.org/greeter")
  (list (package-name greeter) (package-version greeter)
        (package-outputs greeter) (package-home-page greeter)))
(test-equal "full names" '("greeter@2.12.1" "greeter-2.12.1")
  (list (package-full-name greeter) (package-full-name greeter "-")))
(test-equal "the location" "gx-tests/packages.scm"
  (string-take-right (location-file (package-location greeter)) 21))
(test-assert "the location of a field"
  (= 2 (- (location-line (package-field-location greeter 'version))
          (location-line (package-location greeter)))))
(test-equal "the uri sees the version" "mirror://gnu/greeter/greeter-2.12.1.tar.gz"
  (origin-uri (package-source greeter)))
(test-equal "origin file names"
  '("greeter-2.12.1.tar.gz" "libgreet-1.4.tar.xz"
    "from-git-1.0-1.0123456-checkout")
  (map (compose origin-actual-file-name package-source)
       (list greeter libgreet from-git)))
(test-equal "hashes" '(sha256 32 sha512)
  (let ((hash (origin-hash (package-source greeter))))
    (list (content-hash-algorithm hash)
          (bytevector-length (origin-sha256 (package-source greeter)))
          (content-hash-algorithm
           (content-hash (base64 "aGVsbG8=") sha512)))))
(test-equal "inputs have labels" '("greeter" "libgreet" "libgreet" "greet")
  (map first (append (package-native-inputs libgreet)
                     (package-inputs greet-tools)
                     (package-propagated-inputs greet-tools)
                     (take (package-inputs old-style) 1))))
(test-eq "looking up inputs" greeter
  (lookup-package-native-input libgreet "greeter"))
(test-equal "an input's output" "doc"
  (gexp-input-output (lookup-package-input greet-tools "libgreet")))
(test-eq "propagated inputs" libgreet
  (lookup-package-propagated-input greet-tools "libgreet"))
(test-eq "direct inputs of any kind" greeter
  (lookup-package-direct-input libgreet "greeter"))
(test-equal "modify-inputs"
  '(("libgreet" "out") ("a" "lib") ("z" "out"))
  (map (match-lambda
         ((label _) (list label "out"))
         ((label _ output) (list label output)))
       (modify-inputs `(("x" ,greeter) ("a" ,greeter "lib"))
         (delete "x")
         (prepend libgreet)
         (append `("z" ,greeter))
         (replace "a" libgreet))))
(test-error "modify-inputs with an unknown clause" 'syntax-error
  (eval '(modify-inputs '() (remove "x")) (current-module)))
(test-equal "hidden, superseded" (list #t #f greeter)
  (list (hidden-package? (package-named 'greeter/hidden))
        (hidden-package? greeter)
        (package-superseded (package-named 'salute))))
(test-equal "a field that does not exist"
  "unknown field 'nmae'; did you mean 'name'?"
  (catch 'syntax-error
    (lambda () (eval '(package (nmae "x")) (current-module)))
    (lambda (key who message . rest) message)))
(test-assert "a bad licence"
  (guard (c ((package-license-error? c)
             (eqv? 42 (package-error-invalid-license c))))
    (package (inherit greeter) (license 42))
    #f))
(test-assert "a bad input is reported with its package and place"
  (let ((bad (package (inherit greeter) (inputs `(("x" ,car))))))
    (guard (c ((package-input-error? c)
               (and (package-error? c)
                    (eq? bad (package-error-package c))
                    (error-location? c)
                    (equal? (location-file (package-location bad))
                            (location-file (error-location c)))
                    (pair? (package-error-invalid-input c)))))
      (drv-of bad)
      #f)))
(test-assert "no cross-compilation yet"
  (guard (c ((package-cross-build-system-error? c) #t))
    (package-cross-derivation store greeter "aarch64-linux-gnu")
    #f))

(define-syntax-rule (located-error exp)
  "Return the message of the error that EXP raises, and how many lines it is
below the package."
  (let ((bad exp))
    (guard (c ((error-location? c)
               (list (condition-message c)
                     (- (location-line (error-location c))
                        (location-line (package-location bad))))))
      (drv-of bad)
      #f)))
(test-equal "an unbound variable in a field"
  '("greeter@2.12.1: unbound variable: no-such-package" 2)
  (located-error (package (inherit greeter)
                          (home-page "")
                          (inputs (list no-such-package)))))
(test-equal "an argument that the build system does not know"
  '("greeter@2.12.1: the build system knows no argument #:configure-flag" 1)
  (located-error (package (inherit greeter)
                          (arguments '(#:configure-flag '())))))
(test-equal "a mistake in a field's expression" 0
  (second (located-error (package (inherit greeter) (inputs (car '()))))))
(test-equal "an output that an input lacks" 0
  (second (located-error (package (inherit greeter)
                                  (inputs (list `(,libgreet "man")))))))

(define chicken (package (inherit greeter) (name "chicken")
                         (inputs (list egg))))
(define egg (package (inherit greeter) (name "egg") (inputs (list chicken))))
(test-equal "packages that need each other"
  "circular dependency: chicken@2.12.1 needs egg@2.12.1 needs chicken@2.12.1"
  (guard (c ((gexp-input-error? c) (condition-message c)))
    (drv-of chicken)))

;; Inputs of inputs.
(define (names inputs) (map first inputs))
(test-equal "transitive inputs" '("tool" "greet" "greet:doc")
  (names (package-transitive-inputs old-style)))
(test-equal "transitive propagated inputs" '("libgreet")
  (names (package-transitive-propagated-inputs greet-tools)))
(test-equal "direct, native and target inputs"
  '(("tool" "greet" "greet:doc") ("tool" "libgreet") ("greet" "greet:doc"))
  (list (names (package-direct-inputs old-style))
        (names (package-transitive-native-inputs old-style))
        (names (package-transitive-target-inputs old-style))))
(test-equal "search paths come along" '("GREET_PATH")
  (map search-path-specification-variable
       (package-transitive-native-search-paths greet-tools)))
(test-assert "development inputs include the implicit ones"
  (member "gcc" (names (package-development-inputs greeter))))
(test-assert "closure"
  (let ((closure (package-closure (list old-style))))
    (every (lambda (p) (memq p closure))
           (list old-style greet-tools libgreet greeter))))
(test-assert "supported systems"
  (and (supported-package? greeter "x86_64-linux")
       (member "x86_64-linux" %supported-systems)
       (not (supported-package?
             (package (inherit greeter) (supported-systems '("i586-gnu")))
             "x86_64-linux"))))
(test-equal "direct sources" 1 (length (package-direct-sources greeter)))

;; Lowering.
(test-equal "phases and flags"
  '((string-append "--docdir=" ((@ (guile) getenv) "doc"))
    modify-phases)
  (let ((drv (drv-of libgreet)))
    (list (second (argument drv #:configure-flags))
          (first (argument drv #:phases)))))
(test-equal "arguments in the old style"
  '(#f (list (string-append "GREET=" (assoc-ref %build-inputs "greet")))
    "0.1")
  (let ((drv (drv-of old-style)))
    (list (argument drv #:tests?) (argument drv #:make-flags)
          (match (argument drv #:phases)
            ((_ _ (_ _ _ (_ _ (_ version)))) version)))))
(test-equal "inputs keep their labels"
  (list (package-output store libgreet) (package-output store libgreet "doc"))
  (let ((inputs (build-inputs (drv-of old-style))))
    (list (assoc-ref inputs "greet") (assoc-ref inputs "greet:doc"))))
(test-equal "implicit inputs come last" "bash"
  (first (last (build-inputs (drv-of greeter)))))
(test-equal "the shell of the build" "/gnu/store"
  (string-take (variable (drv-of greeter) "GX_BINSH") 10))
(test-equal "search paths of the inputs"
  ''(("GREET_PATH" ("share/greet") ":" directory #f))
  (argument (drv-of greet-tools) #:search-paths))
(test-equal "a changed keyword argument"
  '(cons "--enable-next" (quote ()))
  (argument (drv-of (package-named 'greeter-next)) #:configure-flags))
(test-equal "bags" '("greeter-2.12.1" "x86_64-linux" #f ("out"))
  (let ((bag (package->bag greeter)))
    (list (bag-name bag) (bag-system bag) (bag-target bag)
          (bag-outputs bag))))
(test-eq "a package has one bag" (package->bag greeter) (package->bag greeter))
(test-equal "no implicit inputs" '("source")
  (names (bag-direct-inputs
          (package->bag (package (inherit greeter)
                                 (arguments '(#:implicit-inputs? #f)))))))
(test-assert "package-file"
  (string-suffix? "-greeter-2.12.1/bin/x"
                  (run (package-file greeter "bin/x"))))
(test-eq "derivations are made once" (drv-of greeter)
  (run (package->derivation greeter)))
(test-equal "no grafts" '(() #f ())
  (list (package-grafts store greeter) (%graft?)
        (run (package-grafts* greeter))))
(test-equal "variables of the trivial build system" "1"
  (variable (drv-of (package (inherit greeter)
                             (build-system trivial-build-system)
                             (arguments (list #:builder #~(mkdir #$output)
                                              #:env-vars '(("V" . "1"))))))
            "V"))

;; Origins.
(define (source-drv package)
  (package-source-derivation store (package-source package)))
(test-equal "a download"
  '("builtin:download" "\"mirror://gnu/greeter/greeter-2.12.1.tar.gz\"" "1")
  (let ((drv (source-drv greeter)))
    (list (derivation-builder drv) (variable drv "url")
          (variable drv "preferLocalBuild"))))
(test-equal "several places"
  "(\"https://example.org/libgreet-1.4.tar.xz\" \
\"https://example.net/libgreet-1.4.tar.xz\")"
  (variable (source-drv libgreet) "url"))
(test-equal "a checkout"
  '("builtin:git-download" "\"https://example.org/from-git.git\""
    "0123456789abcdef0123456789abcdef01234567" #t)
  (let ((drv (source-drv from-git)))
    (list (derivation-builder drv) (variable drv "url")
          (variable drv "commit") (fixed-output-derivation? drv))))
(test-equal "an executable" '("1" #t)
  (let ((drv (run (url-fetch/executable "https://example.org/x" 'sha256
                                        (make-bytevector 32)))))
    (list (variable drv "executable")
          (derivation-output-recursive?
           (assoc-ref (derivation-outputs drv) "out")))))
(test-equal "an archive that is to be unpacked"
  '("builtin:unpack-1" "x")
  (let ((drv (run (url-fetch/tarbomb "https://example.org/x.tar.gz" 'sha256
                                     (make-bytevector 32) "x"))))
    (list (derivation-builder drv) (derivation-name drv))))
(test-assert "a file:// URL is copied"
  (store-path? (run (url-fetch (string-append
                                "file://"
                                (canonicalize-path this-file))
                               'sha256 (make-bytevector 32)))))
(test-equal "patches and snippets" '("greet-tools-3.0.tar.gz" 2 #t)
  (let* ((drv (source-drv greet-tools))
         (text (object->string (script drv))))
    (list (derivation-name drv)
          (assq-ref (derivation-properties drv) 'patches)
          (->bool (string-contains text
                                   "(delete-file-recursively \"bundled\")")))))

;; Variants.
(test-equal "package-mapping reaches inputs" "mapped"
  (let* ((map-package (package-mapping
                       (lambda (p)
                         (if (eq? p libgreet)
                             (package (inherit p) (name "mapped"))
                             p))))
         (new (map-package old-style)))
    (package-name (second (first (package-inputs new))))))
(test-equal "package-input-rewriting" '("greeter-next" "greet-tools.x")
  (let* ((rewrite (package-input-rewriting
                   `((,libgreet . ,(package-named 'greeter-next)))
                   (lambda (name) (string-append name ".x"))))
         (new (rewrite greet-tools)))
    (list (package-name (lookup-package-propagated-input new "libgreet"))
          (package-name new))))
(test-equal "package-input-rewriting/spec" '("new" "libgreet")
  (let ((by (lambda (spec)
              ((package-input-rewriting/spec
                `((,spec . ,(lambda (old)
                              (package (inherit old) (name "new"))))))
               greet-tools))))
    (map (lambda (spec)
           (package-name
            (lookup-package-propagated-input (by spec) "libgreet")))
         '("libgreet@1" "libgreet@2"))))
(test-assert "implicit inputs can be rewritten"
  (let* ((gcc (second (assoc "gcc" (standard-packages))))
         (rewrite (package-input-rewriting
                   `((,gcc . ,(package (inherit gcc) (version "9"))))))
         (inputs (bag-direct-inputs (package->bag (rewrite greeter)))))
    (string=? "9" (package-version (second (assoc "gcc" inputs))))))
(test-assert "explicit inputs"
  (not (assoc "gcc" (bag-direct-inputs
                     (package->bag (package-with-explicit-inputs
                                    greeter '()))))))
(test-equal "extra configure variable" '(cons "X=1" (quote ()))
  (argument (drv-of (package-with-extra-configure-variable greeter "X" "1"))
            #:configure-flags))

(test-equal "package-with-patches and -extra-patches" '(1 3)
  (let ((patches (list (plain-file "CVE-2024-1234.patch" ""))))
    (map (compose length origin-patches package-source)
         (list (package-with-patches greet-tools patches)
               (package-with-extra-patches greet-tools patches)))))
(test-equal "vulnerabilities that patches mend"
  '("CVE-2024-1234" "CVE-2023-99")
  (package-patched-vulnerabilities
   (package-with-patches
    greet-tools
    (list (plain-file "none.patch" "")
          "/d/greet-CVE-2024-1234-CVE-2023-99a.patch"))))
(test-eq "another toolchain" libgreet
  (second (assoc "gcc" (bag-direct-inputs
                        (package->bag
                         (package-with-c-toolchain
                          greeter `(("gcc" ,libgreet))))))))
(test-assert "unsupported systems"
  (and (unsupported-package? greeter "avr-none")
       (not (unsupported-package? greeter "x86_64-linux"))))
(test-assert "all sources"
  (> (length (package-transitive-sources old-style)) 2))

;; Finding packages.
(define (quietly thunk)
  (parameterize ((guix-warning-port (%make-void-port "w"))) (thunk)))
(test-equal "the newest" "2.12.1"
  (package-version (specification->package "greeter")))
(test-equal "a version" '("1.9" "1.9")
  (list (package-version (specification->package "greeter@1.9"))
        (package-version (specification->package "greeter@1"))))
(test-equal "an output" '("libgreet" "doc")
  (call-with-values
      (lambda () (specification->package+output "libgreet@1.4:doc"))
    (lambda (package output) (list (package-name package) output))))
(test-equal "several" '("greeter" ("libgreet" "doc"))
  (map (match-lambda
         ((package output) (list (package-name package) output))
         (package (package-name package)))
       (specifications->packages '("greeter" "libgreet:doc"))))
(test-equal "all versions" '("2.12.1" "1.9")
  (map package-version (find-packages-by-name "greeter")))
(test-equal "the best" '("2.12.1" "1.9")
  (map package-version
       (append (find-best-packages-by-name "greeter" #f)
               (find-best-packages-by-name "greeter" "1"))))
(test-equal "locations" '("2.12.1" "1.9")
  (map car (find-package-locations "greeter")))
(test-assert "the location of a specification"
  (location? (specification->location "greeter")))
(test-equal "a superseded name" "greeter"
  (quietly (lambda () (package-name (specification->package "salute")))))
(test-assert "hidden packages are not found"
  (null? (find-packages-by-name "greeter" "99")))
(test-equal "an unknown name" '("greter" #f () ("greeter")
                                "unknown package: greter"
                                "Did you mean greeter?")
  (guard (c ((unknown-package-error? c)
             (list (unknown-package-error-name c)
                   (unknown-package-error-version c)
                   (unknown-package-error-versions c)
                   (unknown-package-error-candidates c)
                   (condition-message c)
                   (condition-fix-hint c))))
    (specification->package "greter")))
(test-equal "an unknown version" '("3" ("2.12.1" "1.9"))
  (guard (c ((unknown-package-error? c)
             (list (unknown-package-error-version c)
                   (unknown-package-error-versions c))))
    (specification->package "greeter@3")))
(test-equal "an unknown output" (list "lib" libgreet)
  (guard (c ((unknown-output-error? c)
             (list (unknown-output-error-output c)
                   (unknown-output-error-package c))))
    (specification->package+output "libgreet:lib")))
(test-assert "what is available"
  (member "greeter" (fold-available-packages
                     (lambda* (name version result #:key #:allow-other-keys)
                       (cons name result))
                     '())))
(test-equal "the shortest version that is enough" '("2" "")
  (list (package-unique-version-prefix "greeter" "2.12.1")
        (package-unique-version-prefix "libgreet" "1.4")))
(test-assert "names of packages" (member "from-git" (package-names)))
(test-error "a patch that is not there" #t (search-patches "no-such.patch"))
(test-assert "a patch"
  (parameterize ((%patch-path (list (string-append data "/gx-tests"))))
    (file-exists? (first (search-patches "greeting.patch")))))
(test-assert "auxiliary files"
  (parameterize ((%auxiliary-files-path (list data)))
    (file-exists? (search-auxiliary-file "commencement.scm"))))

;; Transformations.
(define (transform options package)
  ((options->transformation options) package))
(test-equal "with-input" "greeter-next"
  (package-name
   (lookup-package-propagated-input
    (transform '((with-input . "libgreet=greeter-next")) greet-tools)
    "libgreet")))
(test-equal "without-tests" #f
  (argument (drv-of (transform '((without-tests . "greeter")) greeter))
            #:tests?))
(test-equal "with-configure-flag"
  '(append (quote ()) (quote ("--a" "--b")))
  (argument (drv-of (transform '((with-configure-flag . "greeter=--a")
                                 (with-configure-flag . "greeter=--b"))
                               greeter))
            #:configure-flags))
(test-equal "with-patch" 3
  (length (origin-patches
           (package-source
            (transform `((with-patch . ,(string-append
                                         "greet-tools="
                                         data "/gx-tests/greeting.patch")))
                       greet-tools)))))
(test-equal "with-source" '("7.0" #t)
  (let ((new (transform `((with-source . ,(string-append
                                           "greeter@7.0=" data
                                           "/commencement.scm")))
                        greeter)))
    (list (package-version new) (local-file? (package-source new)))))
(test-equal "with-debug-info" #f
  (argument (drv-of (transform '((with-debug-info . "greeter")) greeter))
            #:strip-binaries?))
(test-equal "with-commit and with-branch"
  '("abcdef0123" "git.abcdef0" "git.wip" "https://example.org/from-git.git"
    "https://x.org")
  (let ((commit (transform '((with-commit . "from-git=abcdef0123")) from-git))
        (branch (transform '((with-branch . "from-git=wip")) from-git))
        (url (transform '((with-git-url . "from-git=https://x.org"))
                        from-git)))
    (list (git-checkout-commit (package-source commit))
          (package-version commit)
          (package-version branch)
          (git-checkout-url (package-source branch))
          (git-checkout-url (package-source url)))))
(test-equal "with-version" "1.9"
  (package-version (transform '((with-version . "greeter=1.9")) greeter)))
(test-error "with-latest is refused" #t
  (transform '((with-latest . "greeter")) greeter))
(test-error "a malformed option" #t
  (transform '((with-input . "greeter")) greeter))
(test-equal "transformations are noted"
  '((without-tests . "greeter"))
  (assq-ref (package-properties
             (transform '((without-tests . "greeter")) greeter))
            'transformations))
(test-eq "other options do nothing" greeter
  (transform '((system . "x")) greeter))
(test-assert "transformations of manifest entries"
  (let ((entry (manifest-entry-with-transformations
                (manifest-entry
                  (name "greeter") (version "0") (item greeter)
                  (properties '((transformations
                                 . ((without-tests . "greeter")))))))))
    (not (eq? greeter (manifest-entry-item entry)))))
