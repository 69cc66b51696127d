;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; Commentary:
;;; What the host-side modules of the base channel export: every name is bound,
;;; every procedure says what it does, and no import shadows another.
;;; Code:

(use-modules (guix discovery) (guix modules) (srfi srfi-1) (srfi srfi-64)
             (ice-9 match))

(define base (dirname (dirname (search-path %load-path "guix/packages.scm"))))

(define modules
  (filter-map
   (lambda (file)
     (let ((name (string-drop file (+ 1 (string-length base)))))
       (and (not (string-prefix? "guix/build/" name))
            (file-name->module-name name))))
   (scheme-files (string-append base "/guix"))))

(define (unbound-names module)
  "Return the names that MODULE exports and does not define."
  (let ((interface (resolve-interface module)))
    (filter-map (match-lambda
                  ((name . variable)
                   (and (not (variable-bound? variable)) name)))
                (module-map cons interface))))

(define (undocumented-procedures module)
  "Return the names of procedures that MODULE exports, made of code that has a
name, without documentation."
  (filter-map (match-lambda
                ((name . variable)
                 (let ((value (variable-ref variable)))
                   (and (procedure? value)
                        (eq? name (procedure-name value))
                        (not (procedure-documentation value))
                        name))))
              (module-map cons (resolve-interface module))))

(test-assert "there are modules" (> (length modules) 40))
(define warnings
  (call-with-output-string
    (lambda (port)
      (parameterize ((current-warning-port port))
        (for-each (lambda (module)
                    (test-equal (string-append "names of "
                                               (object->string module))
                      '() (unbound-names module)))
                  modules)))))
(test-equal "no import shadows another" "" warnings)
(for-each (lambda (module)
            (test-equal (string-append "documentation of "
                                       (object->string module))
              '() (undocumented-procedures module)))
          modules)
(test-assert "what (guix) brings"
  (module-variable (resolve-interface '(guix)) 'gexp->derivation))
(test-equal "what (gnu) brings" '(#t #t #t)
  (let ((interface (resolve-interface '(gnu))))
    (map (lambda (name) (->bool (module-variable interface name)))
         '(specification->package packages->manifest use-package-modules))))
