;; Print what each name, and what specifications, stand for.
(use-modules (guix packages) (guix diagnostics) (gnu packages))
(define (show package)
  (list (package-full-name package) (location->string (package-location package))))
(define (probe label thunk)
  (write (list label (catch #t thunk (lambda (key . args) key))))
  (newline))
(define names
  '("placed" "formerly-placed" "tool" "renamed" "old-tool" "let-tool" "exported-tool" "made" "helper" "disguised"
    "shadow-tool" "works" "counted" "tie" "no-such" "hello" "ruby" "gcc-toolchain"
    "pkgconf" "zlib" "coreutils"))
(for-each (lambda (name)
            (probe name (lambda () (map show (find-packages-by-name name)))))
          names)
(probe 'best (lambda () (map show (find-best-packages-by-name "tool" #f))))
(probe 'version (lambda () (map show (find-packages-by-name "tool" "1"))))
(for-each (lambda (spec)
            (probe spec (lambda () (show (specification->package spec)))))
          '("tool" "tool@1" "tool@2.0" "old-tool" "tie" "toool" "ruby@3.4" "tool@7"))

(use-modules (guix gexp) (my places))
(probe 'data (lambda () (map local-file-absolute-file-name (list data (package-source placed)))))
(probe 'folder (lambda () folder))
(probe 'old-place (lambda () (old-place 3)))
(probe 'former (lambda () (show former)))
(probe 'field (lambda () (location->string (package-field-location placed 'source))))
