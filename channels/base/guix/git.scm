;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; Checkouts made while evaluating.

(define-module (guix git)
  #:use-module (guix diagnostics)
  #:use-module (guix gexp)
  #:use-module (guix hash)
  #:use-module (guix i18n)
  #:use-module (guix monads)
  #:use-module (guix records)
  #:use-module (guix store)
  #:use-module (guix utils)
  #:use-module (ice-9 match)
  #:use-module (ice-9 popen)
  #:use-module (ice-9 rdelim)
  #:use-module (srfi srfi-34)
  #:export (<git-checkout>
            git-checkout
            git-checkout?
            git-checkout-url
            git-checkout-branch
            git-checkout-commit
            git-checkout-recursive?
            latest-repository-commit
            url+commit->name))

;;; Commentary:
;;;
;;; A <git-checkout> is fetched when it is lowered, with the host's 'git': what
;;; it stands for may change, so an evaluation that uses one is not cached.
;;;
;;; Code:

(define-record-type* <git-checkout>
  git-checkout make-git-checkout
  git-checkout?
  (url        git-checkout-url)                   ;string
  (branch     git-checkout-branch (default #f))   ;string or #f
  (commit     git-checkout-commit (default #f))   ;string or #f
  (recursive? git-checkout-recursive? (default #f))) ;Boolean

(define (git . arguments)
  "Run git with ARGUMENTS, strings; raise an error if it fails."
  (unless (zero? (status:exit-val
                  (or (apply system* "git" "-c" "advice.detachedHead=false"
                             arguments)
                      256)))
    (raise (formatted-message (G_ "'git ~a' failed")
                              (string-join arguments)))))

(define (git-output . arguments)
  "Return the first line that git with ARGUMENTS writes."
  (let* ((pipe (apply open-pipe* OPEN_READ "git" arguments))
         (line (read-line pipe)))
    (close-pipe pipe)
    (if (eof-object? line) "" line)))

(define (url+commit->name url sha1)
  "Return the name of the checkout of commit SHA1 from URL."
  (string-append (basename url ".git") "-"
                 (string-take sha1 (min 7 (string-length sha1)))))

(define* (latest-repository-commit store url
                                   #:key (ref '()) recursive?
                                   #:allow-other-keys)
  "Add to STORE the checkout of REF, (branch . NAME), (commit . ID),
(tag-or-commit . NAME) or (), from URL; return the item and the commit."
  (call-with-temporary-directory
   (lambda (directory)
     (define checkout (string-append directory "/checkout"))
     (match ref
       (('branch . branch)
        (git "clone" "--quiet" "--branch" branch url checkout))
       (_ (git "clone" "--quiet" url checkout)))
     (match ref
       (((or 'commit 'tag 'tag-or-commit) . name)
        (git "-C" checkout "checkout" "--quiet" name))
       (_ #t))
     (when recursive?
       (git "-C" checkout "submodule" "--quiet" "update" "--init"
            "--recursive"))
     (let ((commit (git-output "-C" checkout "rev-parse" "HEAD")))
       (values (add-to-store store (url+commit->name url commit)
                             #t "sha256" checkout
                             #:select? (negate vcs-file?))
               commit)))))

(define-gexp-compiler (git-checkout-compiler (checkout <git-checkout>)
                                             system target)
  (match checkout
    (($ <git-checkout> url branch commit recursive?)
     (lambda (store)
       (call-with-values
           (lambda ()
             (latest-repository-commit
              store url
              #:ref (cond (commit `(tag-or-commit . ,commit))
                          (branch `(branch . ,branch))
                          (else '()))
              #:recursive? recursive?))
         (lambda (item commit)
           (values item store)))))))

;;; git.scm ends here
