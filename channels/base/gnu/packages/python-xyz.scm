;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; Modules of Python.

(define-module (gnu packages python-xyz)
  #:use-module (gnu packages gcc)
  #:use-module (gnu packages python)
  #:use-module (guix build-system trivial)
  #:use-module (guix gexp)
  #:use-module ((guix licenses) #:prefix license:)
  #:use-module (guix packages))

(define-public python-manylinux
  (package
    (name "python-manylinux")
    (version (package-version gcc-lib))
    (source #f)
    (build-system trivial-build-system)
    (arguments
     (list
      #:modules '((guix build utils))
      #:builder
      #~(begin
          (use-modules (guix build utils))
          (let ((directory (string-append #$output
                                          "/lib/python3.11/site-packages")))
            (mkdir-p directory)
            ;; What is loaded already is found by its name.  Of the libraries
            ;; that wheels may expect of the system this is the one that
            ;; Python itself does not bring.
            (call-with-output-file
                (string-append directory "/manylinux.pth")
              (lambda (port)
                (format port "import ctypes; ctypes.CDLL('~a')~%"
                        #$(file-append gcc-lib "/lib/libstdc++.so.6"))))))))
    (inputs (list gcc-lib))
    (propagated-inputs (list python-3.11))
    (home-page "https://peps.python.org/pep-0600/")
    (synopsis "Let Python load wheels that were built elsewhere")
    (description
     "The compiled wheels of PyPI expect a few libraries of the system.  With this
module Python finds those of the collection; nothing of the host is used.")
    (license license:gpl3+)))
