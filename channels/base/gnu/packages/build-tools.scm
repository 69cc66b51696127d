;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; Programs that build programs.

(define-module (gnu packages build-tools)
  #:use-module (gnu packages ninja)
  #:use-module (gnu packages python)
  #:use-module (gnu packages debian)
  #:use-module (guix build-system debian)
  #:use-module (guix gexp)
  #:use-module ((guix licenses) #:prefix license:)
  #:use-module (guix packages))

(define-public meson
  (package
    (name "meson")
    (version "1.0.1")
    (source #f)
    (build-system debian-build-system)
    (arguments
     (list #:debs (debian-debs "meson")
           #:drop ''("share/vim.*" "lib/python3/dist-packages/.*egg-info")
           #:phases
           #~(modify-phases %standard-phases
               (replace 'wrap
                 (lambda _
                   ;; Not by a variable: Meson also runs this file from Ninja,
                   ;; and programs of builds must not see its modules.
                   (substitute* (string-append #$output "/bin/meson")
                     (("^import sys\n")
                      (string-append "import sys\n"
                                     "sys.path.insert(1, '" #$output
                                     "/lib/python3/dist-packages')\n"))))))))
    (inputs (list ninja python))
    (home-page "https://mesonbuild.com")
    (synopsis "Set up builds quickly")
    (description
     "Meson reads what a program is made of and writes files for Ninja that build
it.")
    (license license:asl2.0)))
