;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; Ruby gems.

(define-module (guix build-system ruby)
  #:use-module (guix build-system from-gnu)
  #:export (%ruby-build-system-modules
            ruby-build-system
            rubygems-uri))

;;; Commentary:
;;;
;;; The phases are those of (guix build ruby-build-system).
;;;
;;; Code:

(define %ruby-build-system-modules
  (gnu-derived-modules '(guix build ruby-build-system)))

(define ruby-build-system
  (gnu-derived-build-system
   'ruby "Ruby gems"
   #:module '(guix build ruby-build-system)
   #:procedure 'ruby-build
   #:implicit-inputs
   (list (cons "ruby" (package-reference 'ruby 'ruby)))
   #:implicit-keywords '((#:ruby . "ruby"))
   #:defaults '((#:tests? . #t))))

(define (rubygems-uri name version)
  "Return the URL of VERSION of the gem NAME at rubygems.org."
  (string-append "https://rubygems.org/downloads/" name "-" version ".gem"))
