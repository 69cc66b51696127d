;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; The phases of "cmake && make && ctest && make install".

(define-module (guix build cmake-build-system)
  #:use-module ((guix build gnu-build-system) #:prefix gnu:)
  #:use-module (guix build utils)
  #:use-module (ice-9 match)
  #:export (%standard-phases
            cmake-build))

;;; Commentary:
;;;
;;; As gnu-build-system, with CMake instead of ./configure, beside the source
;;; in "../build".
;;;
;;; Code:

(define* (configure #:key outputs (configure-flags '()) (out-of-source? #t)
                    (build-type "RelWithDebInfo") target (generator #f)
                    #:allow-other-keys)
  "Run cmake with CONFIGURE-FLAGS for BUILD-TYPE."
  (let* ((out (assoc-ref outputs "out"))
         (source (getcwd))
         (library-directory (string-append (or (assoc-ref outputs "lib") out)
                                           "/lib")))
    (setenv "CFLAGS" (or (getenv "CFLAGS") "-g0"))
    (setenv "CXXFLAGS" (or (getenv "CXXFLAGS") "-g0"))
    (when out-of-source?
      (mkdir "../build")
      (chdir "../build"))
    (apply invoke "cmake" (if out-of-source? source ".")
           `(,@(if build-type
                   (list (string-append "-DCMAKE_BUILD_TYPE=" build-type))
                   '())
             ,@(if generator (list "-G" generator) '())
             ,(string-append "-DCMAKE_INSTALL_PREFIX=" out)
             "-DCMAKE_INSTALL_LIBDIR=lib"
             ;; Our linker adds what is needed; keep it when installing.
             "-DCMAKE_INSTALL_RPATH_USE_LINK_PATH=TRUE"
             ,(string-append "-DCMAKE_INSTALL_RPATH=" library-directory)
             "-DCMAKE_FIND_USE_PACKAGE_REGISTRY=FALSE"
             "-DCMAKE_EXPORT_NO_PACKAGE_REGISTRY=TRUE"
             "-DCMAKE_COLOR_MAKEFILE=OFF"
             "-DCMAKE_VERBOSE_MAKEFILE=ON"
             ,@configure-flags))))

(define* (build #:key (make-flags '()) (parallel-build? #t)
                #:allow-other-keys)
  "Run the build that cmake wrote, with MAKE-FLAGS, several jobs at once if
PARALLEL-BUILD?."
  (apply invoke "cmake" "--build" "."
         "-j" (number->string (if parallel-build? (parallel-job-count) 1))
         (if (null? make-flags) '() (cons "--" make-flags))))

(define* (check #:key (tests? #t) (test-target "test") (parallel-tests? #t)
                (test-exclude "") #:allow-other-keys)
  "Run ctest if TESTS?, several at once if PARALLEL-TESTS?, without those that
match TEST-EXCLUDE."
  (if tests?
      (apply invoke "ctest" "--output-on-failure"
             "-j" (number->string (if parallel-tests?
                                      (parallel-job-count)
                                      1))
             (if (string-null? test-exclude)
                 '()
                 (list "--exclude-regex" test-exclude)))
      (format #t "test suite not run~%")))

(define* (install #:rest _)
  "Install what was built."
  (invoke "cmake" "--install" "."))

(define %standard-phases
  (modify-phases gnu:%standard-phases
    (delete 'bootstrap)
    (replace 'configure configure)
    (replace 'build build)
    (replace 'check check)
    (replace 'install install)))

(define* (cmake-build #:key inputs (phases %standard-phases)
                      #:allow-other-keys #:rest arguments)
  "Run PHASES with ARGUMENTS."
  (apply gnu:gnu-build #:inputs inputs #:phases phases arguments))
