;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; Install files of the source as they are, where a plan says.

(define-module (guix build copy-build-system)
  #:use-module ((guix build gnu-build-system) #:prefix gnu:)
  #:use-module (guix build utils)
  #:use-module (ice-9 match)
  #:use-module (srfi srfi-1)
  #:use-module (srfi srfi-26)
  #:export (%standard-phases
            copy-build))

;;; Commentary:
;;;
;;; An element of the plan is (SOURCE TARGET FILTER ...).  A SOURCE that ends
;;; in "/" means the contents of a directory; a TARGET that ends in "/" is the
;;; directory to install into, any other one the new name.  FILTERs choose
;;; files of a directory by name: #:include and #:exclude lists of
;;; sub-strings, #:include-regexp and #:exclude-regexp lists of regexps; all
;;; are for names relative to SOURCE.
;;;
;;; Code:

(define (chooser filters)
  "Return a predicate for relative file names as FILTERS, keywords and values,
say."
  (define (value keyword)
    (match (memq keyword filters)
      ((_ value . _) value)
      (_ #f)))
  (define (any-substring names)
    (lambda (file) (any (cut string-suffix? <> file) names)))
  (define (any-regexp regexps)
    (let ((compiled (map make-regexp regexps)))
      (lambda (file) (any (cut regexp-exec <> file) compiled))))
  (let ((include (value #:include))
        (exclude (value #:exclude))
        (include-regexp (value #:include-regexp))
        (exclude-regexp (value #:exclude-regexp)))
    (lambda (file)
      (and (or (not (or include include-regexp))
               (and include ((any-substring include) file))
               (and include-regexp ((any-regexp include-regexp) file)))
           (not (and exclude ((any-substring exclude) file)))
           (not (and exclude-regexp ((any-regexp exclude-regexp) file)))))))

(define (install-one file target)
  "Copy FILE, a link as a link, to TARGET."
  (mkdir-p (dirname target))
  (format #t "`~a' -> `~a'~%" file target)
  (if (symbolic-link? file)
      (symlink (readlink file) target)
      (begin
        (copy-file file target)
        (chmod target (stat:perms (stat file))))))

(define (install-contents source target filters)
  "Install the files below SOURCE that FILTERS choose below TARGET."
  (let* ((source (string-trim-right source #\/))
         (length (+ 1 (string-length source)))
         (chosen? (chooser filters)))
    (for-each (lambda (file)
                (let ((relative (string-drop file length)))
                  (when (chosen? relative)
                    (install-one file (string-append target "/" relative)))))
              (find-files source))))

(define* (install #:key install-plan outputs #:allow-other-keys)
  "Install into OUTPUTS what each element of INSTALL-PLAN says."
  (define (place name)
    (string-append (assoc-ref outputs "out") "/"
                   (string-trim name #\/)))
  (for-each
   (lambda (element)
     (match element
       ((source) (install #:install-plan (list (list source "./"))
                          #:outputs outputs))
       ((source target . rest)
        (let* ((rest (match rest
                       (("out" . filters) filters)
                       (((? string? output) . filters) filters)
                       (filters filters)))
               (into? (string-suffix? "/" target))
               (name (place (if (member target '("./" ".")) "" target))))
          (cond ((not (directory-exists? source))
                 (install-one source
                              (if into?
                                  (string-append name "/" (basename source))
                                  name)))
                ((string-suffix? "/" source)
                 (install-contents source name rest))
                ((string=? source ".")
                 (install-contents source name rest))
                (else
                 (install-contents source
                                   (if into?
                                       (string-append name "/"
                                                      (basename source))
                                       name)
                                   rest)))))))
   install-plan))

(define %standard-phases
  (modify-phases gnu:%standard-phases
    (delete 'bootstrap)
    (delete 'configure)
    (delete 'build)
    (delete 'check)
    (replace 'install install)))

(define* (copy-build #:key inputs (phases %standard-phases)
                     #:allow-other-keys #:rest arguments)
  "Run PHASES with ARGUMENTS."
  (apply gnu:gnu-build #:inputs inputs #:phases phases arguments))
