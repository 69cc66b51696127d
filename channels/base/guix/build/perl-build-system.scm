;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; The phases of "perl Makefile.PL && make && make install".

(define-module (guix build perl-build-system)
  #:use-module ((guix build gnu-build-system) #:prefix gnu:)
  #:use-module (guix build utils)
  #:use-module (ice-9 match)
  #:export (%standard-phases
            perl-build))

;;; Commentary:
;;;
;;; For modules with a Makefile.PL or, by Module::Build, a Build.PL.
;;;
;;; Code:

(define* (configure #:key outputs make-maker? (make-maker-flags '())
                    (module-build-flags '()) #:allow-other-keys)
  "Run Build.PL or Makefile.PL with MODULE-BUILD-FLAGS or MAKE-MAKER-FLAGS;
the latter if there are both and MAKE-MAKER?."
  (let ((out (assoc-ref outputs "out")))
    (setenv "PERL_MM_USE_DEFAULT" "1")
    (if (and (file-exists? "Build.PL") (not make-maker?))
        (apply invoke "perl" "Build.PL"
               (string-append "--prefix=" out)
               "--installdirs=site"
               (string-append "--install_path=lib=" out
                              "/lib/perl5/site_perl")
               (string-append "--install_path=arch=" out
                              "/lib/perl5/site_perl")
               module-build-flags)
        (apply invoke "perl" "Makefile.PL"
               (string-append "PREFIX=" out) "INSTALLDIRS=site" "NO_PERLLOCAL=1"
               (string-append "INSTALLSITELIB=" out "/lib/perl5/site_perl")
               (string-append "INSTALLSITEARCH=" out "/lib/perl5/site_perl")
               (string-append "INSTALLSITEMAN1DIR=" out "/share/man/man1")
               (string-append "INSTALLSITEMAN3DIR=" out "/share/man/man3")
               make-maker-flags))))

(define (runner)
  "Return the command that builds."
  (if (file-exists? "Build") '("./Build") '("make")))

(define* (build #:rest _)
  "Build the module."
  (apply invoke (runner)))

(define* (check #:key tests? (test-target "test") #:allow-other-keys)
  "Run the tests if TESTS?."
  (if tests?
      (apply invoke (append (runner) (list test-target)))
      (format #t "test suite not run~%")))

(define* (install #:rest _)
  "Install the module, without the lists of files that name the build."
  (apply invoke (append (runner) '("install"))))

(define* (delete-lists #:key outputs #:allow-other-keys)
  "Delete the lists of installed files from OUTPUTS."
  (for-each delete-file
            (find-files (assoc-ref outputs "out")
                        "^(\\.packlist|perllocal\\.pod)$")))

(define* (wrap #:key inputs outputs #:allow-other-keys)
  "Let the programs of OUTPUTS find the modules of INPUTS."
  (let ((path (search-path-as-list '("lib/perl5/site_perl")
                                   (append (map cdr outputs)
                                           (map cdr inputs)))))
    (unless (null? path)
      (for-each (lambda (file)
                  (unless (wrapped-program? file)
                    (wrap-program file `("PERL5LIB" ":" prefix ,path))))
                (find-files (string-append (assoc-ref outputs "out")
                                           "/bin"))))))

(define %standard-phases
  (modify-phases gnu:%standard-phases
    (delete 'bootstrap)
    (replace 'configure configure)
    (replace 'build build)
    (replace 'check check)
    (replace 'install install)
    (add-after 'install 'delete-lists delete-lists)
    (add-after 'delete-lists 'wrap wrap)))

(define* (perl-build #:key inputs (phases %standard-phases)
                     #:allow-other-keys #:rest arguments)
  "Run PHASES with ARGUMENTS."
  (apply gnu:gnu-build #:inputs inputs #:phases phases arguments))
