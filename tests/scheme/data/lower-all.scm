;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; Commentary:
;;; Print the derivation of each test package, and of a profile of some: run in
;;; different surroundings, this must print the same.
;;; Code:

(define here (dirname (current-filename)))
(add-to-load-path here)
(save-module-excursion
 (lambda ()
   (primitive-load (string-append here "/commencement.scm"))))
(use-modules (gx-tests mock) (gnu packages) (guix derivations) (guix packages)
             (guix profiles) (guix store))
(%package-module-path (list (cons here "gx-tests")))
(define store (open-mock-connection))
(for-each (lambda (package)
            (display (derivation-file-name (package-derivation store package)))
            (newline))
          (all-packages))
(display (derivation-file-name
          (run-with-store store
            (profile-derivation
             (specifications->manifest '("greet-tools" "libgreet:doc"))))))
(newline)
