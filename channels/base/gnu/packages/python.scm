;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; Python.

(define-module (gnu packages python)
  #:use-module (gnu packages compression)
  #:use-module (gnu packages ncurses)
  #:use-module (gnu packages readline)
  #:use-module (gnu packages sqlite)
  #:use-module (gnu packages tls)
  #:use-module (gnu packages debian)
  #:use-module (guix build-system debian)
  #:use-module (guix gexp)
  #:use-module ((guix licenses) #:prefix license:)
  #:use-module (guix packages))

(define-public python-3.11
  (package
    (name "python")
    (version "3.11.2")
    (source #f)
    (build-system debian-build-system)
    (arguments
     (list
      #:debs (debian-debs "python3.11" "python3.11-minimal" "python3.11-dev"
                          "python3.11-venv" "libpython3.11"
                          "libpython3.11-dev" "libpython3.11-minimal"
                          "libpython3.11-stdlib" "python3-distutils"
                          "python3-lib2to3" "python3-pip-whl"
                          "python3-setuptools-whl" "python3-wheel-whl"
                          "libcom-err2" "libdb5.3"
                          "libexpat1" "libffi8" "libgssapi-krb5-2"
                          "libk5crypto3" "libkeyutils1" "libkrb5-3"
                          "libkrb5support0" "libnsl2" "libtirpc3" "libuuid1")
      #:drop ''("etc/python3.*" "share/python3" "share/binfmts" "src"
                "lib/python3.11/EXTERNALLY-MANAGED")
      #:links ''(("bin/python3" . "python3.11")
                 ("bin/python" . "python3.11")
                 ("bin/pydoc3" . "pydoc3.11")
                 ("bin/python3-config" . "python3.11-config"))
      #:phases
      #~(modify-phases %standard-phases
          (add-after 'fix-text 'install-site
            (lambda* (#:key outputs #:allow-other-keys)
              (let* ((out (assoc-ref outputs "out"))
                     (library (string-append out "/lib/python3.11"))
                     ;; where Debian's Python looks
                     (site (string-append out "/lib/python3/dist-packages")))
                (mkdir-p site)
                ;; Debian keeps these two apart from the standard library.
                (for-each (lambda (name)
                            (let ((old (string-append out "/lib/python3/"
                                                      name)))
                              (when (directory-exists? old)
                                (copy-recursively
                                 old (string-append library "/" name)
                                 #:log #f))))
                          '("distutils" "lib2to3"))
                (call-with-output-file
                    (string-append library "/sitecustomize.py")
                  (lambda (port)
                    (display "\
# Find the modules of the environment, by a variable that the host's Python
# does not read.
import os, site, sys

for directory in os.environ.get('GUIX_PYTHONPATH', '').split(':'):
    if directory and directory not in sys.path:
        site.addsitedir(directory)
" port)))
                ;; pip, setuptools and wheel come as wheels, which are archives that
                ;; Python can import from.
                (setenv "HOME" "/tmp")
                (setenv "PYTHONHASHSEED" "0")
                (setenv "PYTHONDONTWRITEBYTECODE" "1")
                (invoke (string-append out "/bin/python3") "-c"
                        (string-append "\
import glob, os, sys, zipfile
for name in ('pip', 'setuptools', 'wheel'):
    wheel, = glob.glob(sys.argv[1] + '/share/python-wheels/' + name + '-*.whl')
    zipfile.ZipFile(wheel).extractall(sys.argv[2])
")
                        out site)
                ;; Nobody can compile modules in the store later; what tells
                ;; whether they are current must not be their time.
                (invoke (string-append out "/bin/python3") "-m" "compileall"
                        "-q" "-f" "--invalidation-mode" "unchecked-hash"
                        library site)))))))
    (inputs (list bzip2 ncurses openssl readline sqlite xz zlib))
    (native-search-paths
     (list (search-path-specification
            (variable "GUIX_PYTHONPATH")
            (files '("lib/python3.11/site-packages")))))
    (home-page "https://www.python.org")
    (synopsis "A language that is easy to read")
    (description
     "Python with its standard library, pip, setuptools and wheel.")
    (license license:psfl)))

(define-public python python-3.11)
