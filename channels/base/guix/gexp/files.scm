;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; The usual file-like objects.

(define-module (guix gexp files)
  #:use-module (guix derivations)
  #:use-module (guix diagnostics)
  #:use-module (guix gexp local)
  #:use-module (guix gexp lower)
  #:use-module (guix gexp objects)
  #:use-module (guix gexp syntax)
  #:use-module (guix i18n)
  #:use-module (guix modules)
  #:use-module (guix monads)
  #:use-module (guix store)
  #:use-module (guix utils)
  #:use-module (ice-9 match)
  #:use-module (rnrs bytevectors)
  #:use-module (srfi srfi-1)
  #:use-module (srfi srfi-9)
  #:use-module (srfi srfi-34)
  #:use-module (srfi srfi-35)
  #:export (plain-file
            plain-file?
            plain-file-name
            plain-file-content

            computed-file
            computed-file?
            computed-file-name
            computed-file-gexp
            computed-file-options

            program-file
            program-file?
            program-file-name
            program-file-gexp
            program-file-guile
            program-file-module-path

            scheme-file
            scheme-file?
            scheme-file-name
            scheme-file-gexp

            file-append
            file-append?
            file-append-base
            file-append-suffix

            gexp->file
            gexp->script
            text-file*
            mixed-text-file
            file-union
            directory-union
            references-file

            file-like-contents))

;;; Commentary:
;;;
;;; Constant text ('plain-file'), what a gexp makes ('computed-file'), and so on,
;;; for the holes of gexps.
;;;
;;; Code:


;;;
;;; Constant text, and what gexps make.
;;;

(define-record-type <plain-file>
  (%plain-file name content references)
  plain-file?
  (name       plain-file-name)                    ;string
  (content    plain-file-content)                 ;string or bytevector
  (references plain-file-references))             ;list, always empty

(define (plain-file name content)
  "Return an object that stands for the file NAME with CONTENT, a string or a
bytevector."
  (%plain-file name content '()))

(define-gexp-compiler (plain-file-compiler (file <plain-file>) system target)
  (direct (store)
    (match file
      (($ <plain-file> name (? string? content) references)
       (add-text-to-store store name content references))
      (($ <plain-file> name content references)
       (add-data-to-store store name content references)))))

(define-record-type <computed-file>
  (%computed-file name gexp guile options)
  computed-file?
  (name    computed-file-name)                    ;string
  (gexp    computed-file-gexp)                    ;gexp
  (guile   computed-file-guile)                   ;package or #f
  (options computed-file-options))                ;list of keyword arguments

(define* (computed-file name gexp #:key guile (local-build? #t) (options '()))
  "Return an object that stands for what the build of GEXP leaves; OPTIONS are
keyword arguments for 'gexp->derivation'."
  (%computed-file name gexp guile
                  (if (memq #:local-build? options)
                      options
                      `(#:local-build? ,local-build? ,@options))))

(define (lower-guile store guile system)
  "Return the derivation of GUILE, a package, or the current default."
  (if guile
      (lower-object* store guile system #f)
      (%guile-for-build)))

(define-gexp-compiler (computed-file-compiler (file <computed-file>)
                                              system target)
  (direct (store)
    (match file
      (($ <computed-file> name gexp guile options)
       (apply gexp->derivation* store name gexp
              #:system system #:target target
              #:guile-for-build (lower-guile store guile system)
              options)))))

(define-record-type <program-file>
  (%program-file name gexp guile path)
  program-file?
  (name  program-file-name)                       ;string
  (gexp  program-file-gexp)                       ;gexp
  (guile program-file-guile)                      ;package or #f
  (path  program-file-module-path))               ;list of directories

(define* (program-file name gexp #:key (guile #f) (module-path %load-path))
  "Return an object that stands for the executable script NAME, which evaluates
GEXP with GUILE."
  (%program-file name gexp guile module-path))

(define-gexp-compiler (program-file-compiler (file <program-file>)
                                             system target)
  (match file
    (($ <program-file> name gexp guile path)
     (gexp->script name gexp
                   #:module-path path
                   #:guile (or guile ((late-binding '(guix packages) 'default-guile)))
                   #:system system
                   #:target target))))

(define-record-type <scheme-file>
  (%scheme-file name gexp splice? guile set-load-path?)
  scheme-file?
  (name  scheme-file-name)                        ;string
  (gexp  scheme-file-gexp)                        ;gexp
  (splice? scheme-file-splice?)                   ;Boolean
  (guile scheme-file-guile)                       ;package or #f
  (set-load-path? scheme-file-set-load-path?))    ;Boolean

(define* (scheme-file name gexp #:key splice? guile (set-load-path? #t))
  "Return an object that stands for the file NAME that contains GEXP; with
SPLICE?, GEXP is a list of forms."
  (%scheme-file name gexp splice? guile set-load-path?))

(define-gexp-compiler (scheme-file-compiler (file <scheme-file>)
                                            system target)
  (match file
    (($ <scheme-file> name gexp splice? guile set-load-path?)
     (gexp->file name gexp
                 #:set-load-path? set-load-path?
                 #:splice? splice?
                 #:guile guile
                 #:system system
                 #:target target))))

(define-record-type <file-append>
  (%file-append base suffix)
  file-append?
  (base   file-append-base)                       ;file-like object
  (suffix file-append-suffix))                    ;list of strings

(define (file-append base . suffix)
  "Return an object that stands for BASE's file name followed by SUFFIX."
  (%file-append base suffix))

(define-gexp-compiler file-append-compiler <file-append>
  compiler => (lambda (obj system target)
                (lower-object (file-append-base obj) system #:target target))
  expander => (lambda (obj lowered output)
                (match obj
                  (($ <file-append> base suffix)
                   (let ((expand (or (lookup-expander base)
                                     (lambda (base lowered output)
                                       (if (derivation? lowered)
                                           (derivation->output-path lowered
                                                                    output)
                                           lowered)))))
                     (string-append (expand base lowered output)
                                    (string-concatenate
                                     (map (lambda (part)
                                            (if (string? part)
                                                part
                                                (object->string part)))
                                          suffix))))))))

(define (file-like-contents store object system)
  "Return what OBJECT contains, a bytevector or a string, if that is known
without building anything, else #f."
  (match object
    ((? plain-file? file) (plain-file-content file))
    ((? local-file? file)
     (call-with-input-file (local-file-absolute-file-name file)
       (@ (ice-9 binary-ports) get-bytevector-all)
       #:binary #t))
    (($ <scheme-file> _ gexp splice?)
     (call-with-values
         (lambda () (gexp->sexp store gexp system #f))
       (lambda (sexp inputs sources)
         (and (null? inputs)
              (string-concatenate
               (map sexp->string
                    (if splice? sexp (list sexp))))))))
    (_ #f)))


;;;
;;; Derivations of files.
;;;

(define (set-load-path-gexp store gexp module-path system target)
  "Return a gexp that sets the load path for what GEXP needs, or #f."
  (call-with-values
      (lambda ()
        ((load-path-expression (gexp-modules gexp) module-path
                               #:extensions (gexp-extensions gexp)
                               #:system system #:target target)
         store))
    (lambda (expression store) expression)))

(define* (gexp->script name exp
                       #:key (guile ((late-binding '(guix packages) 'default-guile)))
                       (module-path %load-path)
                       (system (%current-system))
                       (target (%current-target-system)))
  "Return in the store monad the derivation of an executable script NAME that
evaluates EXP with GUILE."
  (direct (store)
    (let ((set-load-path (set-load-path-gexp store exp module-path
                                             system target)))
      (gexp->derivation*
       store name
       #~(call-with-output-file (ungexp output)
           (lambda (port)
             (chmod port #o555)
             (display (string-append "#!" #$(file-append guile "/bin/guile")
                                     " --no-auto-compile\n!#\n")
                      port)
             #$@(if set-load-path
                    #~((write '#$set-load-path port)
                       (newline port))
                    #~())
             (write '#$exp port)
             (newline port)))
       #:system system #:target target
       #:local-build? #t #:substitutable? #f))))

(define* (gexp->file name exp
                     #:key (guile #f) (set-load-path? #t)
                     (module-path %load-path) (splice? #f)
                     (system (%current-system))
                     (target (%current-target-system)))
  "Return in the store monad the derivation of the file NAME that contains EXP,
after code that sets the load path if EXP needs modules."
  (direct (store)
    (let ((set-load-path (and set-load-path?
                              (set-load-path-gexp store exp module-path
                                                  system target))))
      (gexp->derivation*
       store name
       #~(call-with-output-file (ungexp output)
           (lambda (port)
             #$@(if set-load-path
                    #~((write '#$set-load-path port)
                       (newline port))
                    #~())
             (for-each (lambda (exp)
                         (write exp port)
                         (newline port))
                       '#$(if splice? exp #~(#$exp)))))
       #:guile-for-build (lower-guile store guile system)
       #:system system #:target target
       #:local-build? #t #:substitutable? #f))))

(define (text-gexp text)
  "Return a gexp that writes TEXT, a list of strings and objects, to the output."
  #~(call-with-output-file (ungexp output)
      (lambda (port)
        (set-port-encoding! port "UTF-8")
        (display (string-append #$@text) port))))

(define (text-file* name . text)
  "Return in the store monad the derivation of the file NAME that contains TEXT,
strings and file-like objects."
  (gexp->derivation name (text-gexp text)
                    #:local-build? #t #:substitutable? #f))

(define* (mixed-text-file name #:key guile #:allow-other-keys #:rest text)
  "Return an object that stands for the file NAME that contains TEXT, strings
and file-like objects."
  (computed-file name
                 (text-gexp (strip-keyword-arguments '(#:guile) text))
                 #:guile guile
                 #:options '(#:local-build? #t #:substitutable? #f)))

(define* (file-union name files #:key guile)
  "Return an object that stands for the directory NAME in which each of FILES, a
list of (FILE-NAME FILE-LIKE), is a symbolic link."
  (computed-file name
                 #~(begin
                     (define (make-directories directory)
                       (unless (file-exists? directory)
                         (make-directories (dirname directory))
                         (mkdir directory)))
                     (mkdir #$output)
                     (for-each (lambda (name target)
                                 (let ((file (string-append #$output "/"
                                                            name)))
                                   (make-directories (dirname file))
                                   (symlink target file)))
                               '#$(map first files)
                               (list #$@(map second files))))
                 #:guile guile
                 #:options '(#:local-build? #t #:substitutable? #f)))

(define* (directory-union name things
                          #:key (copy? #f) (quiet? #f)
                          (resolve-collision 'warn-about-collision))
  "Return an object that stands for the union NAME of the directories THINGS,
made of links or, with COPY?, of copies."
  (computed-file name
                 (with-imported-modules (source-module-closure
                                         '((guix build union)))
                   #~(begin
                       (use-modules (guix build union))
                       (union-build #$output '#$things
                                    #:log-port (if #$quiet?
                                                   (%make-void-port "w")
                                                   (current-output-port))
                                    #:symlink #$(if copy?
                                                    #~copy-file
                                                    #~symlink)
                                    #:resolve-collision
                                    #$resolve-collision)))
                 #:options '(#:local-build? #t #:substitutable? #f)))

(define* (references-file item #:optional (name "references") #:key guile)
  "Return an object that stands for the file NAME that contains the list of the
store items that ITEM refers to, directly or not."
  (computed-file name
                 #~(call-with-input-file "graph"
                     (lambda (port)
                       (define (read-line port)
                         (let loop ((chars '()))
                           (let ((chr (read-char port)))
                             (cond ((and (eof-object? chr) (null? chars)) chr)
                                   ((or (eof-object? chr)
                                        (char=? chr #\newline))
                                    (reverse-list->string chars))
                                   (else (loop (cons chr chars)))))))
                       (define (read-graph items)
                         ;; An item, its deriver, the number of references,
                         ;; then these.
                         (let ((item (read-line port)))
                           (if (eof-object? item)
                               (sort items string<?)
                               (begin
                                 (read-line port)
                                 (let skip ((count (string->number
                                                    (read-line port))))
                                   (unless (zero? count)
                                     (read-line port)
                                     (skip (- count 1))))
                                 (read-graph (cons item items))))))
                       (let ((items (read-graph '())))
                         (call-with-output-file #$output
                           (lambda (port)
                             (write items port))))))
                 #:guile guile
                 #:options `(#:local-build? #t #:substitutable? #f
                             #:references-graphs (("graph" ,item)))))

;;; files.scm ends here
