;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; The phases of "meson setup && ninja && meson test && ninja install".

(define-module (guix build meson-build-system)
  #:use-module ((guix build gnu-build-system) #:prefix gnu:)
  #:use-module (guix build utils)
  #:use-module (ice-9 match)
  #:export (%standard-phases
            meson-build))

;;; Commentary:
;;;
;;; As gnu-build-system, with Meson and Ninja, beside the source in
;;; "../build".
;;;
;;; Code:

(define* (configure #:key outputs (configure-flags '())
                    (build-type "debugoptimized") #:allow-other-keys)
  "Run meson with CONFIGURE-FLAGS for BUILD-TYPE."
  (let* ((out (assoc-ref outputs "out"))
         (source (getcwd))
         (build "../build"))
    (setenv "CFLAGS" (or (getenv "CFLAGS") "-g0"))
    (setenv "CXXFLAGS" (or (getenv "CXXFLAGS") "-g0"))
    ;; Meson uses the home directory.
    (setenv "HOME" (or (getenv "TMPDIR") "/tmp"))
    (mkdir build)
    (chdir build)
    (apply invoke "meson" "setup"
           (string-append "--prefix=" out)
           (string-append "--libdir="
                          (or (assoc-ref outputs "lib") out) "/lib")
           (string-append "--buildtype=" build-type)
           (string-append "-Dc_link_args=-Wl,-rpath=" out "/lib")
           (string-append "-Dcpp_link_args=-Wl,-rpath=" out "/lib")
           "--wrap-mode=nofallback"
           `(,@configure-flags "." ,source))))

(define* (build #:key (parallel-build? #t) #:allow-other-keys)
  "Run ninja, several jobs at once if PARALLEL-BUILD?."
  (invoke "ninja" "-v" "-j"
          (number->string (if parallel-build? (parallel-job-count) 1))))

(define* (check #:key (tests? #t) (parallel-tests? #t) (test-options '())
                (test-target #f) #:allow-other-keys)
  "Run meson's tests if TESTS?, with TEST-OPTIONS, several at once if
PARALLEL-TESTS?."
  (setenv "MESON_TESTTHREADS"
          (number->string (if parallel-tests? (parallel-job-count) 1)))
  (if tests?
      (apply invoke "meson" "test" "--print-errorlogs" "-t" "0" test-options)
      (format #t "test suite not run~%")))

(define* (install #:rest _)
  "Install what was built."
  (invoke "ninja" "install"))

(define* (shrink-runpath #:rest _)
  "Do nothing: our linker adds directories only of what is linked."
  #t)

(define %standard-phases
  (modify-phases gnu:%standard-phases
    (delete 'bootstrap)
    (replace 'configure configure)
    (replace 'build build)
    (replace 'check check)
    (replace 'install install)
    (add-after 'strip 'shrink-runpath shrink-runpath)))

(define* (meson-build #:key inputs (phases %standard-phases)
                      #:allow-other-keys #:rest arguments)
  "Run PHASES with ARGUMENTS."
  (apply gnu:gnu-build #:inputs inputs #:phases phases arguments))
