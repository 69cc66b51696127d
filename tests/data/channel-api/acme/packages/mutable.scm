;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; Values that depend on what was evaluated before them, without effects at top level.

(define-module (acme packages mutable)
  #:use-module (guix build-system trivial)
  #:use-module (guix gexp)
  #:use-module ((guix licenses) #:prefix license:)
  #:use-module (guix packages))

(define next!
  (let ((n 0))
    (lambda ()
      (set! n (+ n 1))
      (number->string n))))

(define alist (list (cons "key" "before")))
(define fluid (make-fluid "before"))

(define (numbered name version)
  (package
    (name name)
    (version version)
    (source #f)
    (build-system trivial-build-system)
    (arguments (list #:builder #~(mkdir #$output)))
    (home-page "https://example.org")
    (synopsis "A number")
    (description "A number.")
    (license license:expat)))

(define-public count1 (let ((version (next!))) (numbered "count1" version)))
(define-public count2 (let ((version (next!))) (numbered "count2" version)))

(define ignored
  (begin
    (set-cdr! (car alist) "after")
    (fluid-set! fluid "after")
    #t))

(define-public changed (numbered "changed" (assoc-ref alist "key")))
(define-public flowing (numbered "flowing" (fluid-ref fluid)))
