;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; Commentary:
;;; The small modules: utilities, notations, monads, sets, licences.
;;; Code:

(use-modules (guix build-system go) (guix build-system python)
             (guix build-system ruby) (guix hg-download) (guix svn-download)
             (guix utils) (guix base16) (guix base32) (guix base64)
             (guix combinators) (guix memoization) (guix monads) (guix sets)
             (guix colors) (guix diagnostics) (guix deprecation)
             (guix search-paths) (guix i18n) (guix modules) (guix discovery)
             (guix hash) (guix ui) (guix read-print) (guix openpgp)
             (guix channels) (guix git-download)
             ((guix licenses) #:prefix license:)
             (srfi srfi-1) (srfi srfi-34) (srfi srfi-35) (srfi srfi-64)
             (rnrs bytevectors) (ice-9 match) (ice-9 rdelim))

;; Versions: each is older than the next, as for glibc's strverscmp.
(test-assert "versions in order"
  (let ((versions '("000" "00" "01" "010" "09" "0" "1" "9" "10")))
    (every (lambda (a b) (eq? '< (version-compare a b)))
           versions (cdr versions))))
(test-equal "usual versions" '(> < = > <)
  (list (version-compare "1.10" "1.9") (version-compare "1.9" "1.10")
        (version-compare "1.2" "1.2") (version-compare "1.2.1" "1.2")
        (version-compare "3.4.5" "3.4.10")))
(test-equal "version>? and version>=?" '(#t #f #t)
  (list (version>? "2" "1") (version>? "1" "1") (version>=? "1" "1")))
(test-equal "parts of versions" '("1" "1.2" "1.2.3" "1.2")
  (list (version-major "1.2.3.4") (version-major+minor "1.2.3.4")
        (version-major+minor+point "1.2.3.4") (version-prefix "1.2.3" 2)))
(test-equal "version-prefix?" '(#t #f #t)
  (list (version-prefix? "3.4" "3.4.5") (version-prefix? "3.4" "3.45")
        (version-prefix? "3.4.5" "3.4.5")))
(test-equal "version-unique-prefix" '("2" "1.2" "")
  (list (version-unique-prefix "2.0" '("3.0" "2.0"))
        (version-unique-prefix "1.2.1" '("1.2.1" "1.1"))
        (version-unique-prefix "1.2" '("1.2"))))
(test-assert "guile-version>?" (guile-version>? "2.2"))

(test-equal "strip-keyword-arguments" '(#:b 2)
  (strip-keyword-arguments '(#:a #:c) '(#:a 1 #:b 2 #:c 3)))
(test-equal "default-keyword-arguments" '(#:c 4 #:a 1)
  (default-keyword-arguments '(#:a 1) '(#:a 2 #:c 4)))
(test-equal "ensure-keyword-arguments" '(#:a 2 #:b 3 #:c 4)
  (ensure-keyword-arguments '(#:a 1 #:b 3) '(#:a 2 #:c 4)))
(test-equal "substitute-keyword-arguments" '(#:b (x . 2) #:a 1)
  (let ((result (substitute-keyword-arguments '(#:a 1)
                  ((#:b b 2) (cons 'x b)))))
    result))
(test-equal "substitute-keyword-arguments without the keyword" '(#:a 1)
  (substitute-keyword-arguments '(#:a 1) ((#:b b) (cons 'x b))))

(test-equal "triplets" '("x86_64-unknown-linux-gnu" "aarch64-linux")
  (list (nix-system->gnu-triplet "x86_64-linux")
        (gnu-triplet->nix-system "aarch64-linux-gnu")))
(test-equal "target predicates" '(#t #f #t #f #t)
  (list (target-x86-64? "x86_64-linux") (target-arm? "x86_64-linux")
        (target-linux? "x86_64-linux") (target-hurd? "x86_64-linux")
        (target-64bit? "x86_64-linux")))
(test-equal "tools" '("gcc" "arm-linux-gnueabihf-gcc" "pkg-config")
  (list (cc-for-target #f) (cc-for-target "arm-linux-gnueabihf")
        (pkg-config-for-target #f)))
(test-equal "package-name->name+version" '("a" "1" "b" #f)
  (append (call-with-values
              (lambda () (package-name->name+version "a@1")) list)
          (call-with-values
              (lambda () (package-name->name+version "b")) list)))
(test-equal "file names" '("gz" "a-1" "a" #t #f)
  (list (file-extension "a.tar.gz") (tarball-sans-extension "a-1.tar.gz")
        (file-sans-extension "a.c") (compressed-file? "a.xz")
        (compressed-file? "a.c")))
(test-equal "string-replace-substring" "bXdX"
  (string-replace-substring "bacdac" "ac" "X"))
(test-equal "string-closest" '("ruby" #f 3)
  (list (string-closest "rubyy" '("perl" "ruby"))
        (string-closest "zzzzzz" '("perl" "ruby"))
        (string-distance "kitten" "sitting")))
(test-equal "temporary files" '("text" #f)
  (call-with-temporary-directory
   (lambda (directory)
     (let ((file (string-append directory "/f")))
       (with-atomic-file-output file
         (lambda (port) (display "text" port)))
       (list (call-with-input-file file read-line)
             (file-exists? (string-append file ".new")))))))
(test-equal "with-environment-variables" '("1" #f)
  (list (with-environment-variables '(("GX_TEST_VARIABLE" "1"))
          (getenv "GX_TEST_VARIABLE"))
        (getenv "GX_TEST_VARIABLE")))
(test-assert "the directory of this file"
  (file-exists? (string-append (current-source-directory) "/api-utils.scm")))

;; Notations.
(test-equal "nix-base32 of the vectors" '()
  (call-with-input-file (string-append (getenv "GX_TEST_DATA")
                                       "/base32/base32.tsv")
    (lambda (port)
      (let loop ((wrong '()))
        (match (read-line port)
          ((? eof-object?) wrong)
          ((? (lambda (line) (string-prefix? "#" line))) (loop wrong))
          (line
           (match (string-split line #\tab)
             ((hex nix rfc . _)
              (let ((bv (base16-string->bytevector hex)))
                (loop (if (and (string=? nix (bytevector->nix-base32-string bv))
                               (string=? rfc (bytevector->base32-string bv))
                               (equal? bv (nix-base32-string->bytevector nix))
                               (equal? bv (base32-string->bytevector rfc)))
                          wrong
                          (cons line wrong)))))
             (_ (loop wrong)))))))))
(test-equal "base32 of a literal" #vu8(1 2) (base32 "00h1"))
(test-equal "a character that is not of base32" #\e
  (guard (c ((invalid-base32-character? c) (invalid-base32-character-value c)))
    (nix-base32-string->bytevector "e")))
(test-equal "base64" '("aGVsbG8=" "hello")
  (list (base64-encode (string->utf8 "hello"))
        (utf8->string (base64-decode "aGVsbG8="))))
(test-equal "base16" "00ff" (bytevector->base16-string #vu8(0 255)))

;; Monads.
(test-equal "identity monad" 3
  (mlet* %identity-monad ((a 1) (b -> (+ a 1)))
    (return (+ a b))))
(test-equal "mlet binds in parallel" 12
  (let ((x 10))
    (mlet %identity-monad ((x 1) (y (+ x 1)))
      (return (+ x y)))))
(test-equal "state monad" '((1 2 0) (2 1 0))
  (call-with-values
      (lambda ()
        (run-with-state
            (mlet* %state-monad ((a (state-push 1))
                                 (b (state-push 2))
                                 (c (current-state)))
              (mbegin %state-monad
                (mwhen #f (state-push 9))
                (munless #t (state-push 9))
                (state-push 5)
                (state-pop)
                (return (list 1 2 (first a)))))
          '(0)))
    list))
(test-equal "lists in a monad" '((1 4 9) 6 (1 2) 4 (a b))
  (let ((square (lift1 (lambda (x) (* x x)) %identity-monad)))
    (list (mapm %identity-monad square '(1 2 3))
          (foldm %identity-monad (lift2 + %identity-monad) 0 '(1 2 3))
          (sequence %identity-monad '(1 2))
          (anym %identity-monad
                (lambda (x) (and (even? x) (* x x))) '(1 2 3))
          (listm %identity-monad 'a 'b))))
(test-equal "binding several procedures" 4
  (with-monad %identity-monad
    (>>= 1 (lift1 1+ %identity-monad) (lift1 (lambda (x) (* 2 x))
                                             %identity-monad))))
(test-equal "mparameterize" '(2 1)
  (let ((p (make-parameter 1)))
    (list (run-with-state (mparameterize %state-monad ((p 2))
                            (lambda (state) (values (p) state))))
          (p))))

;; Memoization.
(test-equal "memoized procedures compute once" '(1 1 1 2)
  (let* ((count 0)
         (f (mlambda (x) (set! count (+ 1 count)) x))
         (g (mlambdaq (x y) (set! count (+ 1 count)) y)))
    (f "a") (f (string #\a))
    (let ((one count))
      (invalidate-memoization! f)
      (set! count 0)
      (f "a")
      (let ((two count))
        (g 'a 'b) (g 'a 'b)
        (list one two ((memoize identity) 1) count)))))
(define-memoized (twice x) (* 2 x))
(test-equal "define-memoized" '(4 4) (list (twice 2) (twice 2)))

;; Combinators, sets, colours.
(test-equal "fold2" '(6 (3 2 1))
  (call-with-values
      (lambda () (fold2 (lambda (x sum all) (values (+ x sum) (cons x all)))
                        0 '() '(1 2 3)))
    list))
(test-equal "fold-tree" '((d c b a) (d c))
  (let ((children (lambda (node)
                    (assq-ref '((a b c) (b d)) node))))
    (list (fold-tree cons '() children '(a))
          (fold-tree-leaves cons '() children '(a)))))
(test-equal "compile-time-value" 3 (compile-time-value (+ 1 2)))
(test-equal "sets" '(#t #f #t 3)
  (let ((s (set-insert "c" (set "a" "b"))))
    (list (set-contains? s "c") (set-contains? s "d")
          (set-contains? (set-union s (set "x")) "x")
          (length (set->list (set-insert "c" s))))))
(test-assert "sets by identity"
  (set-contains? (list->setq '(a b)) 'a))
(test-equal "colours" "\x1b[1;31mx\x1b[0m"
  (colorize-string "x" (color BOLD RED)))
(test-equal "no colour where there is no terminal" "x"
  ((coloring-procedure (color RED)) "x" (%make-void-port "w")))

;; Diagnostics.
(test-equal "locations" '("f:3:4" ((line . 2) (column . 4) (filename . "f")))
  (let ((loc (source-properties->location
              '((filename . "f") (line . 2) (column . 4)))))
    (list (location->string loc) (location->source-properties loc))))
(test-equal "formatted messages" "no such file: x"
  (guard (c ((formatted-message? c)
             (apply format-message (formatted-message-string c)
                    (formatted-message-arguments c))))
    (leave (G_ "no such file: ~a~%") "x")))
(test-equal "located errors" 7
  (guard (c ((error-location? c) (location-line (error-location c))))
    (leave (location "f" 7 0) (G_ "bad"))))
(test-equal "warnings" "f:1:2: warning: old x\n"
  (call-with-output-string
    (lambda (port)
      (parameterize ((guix-warning-port port))
        (warning (location "f" 1 2) (G_ "old ~a~%") 'x)))))
(test-error "a format with too few arguments" 'syntax-error
  (eval '(formatted-message "~a and ~a" 1) (current-module)))
(define-deprecated old-name new-name 42)
(test-equal "deprecated names work" 42
  (without-deprecation-warnings old-name))
(test-equal "N_" '("one" "many") (list (N_ "one" "many" 1) (N_ "one" "many" 2)))
(test-equal "sizes" '(2048 1000000) (list (size->number "2K")
                                          (size->number "1MB")))
(test-equal "code for people" "(a b)" (object->string* '(a b) 0))

;; Search paths.
(test-equal "search path specifications as data"
  '("X" ("a" "b") ":" directory #f)
  (search-path-specification->sexp
   (search-path-specification (variable "X") (files '("a" "b")))))
(test-equal "there and back"
  '("X" ("a") #f regular "p")
  (search-path-specification->sexp
   (sexp->search-path-specification '("X" ("a") #f regular "p"))))
(test-equal "evaluating search paths" '(("A" . "D/bin") ("B" . "D/etc/f"))
  (call-with-temporary-directory
   (lambda (directory)
     (mkdir (string-append directory "/bin"))
     (mkdir (string-append directory "/etc"))
     (call-with-output-file (string-append directory "/etc/f")
       (lambda (port) (display "" port)))
     (map (match-lambda
            ((spec . value)
             (cons (search-path-specification-variable spec)
                   (string-replace-substring value directory "D"))))
          (evaluate-search-paths
           (list (search-path-specification (variable "A")
                                            (files '("bin" "sbin")))
                 (search-path-specification (variable "B") (separator #f)
                                            (file-type 'regular)
                                            (file-pattern "^f$")
                                            (files '("etc")))
                 (search-path-specification (variable "C")
                                            (files '("none"))))
           (list directory))))))
(test-equal "variable definitions"
  '("export X=\"v\"" "export X=\"v${X:+:}$X\"" "export X=\"$X${X:+:}v\"")
  (map (lambda (kind) (environment-variable-definition "X" "v" #:kind kind))
       '(exact prefix suffix)))

;; Modules.
(test-equal "module names" '("a/b.scm" (a b))
  (list (module->source-file-name '(a b)) (file-name->module-name "a/b.scm")))
(test-equal "links in a circle, and stores, below a directory" '("a.scm" "sub/b.scm")
  (call-with-temporary-directory
   (lambda (directory)
     (define (file name) (string-append directory "/" name))
     (define (touch name) (close-port (open-output-file (file name))))
     (for-each (lambda (name) (mkdir (file name)))
               '("sub" "gnu" "gnu/store" "gnu/store/x"))
     (for-each touch '("a.scm" "sub/b.scm" "gnu/store/x/c.scm"))
     (symlink "." (file "sub/round"))
     (symlink ".." (file "sub/up"))
     (symlink "/gnu/store/x-profile" (file "result"))
     (map (lambda (name)
            (string-drop name (1+ (string-length directory))))
          (scheme-files directory)))))

(test-assert "the closure of a module, imports first"
  (let ((closure (source-module-closure '((guix utils)))))
    (and (member '(guix diagnostics) closure)
         (equal? '(guix utils) (last closure)))))
(test-error "a missing module" #t (source-module-closure '((guix no such))))
(test-equal "modules below a directory" '((gx-some module))
  (call-with-temporary-directory
   (lambda (directory)
     (define (file name) (string-append directory "/" name))
     (mkdir (file "gx-some"))
     (call-with-output-file (file "gx-some/module.scm")
       (lambda (port)
         (write '(define-module (gx-some module) #:export (x)) port)
         (write '(define x 42) port)))
     (call-with-output-file (file "gx-some/script.scm")
       (lambda (port) (write '(exit 1) port)))
     (set! %load-path (cons directory %load-path))
     (let ((modules (scheme-modules directory)))
       (set! %load-path (cdr %load-path))
       (fold-module-public-variables (lambda (value result)
                                       (and (= 42 value) result))
                                     (map module-name modules) modules)))))

;; Channels.
(define c
  (channel (name 'x) (url "https://example.org/x.git") (commit "abc")
           (introduction
            (make-channel-introduction
             "0123" (openpgp-fingerprint "0123 4567 89AB CDEF 0123  4567 89AB \
CDEF 0123 4567")))))
(test-equal "channels" '(x "https://example.org/x.git" "master" "abc")
  (list (channel-name c) (channel-url c) (channel-branch c)
        (channel-commit c)))
(test-equal "channels as data and back" (channel->sexp c)
  (channel->sexp (sexp->channel (channel->sexp c))))
(test-equal "channels as code" '(name 'x) (second (channel->code c)))
(test-equal "fingerprints"
  "0123 4567 89AB CDEF 0123  4567 89AB CDEF 0123 4567"
  (openpgp-format-fingerprint
   (channel-introduction-first-commit-signer (channel-introduction c))))
(test-assert "default channels" (every channel? %default-channels))
(test-assert "Guix's channel" (guix-channel? %default-guix-channel))

;; Git.
(test-equal "git versions and names" '("1.0-2.0123456" "a-1-checkout")
  (list (git-version "1.0" "2" "0123456789") (git-file-name "a" "1")))
(test-equal "what a repository tracks" '(#t #t #f)
  (call-with-temporary-directory
   (lambda (directory)
     (define (git . args)
       (zero? (apply system* "git" "-C" directory args)))
     (define (file name) (string-append directory "/" name))
     (mkdir (file "d"))
     (for-each (lambda (name)
                 (call-with-output-file (file name)
                   (lambda (port) (display "x" port))))
               '("d/tracked" "untracked"))
     (git "init" "-q")
     (git "add" "d/tracked")
     (let ((tracked? (git-predicate directory)))
       (map (lambda (name) (tracked? (file name) (lstat (file name))))
            '("d" "d/tracked" "untracked"))))))

;; Licences, hashes.
(test-equal "licences" '("GPL 3+" #t #t)
  (list (license:license-name license:gpl3+)
        (license:license? license:expat)
        (license:license? (license:non-copyleft "file://COPYING"))))
(test-equal "file hashes"
  '("00xyyr3fi8l6hb839bv3f7yb86yjv7xi1cgh1xnhipym4asvb4aq"
    "04zwf782yjwnh3q6hz5izfd6jyip8kgw6g6yj43fiqhbyhdd0dqw")
  (call-with-temporary-directory
   (lambda (directory)
     (let ((file (string-append directory "/f")))
       (call-with-output-file file (lambda (port) (display "hello\n" port)))
       (list (bytevector->nix-base32-string (file-hash* file))
             (bytevector->nix-base32-string
              (file-hash* file #:recursive? #t)))))))

;;; Where languages' archives are.

(test-equal "a source at PyPI"
  "https://files.pythonhosted.org/packages/source/r/requests/requests-2.0.tar.gz"
  (pypi-uri "requests" "2.0"))
(test-equal "one whose name was written in two ways"
  '("https://files.pythonhosted.org/packages/source/a/a-b/a-b-1.zip"
    "https://files.pythonhosted.org/packages/source/a/a-b/a_b-1.zip")
  (pypi-uri "a-b" "1" ".zip"))
(test-equal "a gem" "https://rubygems.org/downloads/rake-13.0.gem"
  (rubygems-uri "rake" "13.0"))
(test-equal "versions of Go modules"
  '("v1.2.3" "sub/v1.2.3" "0123456789ab" "v2.0.0")
  (list (go-version->git-ref "v1.2.3")
        (go-version->git-ref "v1.2.3" #:subdir "sub")
        (go-version->git-ref "v0.0.0-20200101000000-0123456789ab")
        (go-version->git-ref "v2.0.0+incompatible")))
(test-assert "those of commits"
  (and (go-pseudo-version? "v0.0.0-20200101000000-0123456789ab")
       (not (go-pseudo-version? "v1.2.3"))))
(test-equal "a Mercurial checkout" '("1-2.0123456" "x-1-hg-checkout")
  (list (hg-version "1" "2" "0123456789") (hg-file-name "x" "1")))
(test-equal "a Subversion reference" '("u" 7 #t)
  (let ((ref (svn-reference (url "u") (revision 7))))
    (list (svn-reference-url ref) (svn-reference-revision ref)
          (svn-reference-recursive? ref))))
