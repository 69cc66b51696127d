;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; The phases of "gem build && gem install".

(define-module (guix build ruby-build-system)
  #:use-module ((guix build gnu-build-system) #:prefix gnu:)
  #:use-module (guix build utils)
  #:use-module (ice-9 match)
  #:use-module (srfi srfi-1)
  #:use-module (srfi srfi-26)
  #:export (%standard-phases
            gem-home
            ruby-build))

;;; Commentary:
;;;
;;; A source is a gem, or a tree with a .gemspec.  Gems go to
;;; lib/ruby/vendor_ruby, where GEM_PATH finds them.
;;;
;;; Code:

(define (gem-home directory)
  "Return where gems are below DIRECTORY."
  (string-append directory "/lib/ruby/vendor_ruby"))

(define (gem? file)
  "Return true if FILE is named as gems are."
  (string-suffix? ".gem" file))

(define (first-match pattern)
  "Return the first file here whose name matches PATTERN, or #f."
  (match (find-files "." pattern)
    ((first . _) first)
    (() #f)))

(define* (unpack #:key source #:allow-other-keys)
  "Unpack SOURCE, a gem or what gnu-build-system unpacks."
  (if (gem? source)
      (begin
        (invoke "gem" "unpack" source)
        (chdir (string-drop-right
                (strip-store-file-name (basename source)) 4)))
      ((assq-ref gnu:%standard-phases 'unpack) #:source source)))

(define* (replace-git-ls-files #:key source #:allow-other-keys)
  "Let specifications list files without Git."
  (unless (gem? source)
    (for-each (lambda (file)
                (substitute* file
                  (("`git ls-files[^`]*`")
                   "`find . -type f -not -regex '.*\\.gem$'|sort|cut -c3-`")))
              (find-files "." "\\.gemspec$"))))

(define* (build #:key source #:allow-other-keys)
  "Make the gem, or take SOURCE if it is one."
  (setenv "HOME" (getcwd))
  (if (gem? source)
      (copy-file source (strip-store-file-name (basename source)))
      (invoke "gem" "build" (first-match "\\.gemspec$"))))

(define* (check #:key tests? (test-target "test") #:allow-other-keys)
  "Run rake TEST-TARGET if TESTS?."
  (if tests?
      (invoke "rake" test-target)
      (format #t "test suite not run~%")))

(define* (install #:key inputs outputs (gem-flags '()) #:allow-other-keys)
  "Install the gem into OUTPUTS with GEM-FLAGS."
  (let* ((out (assoc-ref outputs "out"))
         (home (gem-home out)))
    (setenv "GEM_VENDOR" home)
    (apply invoke "gem" "install" (first-match "\\.gem$")
           "--verbose" "--local" "--ignore-dependencies"
           "--no-document"
           "--install-dir" home
           "--bindir" (string-append out "/bin")
           gem-flags)
    ;; What names the build or is only a cache.
    (delete-file-recursively (string-append home "/cache"))
    (for-each delete-file
              (find-files home "^(mkmf\\.log|gem_make\\.out|Makefile)$"))))

(define* (wrap #:key inputs outputs #:allow-other-keys)
  "Let the programs of OUTPUTS find their gems."
  (let ((bin (string-append (assoc-ref outputs "out") "/bin"))
        (path (cons (gem-home (assoc-ref outputs "out"))
                    (search-path-as-list '("lib/ruby/vendor_ruby")
                                         (map cdr inputs)))))
    (for-each (lambda (file)
                (wrap-program file `("GEM_PATH" ":" prefix ,path)))
              (filter (negate wrapped-program?) (find-files bin)))))

(define %standard-phases
  (modify-phases gnu:%standard-phases
    (delete 'bootstrap)
    (delete 'configure)
    (replace 'unpack unpack)
    (replace 'build build)
    (replace 'install install)
    (delete 'check)
    (add-after 'unpack 'replace-git-ls-files replace-git-ls-files)
    (add-before 'install 'check check)
    (add-after 'install 'wrap wrap)))

(define* (ruby-build #:key inputs (phases %standard-phases)
                     #:allow-other-keys #:rest arguments)
  "Run PHASES with ARGUMENTS."
  (apply gnu:gnu-build #:inputs inputs #:phases phases arguments))
