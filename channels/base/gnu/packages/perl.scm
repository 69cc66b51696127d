;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; Perl.

(define-module (gnu packages perl)
  #:use-module (gnu packages compression)
  #:use-module (gnu packages debian)
  #:use-module (guix build-system debian)
  #:use-module (guix gexp)
  #:use-module ((guix licenses) #:prefix license:)
  #:use-module (guix packages)
  #:use-module (guix utils))

(define-public perl-for-build
  (package
    (name "perl")
    (version "5.36.0")
    (source #f)
    (build-system debian-build-system)
    (arguments
     (list
      #:debs (debian-debs "perl" "perl-base" "perl-modules-5.36"
                          "libperl5.36")
      ;; These two modules want libraries that nobody here has.
      #:drop ''("etc" "lib/.*/(DB_File|GDBM_File)/.*" "lib/.*/[ON]DBM_File/.*")
      #:phases
      #~(modify-phases %standard-phases
          (add-after 'fix-programs 'forget-the-host
            (lambda _
              ;; The directories in which Perl looks by itself are Debian's;
              ;; strings of the same length lead nowhere.
              (for-each
               (lambda (file)
                 (for-each (lambda (old)
                             (patch-string
                              file old
                              (string-append "/gnu" (string-drop old 4))))
                           '("/etc/perl"
                             "/usr/local/lib/x86_64-linux-gnu/perl/"
                             "/usr/local/share/perl/"
                             "/usr/local/lib/site_perl"
                             "/usr/lib/x86_64-linux-gnu/perl/"
                             "/usr/lib/x86_64-linux-gnu/perl5/"
                             "/usr/lib/x86_64-linux-gnu/perl-base"
                             "/usr/share/perl/"
                             "/usr/share/perl5")))
               (filter elf-file?
                       (append (find-files (string-append #$output "/bin")
                                           (lambda (file stat)
                                             (eq? 'regular
                                                  (stat:type stat))))
                               (find-files (string-append #$output "/lib")
                                           "^libperl\\.so\\."))))))
          (replace 'wrap
            (lambda* (#:key inputs outputs #:allow-other-keys)
              (let* ((out (assoc-ref outputs "out"))
                     (bash (string-append (assoc-ref inputs "bash")
                                          "/bin/bash"))
                     (file (string-append out "/bin/perl"))
                     (variable
                      (list "PERL5LIB" ":" 'suffix
                            (map (lambda (directory)
                                   (string-append out "/" directory))
                                 '("lib/perl/5.36" "share/perl/5.36"
                                   "lib/perl-base" "share/perl5")))))
                (wrap-program file #:sh bash variable)
                (with-directory-excursion (string-append out "/bin")
                  (for-each (lambda (name)
                              (delete-file name)
                              (symlink "perl" name))
                            (find-files "." "^perl5\\.")))))))))
    (inputs (list zlib bzip2))
    (native-search-paths
     (list (search-path-specification
            (variable "PERL5LIB")
            (files '("lib/perl5/site_perl")))))
    (home-page "https://www.perl.org")
    (synopsis "A language for text and systems")
    (description
     "Perl and the modules that come with it.")
    (license license:perl-license)
    (properties '((hidden? . #t)))))

;; That of builds is apart, so that a change for people rebuilds nothing.
(define-public perl
  (package
    (inherit perl-for-build)
    (arguments
     (substitute-keyword-arguments (package-arguments perl-for-build)
       ((#:phases phases)
        #~(modify-phases #$phases
            (add-after 'fix-text 'name-wrapper
              (lambda _
                ;; A makefile that runs Perl by the name which Perl takes for
                ;; its own would run the bare one, which finds no modules.
                (substitute* (find-files (string-append #$output "/lib")
                                         "^Config\\.pm$")
                  (("^package Config;" all)
                   (string-append all "\nBEGIN { $^X = '" #$output
                                  "/bin/perl' if $^X =~ m{/\\.perl-real$} }"
                                  )))))))))
    (properties '())))
