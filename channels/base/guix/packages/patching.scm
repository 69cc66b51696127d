;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; Sources with patches and snippets applied.

(define-module (guix packages patching)
  #:use-module (guix derivations)
  #:use-module (guix gexp)
  #:use-module (guix gexp core)
  #:use-module (guix modules)
  #:use-module (guix packages definition)
  #:use-module (guix store)
  #:use-module (guix utils)
  #:use-module (ice-9 match)
  #:use-module (srfi srfi-1)
  #:export (patch-and-repack))

;;; Commentary:
;;;
;;; An origin with patches or a snippet is unpacked, changed, and packed again
;;; as an archive that depends on nothing but its contents.
;;;
;;; Code:

(define (patch->object patch)
  "Return PATCH, a file name or a file-like object, as a file-like object."
  (if (string? patch)
      (local-file (assume-valid-file-name patch)
                  (basename patch))
      patch))

(define (repacked-name origin)
  "Return the name of the patched form of ORIGIN."
  (let ((name (origin-actual-file-name origin)))
    (if (string-suffix? "-checkout" name)
        name
        (string-append (tarball-sans-extension name) ".tar.gz"))))

(define (channel-module? module)
  "Say whether a channel has the source of MODULE."
  (search-path (channel-directories) (module->source-file-name module)))

(define (tool-reference input)
  "Return what a gexp needs to refer to INPUT, which has a label."
  (match input
    ((_ thing) thing)
    ((_ thing output) (gexp-input thing output))))

(define (snippet->gexp snippet)
  "Return SNIPPET, code, a gexp or #f, as a gexp."
  (match snippet
    (#f #~#t)
    ((? gexp? snippet) snippet)
    (sexp (sexp->gexp sexp))))

(define (patching-exp source patches flags tools snippet modules directory?)
  "Return the gexp that unpacks SOURCE, applies PATCHES with FLAGS, runs SNIPPET
with MODULES, and packs the result, unless it is to remain a DIRECTORY?."
  (with-imported-modules (source-module-closure
                          (delete-duplicates
                           (cons '(guix build utils)
                                 (filter channel-module? modules))))
    #~(begin
        (use-modules (guix build utils)
                     (ice-9 ftw)
                     (ice-9 match)
                     (srfi srfi-1)
                     #$@modules)

        (define (program name)
          (or (search-path (search-path-as-string->list (getenv "PATH")) name)
              (error "no such program among the patch inputs" name)))

        (define (entries directory)
          (scandir directory (lambda (name) (not (member name '("." ".."))))))

        (define (top-directory)
          (match (entries ".")
            (((? file-is-directory? only)) only)
            (_ ".")))

        (define (apply-patch patch)
          (format (current-error-port) "applying '~a'...~%" patch)
          (invoke (program "patch") "--force" "--no-backup-if-mismatch"
                  #$@flags "--input" patch))

        (set-path-environment-variable "PATH" '("bin" "sbin")
                                       '#$(map tool-reference tools))
        (setenv "SOURCE_DATE_EPOCH" "1")

        (let ((source #$source))
          (mkdir "source")
          (with-directory-excursion "source"
            (cond ((file-is-directory? source)
                   (mkdir "checkout")
                   (copy-recursively source "checkout"))
                  ((string-suffix? ".zip" source)
                   (invoke (program "unzip") source))
                  (else
                   (invoke (program "tar") "xf" source)))

            (let ((directory (top-directory)))
              (with-directory-excursion directory
                (for-each make-file-writable
                          (find-files "." (lambda (file stat)
                                            (eq? 'regular (stat:type stat)))))
                (for-each apply-patch '#$patches)
                #$snippet)

              (if #$directory?
                  (copy-recursively directory #$output)
                  (invoke (program "tar") "cf" #$output
                          "--sort=name" "--format=gnu"
                          "--mtime=@1" "--owner=root:0" "--group=root:0"
                          "--mode=u+w,go-w"
                          "--use-compress-program=gzip -n"
                          directory))))))))

(define* (patch-and-repack origin source
                           #:key tools guile (system (%current-system)))
  "Return in the store monad the derivation of SOURCE, the unchanged source of
ORIGIN, with its patches and its snippet applied by means of TOOLS, inputs."
  (define name (repacked-name origin))
  (define directory? (string-suffix? "-checkout" name))
  (define labelled
    (map (lambda (tool)
           (match tool
             (((? string?) _ . _) tool)
             (_ (add-input-label tool))))
         tools))
  (lambda (store)
    (values
     (gexp->derivation* store name
                        (patching-exp source
                                      (map patch->object
                                           (origin-patches origin))
                                      (origin-patch-flags origin)
                                      labelled
                                      (snippet->gexp (origin-snippet origin))
                                      (origin-modules origin)
                                      directory?)
                        #:system system
                        #:guile-for-build (lower-object* store guile
                                                         system #f)
                        #:env-vars (shell-variables store labelled system)
                        #:properties `((type . origin)
                                       (patches
                                        . ,(length
                                            (origin-patches origin)))))
     store)))

(define (shell-variables store tools system)
  "Return the environment variable that makes the shell among TOOLS /bin/sh."
  (match (assoc "bash" tools)
    ((_ bash . _)
     `(("GX_BINSH"
        . ,(string-append
            (derivation->output-path (lower-object* store bash system #f))
            "/bin/sh"))))
    (#f '())))

;;; patching.scm ends here
