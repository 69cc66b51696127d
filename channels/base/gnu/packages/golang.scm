;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; Go.

(define-module (gnu packages golang)
  #:use-module (gnu packages debian)
  #:use-module (guix build-system debian)
  #:use-module (guix gexp)
  #:use-module ((guix licenses) #:prefix license:)
  #:use-module (guix packages))

(define-public go-1.24
  (package
    (name "go")
    (version "1.24.4")
    (source #f)
    (build-system debian-build-system)
    (arguments
     (list
      #:debs (debian-debs "golang-1.24-go" "golang-1.24-src")
      #:drop ''("share/go-1\\.24/(api|misc|test)"
                "share/go-1\\.24/src/.*(/testdata|_test\\.go)")
      #:links ''(("bin/go" . "../lib/go-1.24/bin/go")
                 ("bin/gofmt" . "../lib/go-1.24/bin/gofmt"))
      #:phases
      #~(modify-phases %standard-phases
          ;; All programs are static, and the sources of the standard library
          ;; are compiled into users' programs: they stay as they are.
          (delete 'fix-programs)
          (delete 'fix-text)
          (add-after 'fix-links 'set-defaults
            (lambda* (#:key outputs #:allow-other-keys)
              (let ((file (string-append (assoc-ref outputs "out")
                                         "/lib/go-1.24/go.env")))
                (make-file-writable file)
                (substitute* file
                  ;; A pinned Go does not replace itself by one that a go.mod
                  ;; asks for.
                  (("^GOTOOLCHAIN=.*") "GOTOOLCHAIN=local\n"))
                (call-with-port (open-file file "a")
                  (lambda (port)
                    (display "
# A program that uses C must be linked by the C compiler, which lets it find
# the C library.  Go leaves that to its own linker, which does not, unless an
# option is there that it does not know: -fident changes nothing else.
CGO_CFLAGS=-O2 -g -fident
" port)))))))))
    (home-page "https://go.dev")
    (synopsis "A language for servers and tools")
    (description
     "The compiler, the standard library and the tools of Go.  Programs that use
C also need @code{gcc-toolchain}.")
    (license license:bsd-3)))

(define-public go go-1.24)
