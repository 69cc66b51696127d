;; Print all that can be said of the packages of (d packages).
(use-modules (guix gexp) (guix packages) (guix search-paths) (guix git-download) (ice-9 match))

(define (show obj)
  (match obj
    ((? package?) (list 'package (package-name obj)))
    ((? origin?) (list 'origin (show (origin-uri obj)) (origin-hash obj) (origin-file-name obj)))
    ((? git-reference?) (list (git-reference-url obj) (git-reference-commit obj)))
    ((? gexp?) (list 'gexp (gexp->approximate-sexp obj) (gexp-location obj)
                     (map show (gexp-references obj)) (gexp-modules obj)))
    ((? gexp-input?) (list 'input (show (gexp-input-thing obj)) (gexp-input-output obj)
                           (gexp-input-native? obj)))
    ((a . b) (cons (show a) (show b)))
    ((? procedure?) 'procedure)
    (_ obj)))

(define (describe name)
  (match (module-ref (resolve-interface '(d packages)) name)
    ((? package? package)
     (map (lambda (get) (show (get package)))
          (list package-name package-version package-source package-arguments package-inputs
                package-native-inputs package-outputs package-replacement package-synopsis
                package-description package-home-page package-supported-systems
                package-properties package-location package-definition-location
                package-search-paths)))
    (value (show value))))

(define %references (@@ (guix gexp syntax) gexp-references))
(define (gexp-references gexp) (%references gexp))
(for-each (lambda (name)
            (write name)
            (display " ")
            (write (catch #t (lambda () (describe name)) (lambda (key . args) (cons key args))))
            (newline))
          '(one two three four five six seven eight nine ten make-nine))
(write (sort (map symbol->string (module-map (lambda (name _) name) (resolve-interface '(d packages)))) string<?))
(newline)
(write (show (package-source ((module-ref (resolve-interface '(d packages)) 'make-nine)
                              (module-ref (resolve-interface '(d packages)) 'one)))))
(newline)
(write (map (lambda (input) (show input)) (package-inputs (module-ref (resolve-interface '(d packages)) 'five))))
