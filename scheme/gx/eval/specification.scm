;;; SPDX-License-Identifier: GPL-3.0-or-later

(define-module (gx eval specification)
  #:use-module (gx eval core)
  #:use-module (gx eval nearby)
  #:use-module (gx eval words)
  #:use-module (ice-9 match)
  #:use-module (ice-9 regex)
  #:use-module (srfi srfi-1)
  #:export (likely-names
            specification-hint
            package-variable))

;;; Commentary:
;;; What a name of a package that does not exist may have meant: names of other
;;; distributions, versions that are written otherwise, several names in one
;;; string.
;;; Code:

(define (packages-named name)
  "Return the packages called NAME, () also when that cannot be found out."
  (or (false-if-exception ((core (gnu packages) find-packages-by-name) name))
      '()))

(define (exists? name)
  "Say whether there is a package called NAME."
  (pair? (packages-named name)))

(define (likely-names name candidates)
  "Return those of CANDIDATES, names the core channel proposes for NAME, that are
as near as the nearest."
  (match (nearby name candidates)
    (() candidates)
    (names names)))

(define %elsewhere
  ;; What other distributions and package managers call packages, or have in them.
  '(("gcc-toolchain" "g++" "gcc" "cc" "c++" "build-essential" "base-devel" "clang")
    ("node" "nodejs" "npm" "npx" "node-js")
    ("go" "golang" "golang-go")
    ("python" "python3" "pip" "pip3" "python3-pip" "venv" "python3-venv")
    ("ruby" "gem" "bundler" "bundle" "rake")
    ("postgresql" "postgres" "psql" "pg" "libpq" "libpq-dev")
    ("redis" "redis-server" "redis-cli")
    ("nss-certs" "ca-certificates" "cacert" "certificates")
    ("sqlite" "sqlite3" "libsqlite3-dev")
    ("openssl" "ssl" "libssl" "libssl-dev")
    ("openssh" "ssh" "openssh-client" "scp")
    ("zlib" "zlib1g" "zlib1g-dev")
    ("make" "gmake" "gnumake" "gnu-make")
    ("pkg-config" "pkgconfig")
    ("ninja" "ninja-build")
    ("glibc-locales" "locales" "locale")
    ("procps" "ps" "top" "procps-ng")
    ("findutils" "find" "xargs")
    ("coreutils" "ls" "cp" "coreutils-full")
    ("diffutils" "diff" "cmp")
    ("util-linux" "flock" "uuidgen")
    ("tzdata" "timezone" "zoneinfo")
    ("gawk" "awk")
    ("xz" "xz-utils" "lzma")
    ("icu4c" "icu" "libicu-dev")))

(define (foreign-name name)
  "Return the name here of the package that is called NAME elsewhere, or #f."
  (define known
    (any (match-lambda
           ((ours . theirs) (and (member name theirs) ours)))
         %elsewhere))
  ;; libfoo-dev, foo-devel: development files are part of foo.
  (define stripped
    (match (string-match "^(lib)?(.*)-(dev|devel|headers)$" name)
      (#f '())
      (m (list (string-append "lib" (match:substring m 2)) (match:substring m 2)))))
  (find exists? (append (if known (list known) '()) stripped
                        (list (string-downcase name)))))

(define %with-version
  ;; "ruby-3.4", "ruby=3.4", "ruby 3.4", "ruby3.4", "ruby@>=3.4"
  (make-regexp "^([A-Za-z][A-Za-z+_-]*[A-Za-z+])[-_=~^<>@ ]*v?([0-9][0-9.]*)$"))

(define (split-version text)
  "Return the name and the version in TEXT, which writes them together in another
manner; #f if it does not, or no package is called so."
  (match (regexp-exec %with-version text)
    (#f #f)
    (m (let ((name (string-downcase (match:substring m 1))))
         (and (exists? name) (cons name (match:substring m 2)))))))

(define (versions name)
  "Return the versions of the packages called NAME."
  (map (core (guix packages) package-version) (packages-named name)))

(define (version-hint name version)
  "Return a hint how to ask for VERSION of NAME, or which ones there are."
  (if (any (lambda (v) (or (string=? v version)
                           (string-prefix? (string-append version ".") v)))
           (versions name))
      (format #f "a version stands behind an '@': \"~a@~a\"" name version)
      (format #f "a version stands behind an '@'; these exist: ~a"
              (string-join (map (lambda (v) (string-append name "@" v))
                                (versions name))
                           ", "))))

(define (several text)
  "Return a hint for TEXT if it is several names, #f otherwise."
  (match (string-tokenize text (char-set-complement (char-set #\space #\tab #\,)))
    ((name)
     (and (not (string=? name text)) (exists? name)
          (format #f "without the blanks: \"~a\"" name)))
    (((? exists? names) ..1)
     (format #f "each name is a string of its own: ~{\"~a\"~^ ~}" names))
    (_ #f)))

(define (file-name? text)
  "Say whether TEXT looks like a file rather than a package."
  (or (string-suffix? ".scm" text) (string-prefix? "/" text)
      (string-prefix? "./" text) (string-prefix? "../" text)))

(define* (specification-hint name version candidates #:key argument?)
  "Return a hint for NAME, of which there is no package, asked for with VERSION or
#f; CANDIDATES are names like it.  ARGUMENT?: it is a word of the command line."
  (define whole (if version (string-append name "@" version) name))
  (cond ((and argument? (file-name? whole))
         "a file is named with an option: -m FILE for a manifest, -f FILE for a package")
        ((string-null? name) "the string names no package")
        ((several whole))
        ((split-version whole)
         => (match-lambda ((name . version) (version-hint name version))))
        ((foreign-name name)
         => (lambda (ours)
              (if (member ours candidates)
                  (did-you-mean (list ours))
                  (format #f "here that is ~a" (if argument? ours
                                                   (string-append "\"" ours "\""))))))
        ((pair? candidates) (did-you-mean candidates))
        ((string-any (lambda (c) (char>? c #\x7f)) name)
         "names of packages are plain ASCII")
        (else
         (format #f "`gx search ~a' looks for it in descriptions, too" name))))

(define (definer package)
  "Return the name of the module that defines PACKAGE, going by its place, or #f."
  (match (false-if-exception
          ((core (guix diagnostics) location-file)
           ((core (guix packages) package-location) package)))
    ((? string? file)
     (match (string-match "(gnu/packages/.*)\\.scm$" file)
       (#f #f)
       (m (map string->symbol (string-split (match:substring m 1) #\/)))))
    (_ #f)))

(define (package-variable name)
  "Return the variable, a symbol, that holds the package called NAME and the module
that exports it; #f twice if there is none."
  (match (packages-named name)
    ((package . _)
     (let* ((module (definer package))
            (interface (and module (false-if-exception (resolve-interface module))))
            (variable (and interface
                           (find (lambda (symbol)
                                   (false-if-exception
                                    (eq? package (module-ref interface symbol))))
                                 (module-map (lambda (name variable) name) interface)))))
       (values variable (and variable module))))
    (_ (values #f #f))))
