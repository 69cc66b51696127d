;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; The store monad.

(define-module (guix store monad)
  #:use-module (guix monads)
  #:use-module (guix store operations)
  #:use-module (guix utils)
  #:export (%guile-for-build
            %store-monad
            store-bind
            store-return
            store-lift
            store-lower
            run-with-store
            current-system
            set-current-system
            current-target-system
            text-file
            binary-file
            interned-file
            interned-file-tree))

;;; Commentary:
;;;
;;; The store monad is the state monad with a connection as its state.
;;;
;;; Code:

(define %guile-for-build
  ;; The derivation of the Guile that runs builders, or #f for the default.
  (make-parameter #f))

(define store-return state-return)
(define store-bind state-bind)

(define-monad %store-monad
  (bind   state-bind)
  (return state-return))

(define (store-lift proc)
  "Return PROC, whose first argument is a connection, as a monadic procedure."
  (lambda args
    (lambda (store)
      (values (apply proc store args) store))))

(define (store-lower mproc)
  "Return MPROC, a monadic procedure, as one that takes a connection first."
  (lambda (store . args)
    (run-with-store store (apply mproc args))))

(define* (run-with-store store mvalue
                         #:key
                         (guile-for-build (%guile-for-build))
                         (system (%current-system))
                         (target (%current-target-system)))
  "Return the result of MVALUE, in the store monad, run with STORE."
  (parameterize ((%guile-for-build guile-for-build)
                 (%current-system system)
                 (%current-target-system target))
    (call-with-values (lambda () (mvalue store))
      (lambda (result store) result))))

(define (current-system)
  "Return the current system in the store monad."
  (lambda (store)
    (values (%current-system) store)))

(define (current-target-system)
  "Return the current target, or #f, in the store monad."
  (lambda (store)
    (values (%current-target-system) store)))

(define (set-current-system system)
  "Set the current system to SYSTEM, and return it in the store monad."
  (lambda (store)
    (%current-system system)
    (values system store)))

(define* (text-file name text #:optional (references '()))
  "Return in the store monad the item NAME that contains TEXT."
  (lambda (store)
    (values (add-text-to-store store name text references) store)))

(define* (binary-file name data #:optional (references '()))
  "Return in the store monad the item NAME that contains DATA, a bytevector."
  (lambda (store)
    (values (add-data-to-store store name data references) store)))

(define* (interned-file file #:optional name
                        #:key (recursive? #t) (select? #f))
  "Return in the store monad the item NAME that is a copy of FILE."
  (lambda (store)
    (values (add-to-store store (or name (basename file))
                          recursive? "sha256" file #:select? select?)
            store)))

(define (interned-file-tree tree . args)
  "Return in the store monad the item that TREE describes; see
'add-file-tree-to-store'."
  (lambda (store)
    (values (apply add-file-tree-to-store store tree args) store)))

;;; monad.scm ends here
