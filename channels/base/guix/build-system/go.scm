;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; Go programs and libraries.

(define-module (guix build-system go)
  #:use-module (guix build-system from-gnu)
  #:use-module (ice-9 regex)
  #:export (%go-build-system-modules
            go-build-system
            go-pseudo-version?
            go-version->git-ref))

;;; Commentary:
;;;
;;; The phases are those of (guix build go-build-system).
;;;
;;; Code:

(define %go-build-system-modules
  (gnu-derived-modules '(guix build go-build-system)))

(define go-build-system
  (gnu-derived-build-system
   'go "Go programs and libraries"
   #:module '(guix build go-build-system)
   #:procedure 'go-build
   #:implicit-inputs
   (list (cons "go" (package-reference 'golang 'go)))
   #:implicit-keywords '((#:go . "go"))
   #:defaults '((#:tests? . #t))))

(define %pseudo-version
  ;; Something before, the time of a commit, the beginning of its id.
  (make-regexp "[.-]([0-9]{14})-([0-9a-f]{12})(\\+incompatible)?$"))

(define (go-pseudo-version? version)
  "Say whether VERSION, of a Go module, stands for a commit without a tag."
  (->bool (regexp-exec %pseudo-version version)))

(define* (go-version->git-ref version #:key subdir)
  "Return the tag, or the short commit, that VERSION of a Go module means;
SUBDIR is where in its repository the module is."
  (let ((tag (if (string-suffix? "+incompatible" version)
                 (string-drop-right version (string-length "+incompatible"))
                 version)))
    (cond ((regexp-exec %pseudo-version version)
           => (lambda (match) (match:substring match 2)))
          (subdir (string-append subdir "/" tag))
          (else tag))))
