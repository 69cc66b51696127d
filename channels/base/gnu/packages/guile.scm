;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; Guile Scheme.

(define-module (gnu packages guile)
  #:use-module (gnu packages base)
  #:use-module (gnu packages multiprecision)
  #:use-module (gnu packages ncurses)
  #:use-module (gnu packages readline)
  #:use-module (gnu packages debian)
  #:use-module (guix build-system debian)
  #:use-module (guix gexp)
  #:use-module ((guix licenses) #:prefix license:)
  #:use-module (guix packages)
  #:use-module (guix utils))

(define-public guile-for-build
  (package
    (name "guile")
    (version "3.0.8")
    (source #f)
    (build-system debian-build-system)
    (arguments
     (list
      #:debs (debian-debs "guile-3.0" "guile-3.0-libs" "guile-3.0-dev"
                          "libgc1" "libffi8" "libunistring2")
      #:links ''(("bin/guild" . "guild-3.0")
                 ("bin/guile-tools" . "guild-3.0")
                 ("bin/guile-config" . "guile-config-3.0")
                 ("bin/guile-snarf" . "guile-snarf-3.0"))
      #:phases
      #~(modify-phases %standard-phases
          (replace 'wrap
            (lambda* (#:key inputs outputs #:allow-other-keys)
              (let* ((out  (assoc-ref outputs "out"))
                     (real (string-append out "/lib/guile/3.0/bin/guile"))
                     (file (string-append out "/bin/guile")))
                ;; Guile's own directories are those of Debian, baked in, and
                ;; it does not start without conversions to Latin-1.
                (call-with-output-file file
                  (lambda (port)
                    (format port "#!~a/bin/bash
export GUILE_SYSTEM_PATH=~a/share/guile/3.0
export GUILE_SYSTEM_COMPILED_PATH=~a/lib/guile/3.0/ccache
export GUILE_SYSTEM_EXTENSIONS_PATH=~a/lib
export GXONV_PATH=~a/lib/gconv
export GXCPATH=~a/lib/locale
exec -a \"$0\" ~a \"$@\"
"
                            (assoc-ref inputs "bash") out out out
                            (assoc-ref inputs "glibc")
                            (assoc-ref inputs "glibc") real)))
                (chmod file #o755)
                (delete-file (string-append out "/bin/guile-3.0"))
                (symlink "guile" (string-append out "/bin/guile-3.0"))))))))
    (inputs (list gmp readline ncurses))
    (native-search-paths
     (list (search-path-specification
            (variable "GUILE_LOAD_PATH")
            (files '("share/guile/site/3.0")))
           (search-path-specification
            (variable "GUILE_LOAD_COMPILED_PATH")
            (files '("lib/guile/3.0/site-ccache")))))
    (home-page "https://www.gnu.org/software/guile/")
    (synopsis "A Scheme for extending programs")
    (description
     "Guile runs programs in Scheme, compiles them, and lets programs in C be
extended in it.")
    (license license:lgpl3+)
    (properties '((hidden? . #t)))))

;; That of builds is apart, so that a change for people rebuilds nothing.
(define-public guile-3.0
  (package
    (inherit guile-for-build)
    (arguments
     (substitute-keyword-arguments (package-arguments guile-for-build)
       ((#:links links ''())
        ;; Where it looks by itself; no variable tells, for one would make
        ;; the host's Guile load our libraries.
        #~(cons '("lib/guile-readline.so"
                  . "guile/3.0/extensions/guile-readline.so")
                #$links))))
    (properties '())))

(define-public guile-3.0-latest guile-3.0)
