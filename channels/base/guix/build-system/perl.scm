;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; Perl modules.

(define-module (guix build-system perl)
  #:use-module (guix build-system from-gnu)
  #:export (%perl-build-system-modules
            perl-build-system))

;;; Commentary:
;;;
;;; The phases are those of (guix build perl-build-system).
;;;
;;; Code:

(define %perl-build-system-modules
  (gnu-derived-modules '(guix build perl-build-system)))

(define perl-build-system
  (gnu-derived-build-system
   'perl "Perl modules"
   #:module '(guix build perl-build-system)
   #:procedure 'perl-build
   #:implicit-inputs
   (list (cons "perl" (package-reference 'perl 'perl)))
   #:implicit-keywords '((#:perl . "perl"))
   #:defaults '((#:tests? . #t))))
