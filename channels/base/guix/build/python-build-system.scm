;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; The phases of "python setup.py build && python setup.py install".

(define-module (guix build python-build-system)
  #:use-module ((guix build gnu-build-system) #:prefix gnu:)
  #:use-module (guix build utils)
  #:use-module (ice-9 match)
  #:use-module (ice-9 popen)
  #:use-module (ice-9 rdelim)
  #:use-module (srfi srfi-26)
  #:export (%standard-phases
            add-installed-pythonpath
            site-packages
            python-version
            python-build))

;;; Commentary:
;;;
;;; As gnu-build-system, with setuptools.  Modules are found by
;;; GUIX_PYTHONPATH, so that the host's Python never sees them.
;;;
;;; Code:

(define (python-version python)
  "Return the version, major and minor, of the interpreter in PYTHON."
  (let* ((pipe (open-pipe* OPEN_READ (string-append python "/bin/python3") "-c"
                           "import sys; print('%d.%d' % sys.version_info[:2])"))
         (version (read-line pipe)))
    (close-pipe pipe)
    version))

(define (python-directory inputs)
  "Return the directory of Python among INPUTS."
  (dirname (dirname (search-input-file inputs "bin/python3"))))

(define (site-packages inputs outputs)
  "Return where modules go in OUTPUTS for the Python of INPUTS."
  (string-append (assoc-ref outputs "out") "/lib/python"
                 (python-version (python-directory inputs))
                 "/site-packages/"))

(define (add-installed-pythonpath inputs outputs)
  "Let Python see the modules installed in OUTPUTS."
  (setenv "GUIX_PYTHONPATH"
          (string-append (site-packages inputs outputs) ":"
                         (or (getenv "GUIX_PYTHONPATH") ""))))

(define* (ensure-no-mtimes-pre-1980 #:rest _)
  "Give files times that zip archives can hold."
  (let ((early (* 315619200 1)))
    (for-each (lambda (file)
                (when (< (stat:mtime (lstat file)) early)
                  (utime file early early)))
              (find-files "." (lambda (file stat)
                                (eq? 'regular (stat:type stat)))))))

(define* (build #:key use-setuptools? #:allow-other-keys)
  "Build the modules."
  (invoke "python3" "setup.py" "build"))

(define* (check #:key tests? (test-target "test") #:allow-other-keys)
  "Run the tests if TESTS?."
  (if tests?
      (invoke "python3" "setup.py" test-target)
      (format #t "test suite not run~%")))

(define* (install #:key inputs outputs (configure-flags '())
                  #:allow-other-keys)
  "Install the modules with CONFIGURE-FLAGS."
  (let ((out (assoc-ref outputs "out"))
        (site (site-packages inputs outputs)))
    (mkdir-p site)
    (apply invoke "python3" "setup.py" "install"
           (string-append "--prefix=" out)
           (string-append "--install-lib=" site)
           "--single-version-externally-managed" "--no-compile"
           "--root=/" configure-flags)))

(define* (add-install-to-pythonpath #:key inputs outputs #:allow-other-keys)
  "Let later phases see what is installed in OUTPUTS."
  (add-installed-pythonpath inputs outputs))

(define* (wrap #:key inputs outputs #:allow-other-keys)
  "Let the programs of OUTPUTS find the modules of INPUTS."
  (define path
    (string-split (or (getenv "GUIX_PYTHONPATH") "") #\:))
  (for-each (lambda (file)
              (unless (wrapped-program? file)
                (wrap-program file
                              `("GUIX_PYTHONPATH" ":" prefix
                                ,(filter (negate string-null?) path)))))
            (find-files (string-append (assoc-ref outputs "out") "/bin"))))

(define* (sanity-check #:key outputs #:allow-other-keys)
  "Do nothing yet beyond what 'check' did."
  #t)

(define* (enable-bytecode-determinism #:rest _)
  "Let Python hash strings alike each time."
  (setenv "PYTHONHASHSEED" "0")
  ;; Debian's Python would otherwise install below "local".
  (setenv "DEB_PYTHON_INSTALL_LAYOUT" "deb")
  (setenv "PYTHONDONTWRITEBYTECODE" "1"))

(define %standard-phases
  (modify-phases gnu:%standard-phases
    (add-after 'unpack 'enable-bytecode-determinism
      enable-bytecode-determinism)
    (add-after 'unpack 'ensure-no-mtimes-pre-1980 ensure-no-mtimes-pre-1980)
    (delete 'bootstrap)
    (delete 'configure)
    (replace 'build build)
    (replace 'install install)
    (delete 'check)
    (add-after 'install 'add-install-to-pythonpath add-install-to-pythonpath)
    (add-after 'add-install-to-pythonpath 'check check)
    (add-after 'check 'wrap wrap)
    (add-after 'wrap 'sanity-check sanity-check)))

(define* (python-build #:key inputs (phases %standard-phases)
                       #:allow-other-keys #:rest arguments)
  "Run PHASES with ARGUMENTS."
  (apply gnu:gnu-build #:inputs inputs #:phases phases arguments))
