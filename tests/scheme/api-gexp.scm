;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; Commentary:
;;; (guix gexp).
;;; Code:

(define this-file (search-path %load-path "api-gexp.scm"))
(define data-directory (string-append (dirname this-file) "/data"))
(add-to-load-path data-directory)
(save-module-excursion
 (lambda ()
   (primitive-load (string-append data-directory "/commencement.scm"))))
(use-modules (gx-tests mock) (guix gexp) (guix derivations) (guix store)
             (guix monads) (guix packages) (guix utils)
             (guix diagnostics)
             ((gnu packages commencement) #:select (standard-packages))
             (srfi srfi-1) (srfi srfi-9) (srfi srfi-34) (srfi srfi-35) (srfi srfi-64)
             (rnrs bytevectors) (ice-9 match))

(define store (open-mock-connection))
(define-syntax-rule (run mexp) (run-with-store store mexp))

(define a (second (first (standard-packages))))
(define b (second (second (standard-packages))))
(define a-path (package-output store a))
(define b-path (package-output store b))

(define (sexp-of exp)
  "Return the S-expression that EXP lowers to."
  (lowered-gexp-sexp (run (lower-gexp exp))))

(define (script drv)
  "Return the S-expression that the builder of DRV evaluates."
  (call-with-input-string
      (utf8->string (mock-item (last (derivation-builder-arguments drv))))
    read))

(define (input-files drv)
  "Return the names of the derivations that DRV needs."
  (map (compose derivation-name derivation-input-derivation)
       (derivation-inputs drv)))

;; Syntax.
(test-equal "a constant" '(list 1 "x" #\a #:k sym) (sexp-of #~(list 1 "x" #\a #:k sym)))
(test-equal "a hole" `(list ,a-path) (sexp-of #~(list #$a)))
(test-equal "a native hole" `(list ,a-path) (sexp-of #~(list #+a)))
(test-equal "a splice" `(list ,a-path ,b-path . tail)
  (sexp-of #~(list #$@(list a b) . tail)))
(test-equal "a splice at the end, and one that is native" `(f ,a-path ,b-path)
  (sexp-of #~(f #+@(list a b))))
(test-equal "holes with data" '(list "s" (1 2) #f sym)
  (sexp-of #~(list #$"s" #$'(1 2) #$#f #$'sym)))
(test-equal "a gexp in a gexp" `(begin (f ,a-path) ,b-path)
  (sexp-of #~(begin #$#~(f #$a) #$b)))
(test-equal "holes in vectors" `(f #(1 ,a-path)) (sexp-of #~(f #(1 #$a))))
(test-equal "quoted holes" `(f '(,a-path x)) (sexp-of #~(f '(#$a x))))
(test-equal "outputs" '(f ((@ (guile) getenv) "out") ((@ (guile) getenv) "lib"))
  (sexp-of #~(f #$output #$output:lib)))
(test-equal "outputs without reader syntax" '(f ((@ (guile) getenv) "doc"))
  (sexp-of (gexp (f (ungexp output "doc")))))
(test-equal "a variable called output is not an output" '(f 42)
  (let ((output 42)) (sexp-of #~(f #$output))))
(test-equal "gexp-input" `(f ,a-path)
  (sexp-of #~(f #$(gexp-input a "out" #:native? #t))))
(test-equal "sexp->gexp" '(f x) (sexp-of (sexp->gexp '(f x))))
(test-equal "inputs as an alist" `(quote (("x" . ,a-path) ("y" . ,b-path)))
  (sexp-of (input-tuples->gexp `(("x" ,a) ("y" ,b "out")))))
(test-equal "outputs as an alist"
  '(list (cons "out" ((@ (guile) getenv) "out")))
  (sexp-of (outputs->gexp '("out"))))
(test-equal "approximation" '(f (*approximate*) (g 1))
  (gexp->approximate-sexp #~(f #$a #$#~(g 1))))
(test-assert "predicates" (and (gexp? #~x) (file-like? a) (not (file-like? 1))
                               (gexp-input? (gexp-input a))))
(test-equal "the parts of an input" (list a "lib" #t)
  (let ((input (gexp-input a "lib" #:native? #t)))
    (list (gexp-input-thing input) (gexp-input-output input)
          (gexp-input-native? input))))
(test-assert "an object that is not file-like"
  (guard (c ((gexp-input-error? c)
             (gexp-error? c)
             (procedure? (gexp-error-invalid-input c))))
    (sexp-of #~(f #$car))
    #f))
(test-error "a hole outside of a gexp" 'syntax-error
  (eval '(ungexp x) (current-module)))

;; Derivations.
(define drv (run (gexp->derivation "x" #~(mkdir #$output))))
(test-equal "the builder" '(mkdir ((@ (guile) getenv) "out")) (script drv))
(test-equal "Guile runs it"
  (string-append (package-output store (default-guile)) "/bin/guile")
  (derivation-builder drv))
(test-equal "without modules" '("--no-auto-compile")
  (drop-right (derivation-builder-arguments drv) 1))
(test-assert "inputs are recorded"
  (lset= string=? '("guile-0" "tar-0")
         (input-files (run (gexp->derivation "x" #~(f #$a))))))
(test-equal "several outputs" '("lib" "out")
  (derivation-output-names
   (run (gexp->derivation "x" #~(f #$output #$output:lib)))))
(test-equal "environment variables, properties and other options"
  '(("allowSubstitutes" . "0") ("allowedReferences" . "out")
    ("disallowedReferences" . #t)
    ("guix properties" . "((type . test))") ("impureEnvVars" . "http_proxy")
    ("preferLocalBuild" . "1") ("v" . "1"))
  (filter (match-lambda ((name . _) (not (string=? name "out"))))
          (map (match-lambda
                 (("disallowedReferences" . value)
                  (cons "disallowedReferences" (string=? value a-path)))
                 (pair pair))
               (derivation-builder-environment-vars
                (run (gexp->derivation "x" #~(f)
                                       #:env-vars '(("v" . "1"))
                                       #:properties '((type . test))
                                       #:leaked-env-vars '("http_proxy")
                                       #:allowed-references '("out")
                                       #:disallowed-references (list a)
                                       #:local-build? #t
                                       #:substitutable? #f))))))
(test-equal "references graphs" (string-append "g " a-path)
  (assoc-ref (derivation-builder-environment-vars
              (run (gexp->derivation "x" #~(f)
                                     #:references-graphs `(("g" ,a)))))
             "exportReferencesGraph"))
(test-assert "a fixed output"
  (fixed-output-derivation?
   (run (gexp->derivation "x" #~(f) #:hash (make-bytevector 32)
                          #:hash-algo 'sha256))))

;; Modules.
(define with-modules
  (with-imported-modules '((guix build utils))
    #~(begin (use-modules (guix build utils)) #$a)))
(test-equal "modules of a gexp" '((guix build utils))
  (gexp-modules #~(f #$with-modules)))
(test-equal "modules are on the load path"
  '("--no-auto-compile" "-L" "module-import" "-C" "module-import-compiled")
  (map (lambda (argument)
         (if (string-prefix? "/" argument)
             (store-path-package-name argument)
             argument))
       (drop-right (derivation-builder-arguments
                    (run (gexp->derivation "x" with-modules)))
                   1)))
(test-assert "one item for each set of modules"
  (let ((path (lambda ()
                (second (member "-L" (derivation-builder-arguments
                                      (run (gexp->derivation
                                            "y" with-modules))))))))
    (string=? (path) (path))))
(test-assert "extensions"
  (member (string-append a-path "/share/guile/site/3.0")
          (derivation-builder-arguments
           (run (gexp->derivation "x" (with-extensions (list a) #~(f)))))))
(test-assert "a module from a file-like object"
  (string-contains
   (utf8->string
    (mock-item
     (run (imported-modules `(((my module) => ,(plain-file "m" "content")))))))
   "content"))
(test-assert "a generated module"
  (string-contains
   (utf8->string
    (mock-item
     (run (imported-modules
           `(((my config) => ,(scheme-file "config.scm"
                                           #~(define-module (my config)))))))))
   "(define-module (my config))"))
(test-assert "compiled modules"
  (derivation? (run (compiled-modules '((guix build utils))))))
(test-assert "imported files"
  (store-path? (run (imported-files `(("d/e/f" . ,this-file)
                                      ("d/g" . ,(plain-file "g" "g")))))))
(test-equal "load-path-expression" '(eval-when #f)
  (list (car (sexp-of (run (load-path-expression '((guix build utils))))))
        (run (load-path-expression '()))))

;; File-like objects.
(define (lower object) (run (lower-object object)))
(define (name-of lowered)
  (if (derivation? lowered)
      (derivation-name lowered)
      (store-path-package-name lowered)))

(test-equal "plain-file" "hello\n"
  (utf8->string (mock-item (lower (plain-file "x" "hello\n")))))
(test-equal "plain-file with bytes" #vu8(1 2)
  (mock-item (lower (plain-file "x" #vu8(1 2)))))
(define local (local-file "data/gx-tests/greeting.patch"))
(test-equal "a local file is relative to this file" "greeting.patch"
  (name-of (lower local)))
(test-equal "the parts of a local file"
  (list "data/gx-tests/greeting.patch"
        (string-append (dirname (canonicalize-path this-file))
                       "/data/gx-tests/greeting.patch")
        "greeting.patch" #f)
  (list (local-file-file local)
        (canonicalize-path (local-file-absolute-file-name local))
        (local-file-name local) (local-file-recursive? local)))
(test-assert "a local directory, filtered"
  (let ((all (lower (local-file "data" "d" #:recursive? #t)))
        (some (lower (local-file "data" "d" #:recursive? #t
                                 #:select? (lambda (file stat)
                                             (string-suffix? ".scm" file))))))
    (and (string=? "d" (name-of all))
         (not (string=? all some)))))
(define-syntax-rule (file-error exp)
  (guard (c ((message-condition? c)
             (list (->bool (string-contains (condition-message c)
                                            "no such file"))
                   (and (error-location? c)
                        (basename (location-file (error-location c))))
                   (fix-hint? c))))
    (lower exp)))
(test-equal "a local file that is missing" '(#t "api-gexp.scm" #f)
  (file-error (local-file "no-such-file")))
(test-equal "a directory that is to be a file" '(#f "api-gexp.scm" #t)
  (file-error (local-file "data")))
(test-equal "a name that is none" '(#f "api-gexp.scm" #t)
  (file-error (local-file "data" "a b" #:recursive? #t)))
(test-assert "a computed file name"
  (string? (lower (local-file (assume-valid-file-name this-file)))))
(test-equal "computed-file" '(mkdir ((@ (guile) getenv) "out"))
  (script (lower (computed-file "c" #~(mkdir #$output)))))
(test-equal "computed-file options" "1"
  (assoc-ref (derivation-builder-environment-vars
              (lower (computed-file "c" #~(mkdir #$output)
                                    #:options '(#:env-vars (("v" . "1"))))))
             "v"))
(test-equal "program-file" '("p" #t)
  (let* ((drv (lower (program-file "p" #~(display #$a))))
         (text (object->string (script drv))))
    (list (derivation-name drv) (->bool (string-contains text a-path)))))
(test-assert "program-file with modules"
  (member "module-import-compiled" (input-files
                                    (lower (program-file "p" with-modules)))))
(test-equal "scheme-file" "s" (name-of (lower (scheme-file "s" #~(f #$a)))))
(test-assert "scheme-file, spliced"
  (string-contains
   (object->string (script (lower (scheme-file "s" #~((f) (g)) #:splice? #t))))
   "(quote ((f) (g)))"))
(test-equal "file-append" `(f ,(string-append a-path "/bin/x"))
  (sexp-of #~(f #$(file-append a "/bin/" "x"))))
(test-equal "file-append on a file-append" `(f ,(string-append a-path "/b/c"))
  (sexp-of #~(f #$(file-append (file-append a "/b") "/c"))))
(test-assert "mixed-text-file"
  (string-contains (object->string
                    (script (lower (mixed-text-file "m" "PATH=" a "/bin\n"))))
                   (string-append "\"PATH=\" \"" a-path "\" \"/bin\\n\"")))
(test-assert "text-file*" (derivation? (run (text-file* "t" "x" a))))
(test-assert "gexp->file and gexp->script"
  (every derivation? (list (run (gexp->file "f" #~(f #$a)))
                           (run (gexp->script "s" #~(f #$a))))))
(test-assert "file-union"
  (let ((text (object->string
               (script (lower (file-union "u" `(("etc/a" ,a) ("b" ,local))))))))
    (and (string-contains text "(\"etc/a\" \"b\")")
         (string-contains text a-path))))
(test-assert "references-file"
  (assoc "exportReferencesGraph"
         (derivation-builder-environment-vars
          (lower (references-file a "refs")))))
(test-equal "raw-derivation-file"
  `(f ,(derivation-file-name (package-derivation store a)))
  (sexp-of #~(f #$(raw-derivation-file a))))
(test-equal "let-system" `(f "x86_64-linux" ,a-path)
  (sexp-of #~(f #$(let-system (system target) system)
                #$(let-system system a))))
(test-equal "with-parameters" '("i686-linux" #t)
  (let ((object (with-parameters ((%current-system "i686-linux")) a)))
    (list (derivation-system (lower object)) (parameterized? object))))

(define-record-type <thing> (make-thing name) thing? (name thing-name))
(define-record-type <dir> (make-dir of) dir? (of dir-of))
(define-gexp-compiler (thing-compiler (thing <thing>) system target)
  (text-file (thing-name thing) system))
(define-gexp-compiler dir-compiler <dir>
  compiler => (lambda (dir system target) (lower-object (dir-of dir) system))
  expander => (lambda (dir lowered output)
                (string-append (derivation->output-path lowered) "/sub")))
(test-equal "a compiler of one's own" "x86_64-linux"
  (utf8->string (mock-item (second (sexp-of #~(f #$(make-thing "t")))))))
(test-equal "an expander of one's own" (string-append a-path "/sub")
  (second (sexp-of #~(f #$(make-dir a)))))
(test-assert "predicates of compilers"
  (and (gexp-compiler? thing-compiler) (file-like? (make-thing "x"))))
(test-assert "an object is lowered once"
  (let* ((count (length (mock-operations)))
         (object (plain-file "once" "once")))
    (lower object) (lower object)
    (= (+ 1 count) (length (mock-operations)))))
(test-assert "directory-union"
  (let* ((drv (lower (directory-union "u" (list a b))))
         (text (object->string (script drv))))
    (and (string-contains text a-path)
         (string-contains text "warn-about-collision")
         (member "module-import-compiled" (input-files drv)))))
(test-equal "with-build-variables"
  `(begin (define %build-inputs '(("x" . ,a-path)))
          (define %outputs (list (cons "out" ((@ (guile) getenv) "out"))))
          (define %output (assoc-ref %outputs "out"))
          (f))
  (sexp-of (with-build-variables `(("x" ,a)) '("out") #~(f))))
(test-equal "Guile's own modules are not imported" #f
  (string-contains
   (utf8->string
    (mock-item (run (imported-modules '((guix build utils) (ice-9 match))))))
   "match.scm"))
(test-error "a module that nobody has" #t
  (run (imported-modules '((no such module)))))
