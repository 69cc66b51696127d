;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; The phases of "go install" below a GOPATH.

(define-module (guix build go-build-system)
  #:use-module ((guix build gnu-build-system) #:prefix gnu:)
  #:use-module (guix build utils)
  #:use-module (ice-9 match)
  #:use-module (srfi srfi-1)
  #:export (%standard-phases
            go-build))

;;; Commentary:
;;;
;;; Nothing is fetched: a package's source is put below GOPATH/src, the
;;; libraries among its inputs bring theirs in src.
;;;
;;; Code:

(define (place-of import-path unpack-path)
  "Return where below src the source belongs."
  (match unpack-path
    ((or #f "") import-path)
    (path path)))

(define* (setup-go-environment #:key inputs outputs (goos #f) (goarch #f)
                               (cgo? #t) #:allow-other-keys)
  "Let the go program find INPUTS, and nothing elsewhere."
  (let ((libraries (filter (lambda (directory)
                             (directory-exists?
                              (string-append directory "/src")))
                           (delete-duplicates (map cdr inputs)))))
    (setenv "HOME" (getcwd))
    (setenv "GO111MODULE" "off")
    (setenv "GOFLAGS" "")
    (setenv "GOTOOLCHAIN" "local")
    (setenv "GOCACHE" (string-append (getcwd) "/go-cache"))
    (setenv "GOPATH"
            (string-join (cons (string-append (getcwd) "/go") libraries) ":"))
    (setenv "GOBIN" (string-append (assoc-ref outputs "out") "/bin"))
    (setenv "CGO_ENABLED" (if cgo? "1" "0"))
    (when goos (setenv "GOOS" goos))
    (when goarch (setenv "GOARCH" goarch))))

(define* (unpack #:key source (import-path "") (unpack-path "")
                 #:allow-other-keys)
  "Unpack SOURCE to where IMPORT-PATH, or UNPACK-PATH, is looked for."
  (when (string-null? import-path)
    (error "the argument #:import-path of this package is missing"))
  (let ((place (string-append (getcwd) "/go/src/"
                              (place-of import-path unpack-path))))
    (mkdir-p (dirname place))
    (mkdir "unpacked")
    (chdir "unpacked")
    ((assq-ref gnu:%standard-phases 'unpack) #:source source)
    (rename-file (getcwd) place)
    (chdir place)))

(define (jobs parallel?)
  "Return how many things may be done at a time, as text."
  (number->string (if parallel? (parallel-job-count) 1)))

(define* (build #:key import-path (build-flags '()) skip-build?
                (parallel-build? #t) #:allow-other-keys)
  "Compile and install IMPORT-PATH."
  (unless skip-build?
    (apply invoke "go" "install" "-v" "-p" (jobs parallel-build?)
           "-trimpath" "-ldflags=-s -w"
           (append build-flags (list import-path)))))

(define* (check #:key tests? import-path (test-flags '()) (test-subdirs '("..."))
                skip-build? (parallel-tests? #t) #:allow-other-keys)
  "Test the packages in TEST-SUBDIRS of IMPORT-PATH if TESTS?."
  (if (and tests? (not skip-build?))
      (apply invoke "go" "test" "-p" (jobs parallel-tests?)
             (append (map (lambda (directory)
                            (string-append import-path "/" directory))
                          test-subdirs)
                     test-flags))
      (format #t "test suite not run~%")))

(define* (install #:key outputs import-path unpack-path (install-source? #t)
                  #:allow-other-keys)
  "Install the source, for those who import it, if INSTALL-SOURCE?."
  (when install-source?
    (let ((place (place-of import-path unpack-path)))
      (copy-recursively (string-append (getenv "HOME") "/go/src/" place)
                        (string-append (assoc-ref outputs "out") "/src/"
                                       place)))))

(define %standard-phases
  (modify-phases gnu:%standard-phases
    (delete 'bootstrap)
    (delete 'configure)
    (add-before 'unpack 'setup-go-environment setup-go-environment)
    (replace 'unpack unpack)
    (replace 'build build)
    (replace 'check check)
    (replace 'install install)))

(define* (go-build #:key inputs (phases %standard-phases)
                   #:allow-other-keys #:rest arguments)
  "Run PHASES with ARGUMENTS."
  (apply gnu:gnu-build #:inputs inputs #:phases phases arguments))
