;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; Build systems and bags.

(define-module (guix build-system)
  #:use-module (guix records)
  #:use-module (ice-9 match)
  #:export (<build-system>
            build-system
            build-system?
            build-system-name
            build-system-description
            build-system-lower

            <bag>
            bag
            bag?
            bag-name
            bag-system
            bag-target
            bag-build-inputs
            bag-host-inputs
            bag-target-inputs
            bag-outputs
            bag-arguments
            bag-build
            make-bag

            build-system-with-package-mapping))

;;; Commentary:
;;;
;;; A build system lowers a package to a bag: all its inputs, the implicit ones
;;; too, its arguments, and the monadic procedure that returns its derivation.
;;;
;;; Code:

(define-record-type* <build-system> build-system make-build-system
  build-system?
  (name        build-system-name)                 ;symbol
  (description build-system-description)          ;string
  (lower       build-system-lower))               ;procedure, see 'make-bag'

(define-record-type* <bag> bag %make-bag
  bag?
  (name          bag-name)                        ;string
  (system        bag-system)                      ;string
  (target        bag-target (default #f))         ;string or #f
  (build-inputs  bag-build-inputs (default '()))  ;run on the build machine
  (host-inputs   bag-host-inputs (default '()))   ;run where the result runs
  (target-inputs bag-target-inputs (default '())) ;what the result makes code for
  (outputs       bag-outputs (default '("out")))  ;list of strings
  (arguments     bag-arguments (default '()))     ;keyword list
  (build         bag-build))                      ;name inputs #:key ... -> mvalue

(define* (make-bag build-system name
                   #:key source (inputs '()) (native-inputs '())
                   (outputs '()) (arguments '())
                   system target)
  "Return the bag that BUILD-SYSTEM makes of these parts of a package, or #f if
it cannot build for TARGET."
  (match build-system
    (($ <build-system> _ _ lower)
     (apply lower name
            #:system system
            #:source source
            #:inputs inputs
            #:native-inputs native-inputs
            #:outputs outputs
            #:target target
            arguments))))

(define (build-system-with-package-mapping bs rewrite)
  "Return a variant of BS whose bags' inputs, implicit ones included, are passed
through REWRITE."
  (define lower
    (lambda* (#:rest args)
      (match (apply (build-system-lower bs) args)
        ((? bag? lowered)
         (bag
          (inherit lowered)
          (build-inputs (map rewrite (bag-build-inputs lowered)))
          (host-inputs (map rewrite (bag-host-inputs lowered)))
          (target-inputs (map rewrite (bag-target-inputs lowered)))))
        (#f #f))))
  (build-system
    (inherit bs)
    (lower lower)))

;;; build-system.scm ends here
