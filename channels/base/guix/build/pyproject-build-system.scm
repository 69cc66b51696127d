;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; The phases of Python packages that have a pyproject.toml.

(define-module (guix build pyproject-build-system)
  #:use-module ((guix build python-build-system) #:prefix python:)
  #:use-module (guix build utils)
  #:use-module (ice-9 match)
  #:re-export ((python:add-installed-pythonpath . add-installed-pythonpath)
               (python:site-packages . site-packages)
               (python:python-version . python-version))
  #:export (%standard-phases
            pyproject-build))

;;; Commentary:
;;;
;;; A wheel is built by the program that the package names, by way of pip,
;;; which also installs it; nothing is looked up on the network.
;;;
;;; Code:

(define* (build #:key (build-backend #f) (configure-flags '())
                #:allow-other-keys)
  "Build a wheel with CONFIGURE-FLAGS."
  (setenv "HOME" (or (getenv "TMPDIR") "/tmp"))
  (mkdir-p "dist")
  (apply invoke "python3" "-m" "pip" "wheel" "--no-deps"
         "--no-build-isolation" "--no-index" "--wheel-dir" "dist" "."
         (if (list? configure-flags) configure-flags '())))

(define* (install #:key inputs outputs #:allow-other-keys)
  "Install the wheels that were built into OUTPUTS."
  (let ((site (python:site-packages inputs outputs))
        (out (assoc-ref outputs "out")))
    (mkdir-p site)
    (apply invoke "python3" "-m" "pip" "install" "--no-deps" "--no-index"
           "--no-compile" "--no-warn-script-location" "--ignore-installed"
           (string-append "--prefix=" out)
           (find-files "dist" "\\.whl$"))
    ;; Debian's Python has a directory name of its own.
    (for-each (lambda (old)
                (when (directory-exists? old)
                  (copy-recursively old site #:log #f)
                  (delete-file-recursively old)))
              (find-files out "^dist-packages$" #:directories? #t))))

(define* (check #:key tests? (test-backend #f) (test-flags '())
                #:allow-other-keys)
  "Run pytest, or unittest where there is none, if TESTS?."
  (cond ((not tests?) (format #t "test suite not run~%"))
        ((which "pytest") (apply invoke "pytest" "-vv" test-flags))
        (else (apply invoke "python3" "-m" "unittest" test-flags))))

(define %standard-phases
  (modify-phases python:%standard-phases
    (replace 'build build)
    (replace 'install install)
    (replace 'check check)))

(define* (pyproject-build #:key inputs (phases %standard-phases)
                          #:allow-other-keys #:rest arguments)
  "Run PHASES with ARGUMENTS."
  (apply python:python-build #:inputs inputs #:phases phases arguments))
