;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; Commentary:
;;; The collection: pins, descriptions, and what build-side modules import.
;;; Code:

(use-modules (gnu packages)
             (gnu packages debian-pins)
             (guix packages)
             (guix build utils)
             (ice-9 match)
             (srfi srfi-1)
             (srfi srfi-26)
             (srfi srfi-64))

(define %base32 (string->char-set "0123456789abcdfghijklmnpqrsvwxyz"))
(define %base16 (string->char-set "0123456789abcdef"))

(define (digits? string set length)
  "Return true if STRING has LENGTH characters, all of SET."
  (and (= length (string-length string))
       (string-every set string)))

(test-equal "each pin is whole" '()
  (remove (match-lambda
            ((name version path sha1 sha256)
             (and (string-suffix? ".deb" path)
                  (string-contains path (string-append "/" name "_"))
                  (digits? sha1 %base16 40)
                  (digits? sha256 %base32 52)))
            (_ #f))
          %debian-pins))

(test-assert "pins are sorted, each name once"
  (let ((names (map first %debian-pins)))
    (equal? names (delete-duplicates (sort names string<?)))))

;; The tests' own modules have packages too.
(%package-module-path
 (list (cons (dirname (dirname (search-path %load-path "guix/packages.scm")))
             "gnu/packages")))

(define packages
  (fold-packages cons '()))

(test-assert "there is a collection" (> (length packages) 50))

(test-equal "each package says what it is" '()
  (filter-map (lambda (package)
                (and (not (and (string? (package-version package))
                               (string? (package-synopsis package))
                               (string? (package-description package))
                               (string-prefix? "http"
                                               (package-home-page package))
                               (package-license package)))
                     (package-name package)))
              packages))

(test-equal "synopses are short, and no sentences" '()
  (filter-map (lambda (package)
                (let ((synopsis (package-synopsis package)))
                  (and (or (> (string-length synopsis) 70)
                           (string-suffix? "." synopsis))
                       (package-name package))))
              packages))

(test-equal "what the set-up of a project names is there" '()
  (remove (lambda (specification)
            (match (false-if-exception
                    (specification->package specification))
              ((? package?) #t)
              (_ #f)))
          '("ruby@3.4" "postgresql@15" "postgresql@16" "postgresql@17"
            "libyaml" "gcc-toolchain" "make" "pkg-config" "nss-certs" "tzdata"
            "coreutils" "sed" "bash" "grep" "gawk" "findutils" "diffutils"
            "patch" "tar" "gzip" "xz" "bzip2" "zstd" "file" "which" "git"
            "curl" "jq" "openssl" "zlib" "gmp" "readline" "ncurses" "sqlite"
            "perl" "python" "guile" "autoconf" "automake" "libtool" "m4"
            "bison" "flex" "cmake" "meson" "ninja" "hello" "libffi"
            "pkgconf")))

(define (module-imports file)
  "Return the names of the modules that the module in FILE uses."
  (match (call-with-input-file file read)
    (('define-module _ . clauses)
     (let loop ((clauses clauses) (names '()))
       (match clauses
         (() names)
         (((or #:use-module #:autoload) (((? symbol?) . _) . _) . _)
          (loop (cddr clauses) (cons (car (cadr clauses)) names)))
         (((or #:use-module #:autoload) name . rest)
          (loop rest (cons name names)))
         ((_ . rest) (loop rest names)))))))

(test-equal "build-side modules use only such ones and Guile's" '()
  (append-map
   (lambda (file)
     (filter-map (match-lambda
                   (('guix 'build . _) #f)
                   ((and name ((or 'guix 'gnu 'gx) . _)) (cons file name))
                   (_ #f))
                 (module-imports file)))
   (find-files (dirname (search-path %load-path "guix/build/utils.scm"))
               "\\.scm$")))
