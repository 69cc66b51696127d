;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; The C library and the GNU programs that all else takes for granted.

(define-module (gnu packages base)
  #:use-module (gnu packages bash)
  #:use-module (gnu packages compression)
  #:use-module (gnu packages multiprecision)
  #:use-module (gnu packages debian)
  #:use-module (guix build-system debian)
  #:use-module (guix build-system gnu)
  #:use-module (guix download)
  #:use-module (guix gexp)
  #:use-module ((guix licenses) #:prefix license:)
  #:use-module (guix packages))

;;;
;;; The C library.
;;;

(define-public glibc
  (package
    (name "glibc")
    (version "2.36")
    (source #f)
    (build-system debian-build-system)
    (arguments
     (list
      #:implicit-inputs? #f
      #:static? #t
      #:debs (debian-debs "libc6" "libc6-dev" "libc-bin" "libcrypt1"
                          "libcrypt-dev" "linux-libc-dev" "libgcc-s1")
      #:drop ''("etc" "share/i18n" "share/libc-bin" "share/man" "lib/audit"
                "lib/libmemusage.*"
                "bin/(ldconfig|iconvconfig|tzselect|zdump|zic|pldd)")
      #:phases
      #~(modify-phases %standard-phases
          (add-after 'fix-programs 'keep-to-the-store
            (lambda* (#:key outputs #:allow-other-keys)
              ;; Strings of the same length take the place of those that lead
              ;; to files of the host, and of two variables by which our
              ;; environment could make the host's programs load our modules.
              (let* ((out  (assoc-ref outputs "out"))
                     (ld   (string-append out "/lib/ld-linux-x86-64.so.2"))
                     (libc (string-append out "/lib/libc.so.6"))
                     (new  (string-append libc ".new")))
                (define (patch file old new)
                  (when (zero? (patch-string file old new))
                    (error "string not found" old file)))
                (patch ld "/etc/ld.so.cache" "/gnu/ld.so.cache")
                (patch ld
                       (string-append "/lib/x86_64-linux-gnu/\0"
                                      "/usr/lib/x86_64-linux-gnu/\0"
                                      "/lib/\0/usr/lib/\0")
                       (string-append "/gnu/x86_64-linux-gnu/\0"
                                      "/gnu/lib/x86_64-linux-gnu/\0"
                                      "/gnu/\0/gnu/lib/\0"))
                (patch libc "/usr/lib/x86_64-linux-gnu/gconv"
                       "/gnu/lib/x86_64-linux-gnu/gconv")
                (for-each (lambda (file)
                            (patch-string file "GCONV_PATH" "GXONV_PATH")
                            (patch-string file "LOCPATH" "GXCPATH"))
                          (cons* ld libc
                                 (filter elf-file?
                                         (find-files
                                          (string-append out "/bin")
                                          (lambda (file stat)
                                            (eq? 'regular
                                                 (stat:type stat)))))))
                ;; pthread_exit loads libgcc_s, which is beside libc.  patchelf
                ;; may use libc itself: change a copy.
                (copy-file libc new)
                (invoke "patchelf" "--set-rpath" "$ORIGIN" new)
                (chmod new #o755)
                (rename-file new libc))))
          (add-before 'fix-text 'fix-linker-scripts
            (lambda* (#:key outputs #:allow-other-keys)
              (let ((out (assoc-ref outputs "out")))
                (substitute* (map (lambda (file)
                                    (string-append out "/lib/" file))
                                  '("libc.so" "libm.so" "libm.a"))
                  (("(/usr)?/lib(64|/x86_64-linux-gnu)?/(lib[^ )]*|ld-[^ )]*)"
                    all usr sub file)
                   (string-append out "/lib/" file)))
                (substitute* (string-append out "/bin/ldd")
                  (("^RTLDLIST=.*")
                   (string-append "RTLDLIST=" out
                                  "/lib/ld-linux-x86-64.so.2\n"))
                  (("^TEXTDOMAINDIR=.*") "TEXTDOMAINDIR=/gnu/locale\n"))
                ;; The compiler takes this item for the root of a system.
                (symlink "." (string-append out "/usr"))))))))
    (native-search-paths
     (list (search-path-specification
            (variable "GXONV_PATH")
            (files '("lib/gconv")))
           (search-path-specification
            (variable "GXCPATH")
            (files '("lib/locale")))))
    (home-page "https://www.gnu.org/software/libc/")
    (synopsis "The GNU C library")
    (description
     "The library that C programs call for input and output, memory, strings,
processes and the network, with its headers and those of Linux, and the dynamic
linker that starts programs.  This one never looks for libraries, modules or
caches of the host.")
    (license license:lgpl2.1+)))

(define-public glibc-locales
  (package
    (name "glibc-locales")
    (version (package-version glibc))
    (source #f)
    (build-system debian-build-system)
    (arguments
     (list
      #:debs (debian-debs "locales")
      #:drop ''("etc" "bin" "share/man")
      #:phases
      #~(modify-phases %standard-phases
          (add-after 'fix-text 'compile
            (lambda* (#:key inputs outputs #:allow-other-keys)
              (let* ((out (assoc-ref outputs "out"))
                     (directory (string-append out "/lib/locale")))
                (mkdir-p directory)
                (setenv "I18NPATH" (string-append out "/share/i18n"))
                (for-each
                 (lambda (name)
                   (invoke (string-append (assoc-ref inputs "glibc")
                                          "/bin/localedef")
                           "--no-archive" "-i" name "-f" "UTF-8"
                           (string-append directory "/" name ".utf8")))
                 '("de_DE" "en_GB" "en_US" "es_ES" "fr_FR" "it_IT" "ja_JP"
                   "nl_NL" "pl_PL" "pt_BR" "sv_SE" "zh_CN"))
                (copy-recursively (string-append (assoc-ref inputs "glibc")
                                                 "/lib/locale")
                                  directory #:log #f)
                (delete-file-recursively (string-append out "/share"))))))))
    (native-search-paths
     (list (search-path-specification
            (variable "GXCPATH")
            (files '("lib/locale")))))
    (home-page (package-home-page glibc))
    (synopsis "Locales for programs that use the GNU C library")
    (description
     "Rules of a dozen languages for characters, sorting, dates and numbers,
all in UTF-8.")
    (license (package-license glibc))))

;; `gx shell --container --emulate-fhs' looks for this name, as Guix does.
(define-public glibc-for-fhs
  (package
    (name "glibc-for-fhs")
    (version (package-version glibc))
    (source #f)
    (build-system debian-build-system)
    (arguments
     (list
      #:implicit-inputs? #f
      #:debs (debian-debs "libc6" "libc-bin" "libcrypt1" "libgcc-s1")
      #:drop ''("etc" "share/.*" "lib/audit" "lib/libmemusage.*"
                "bin/(iconvconfig|tzselect|zdump|zic|pldd)")
      ;; Its files are Debian's: they name the linker, the caches and the
      ;; modules of /lib64, /etc and /usr/lib, which the container provides.
      #:phases
      #~(modify-phases %standard-phases
          (delete 'fix-programs)
          (delete 'fix-text)
          (delete 'forget-host-libraries)
          (add-after 'make-links 'move-ldconfig
            (lambda* (#:key outputs #:allow-other-keys)
              (let ((out (assoc-ref outputs "out")))
                (mkdir (string-append out "/sbin"))
                (rename-file (string-append out "/bin/ldconfig")
                             (string-append out "/sbin/ldconfig"))))))))
    (home-page (package-home-page glibc))
    (synopsis "The GNU C library for programs from elsewhere")
    (description
     "The C library and dynamic linker as other systems have them: they read
/etc/ld.so.cache, and look for libraries and modules in /lib and /usr/lib.  For
containers that have these places; programs of the store use glibc.")
    (license (package-license glibc))))

;;;
;;; Programs.
;;;

(define-public coreutils
  (package
    (name "coreutils")
    (version "9.1")
    (source #f)
    (build-system debian-build-system)
    (arguments
     (list #:implicit-inputs? #f
           #:debs (debian-debs "coreutils" "libacl1" "libattr1" "libselinux1"
                               "libpcre2-8-0")
           #:drop ''("etc")))
    (inputs (list glibc gmp))
    (home-page "https://www.gnu.org/software/coreutils/")
    (synopsis "Basic programs for files, text and the shell")
    (description
     "The programs that every script uses: ls, cp, mv, rm, cat, sort, cut, head,
date, env, chmod, sha256sum and about a hundred more.")
    (license license:gpl3+)))

(define-public grep
  (package
    (name "grep")
    (version "3.8")
    (source #f)
    (build-system debian-build-system)
    (arguments (list #:debs (debian-debs "grep" "libpcre2-8-0")))
    (home-page "https://www.gnu.org/software/grep/")
    (synopsis "Print lines that match a pattern")
    (description
     "grep searches files for lines that match regular expressions or fixed
strings.")
    (license license:gpl3+)))

(define-public findutils
  (package
    (name "findutils")
    (version "4.9.0")
    (source #f)
    (build-system debian-build-system)
    (arguments
     (list #:debs (debian-debs "findutils" "libselinux1" "libpcre2-8-0")))
    (home-page "https://www.gnu.org/software/findutils/")
    (synopsis "Find files and act on them")
    (description
     "find walks directories for files of a given name, type, age or size, and
xargs runs commands on what it is given.")
    (license license:gpl3+)))

(define-public diffutils
  (package
    (name "diffutils")
    (version "3.8")
    (source #f)
    (build-system debian-build-system)
    (arguments (list #:debs (debian-debs "diffutils")))
    (home-page "https://www.gnu.org/software/diffutils/")
    (synopsis "Compare files")
    (description
     "diff, diff3, sdiff and cmp show how files differ.")
    (license license:gpl3+)))

(define-public patch
  (package
    (name "patch")
    (version "2.7.6")
    (source #f)
    (build-system debian-build-system)
    (arguments (list #:debs (debian-debs "patch")))
    (home-page "https://savannah.gnu.org/projects/patch/")
    (synopsis "Apply differences to files")
    (description
     "patch changes files as the output of diff describes.")
    (license license:gpl3+)))

(define-public tar
  (package
    (name "tar")
    (version "1.34")
    (source #f)
    (build-system debian-build-system)
    (arguments
     (list #:debs (debian-debs "tar" "libacl1" "libselinux1" "libpcre2-8-0")
           #:drop ''("etc" "bin/rmt.*" "lib/mime")))
    (home-page "https://www.gnu.org/software/tar/")
    (synopsis "Put files into archives and take them out")
    (description
     "tar makes and unpacks archives that keep many files in one.")
    (license license:gpl3+)))

(define-public which
  (package
    (name "which")
    (version "2.21")
    (source #f)
    (build-system debian-build-system)
    (arguments
     (list #:debs (debian-debs "gnu-which")
           #:links ''(("bin/which" . "which.gnu"))))
    (home-page "https://savannah.gnu.org/projects/which/")
    (synopsis "Show the full names of commands")
    (description
     "which shows the file that a command's name stands for, as PATH says.")
    (license license:gpl3+)))

(define-public tzdata
  (package
    (name "tzdata")
    (version "2026b")
    (source #f)
    (build-system debian-build-system)
    (arguments (list #:implicit-inputs? #f
                     #:debs (debian-debs "tzdata")
                     #:drop ''("bin" "etc")))
    (native-search-paths
     (list (search-path-specification
            (variable "TZDIR")
            (files '("share/zoneinfo"))
            (separator #f))))
    (home-page "https://www.iana.org/time-zones")
    (synopsis "Time zones of the world")
    (description
     "When clocks were and will be changed where, as programs read it to show
local times.")
    (license license:public-domain)))

;;;
;;; Programs built from source, and those that build them.
;;;

(define-public sed-boot0
  (package
    (name "sed-boot0")
    (version "4.9")
    (source #f)
    (build-system debian-build-system)
    (arguments
     (list #:debs (debian-debs "sed" "libacl1" "libselinux1"
                               "libpcre2-8-0")))
    (home-page "https://www.gnu.org/software/sed/")
    (synopsis "Sed for builds")
    (description "The sed that builds use, which is Debian's.")
    (license license:gpl3+)
    (properties '((hidden? . #t)))))

(define-public make-boot0
  (package
    (name "make-boot0")
    (version "4.3")
    (source #f)
    (build-system debian-build-system)
    (arguments (list #:debs (debian-debs "make")))
    (home-page "https://www.gnu.org/software/make/")
    (synopsis "Make for builds")
    (description "The make that builds use, which is Debian's.")
    (license license:gpl3+)
    (properties '((hidden? . #t)))))

(define-public hello
  (package
    (name "hello")
    (version "2.10")
    (source
     (origin
       (method url-fetch)
       (uri (debian-uris "h/hello/hello_2.10.orig.tar.gz"
                         "f7bebf6f9c62a2295e889f66e05ce9bfaed9ace3"
                         "mirror://gnu/hello/hello-2.10.tar.gz"))
       (file-name "hello-2.10.tar.gz")
       (sha256 (base32 "0ssi1wpaf7plaswqqjwigppsg5fyh99vdlb9kzl7c9lng89ndq1i"))))
    (build-system gnu-build-system)
    (home-page "https://www.gnu.org/software/hello/")
    (synopsis "Greet the world")
    (description
     "hello prints a greeting: the smallest package that is built as all are.")
    (license license:gpl3+)))

(define-public sed
  (package
    (name "sed")
    (version "4.9")
    (source
     (origin
       (method url-fetch)
       (uri (debian-uris "s/sed/sed_4.9.orig.tar.xz"
                         "8ded1b543f1f558cbd5d7b713602f6a8ee84bde4"
                         "mirror://gnu/sed/sed-4.9.tar.xz"))
       (file-name "sed-4.9.tar.xz")
       (sha256 (base32 "10aijwj1sqqr6njsfbcjh9wjv95bl78jp1nn9933kmqw5rrnn8kf"))))
    (build-system gnu-build-system)
    ;; Half of its tests look into system directories.
    (arguments (list #:tests? #f))
    (home-page "https://www.gnu.org/software/sed/")
    (synopsis "Edit text as it flows by")
    (description
     "sed reads text, changes it as a script says, and prints it.")
    (license license:gpl3+)))

(define-public gnu-make
  (package
    (name "make")
    (version "4.4.1")
    (source
     (origin
       (method url-fetch)
       (uri (debian-uris "m/make-dfsg/make-dfsg_4.4.1.orig.tar.xz"
                         "5168d9098a29e7507551203bbc30894420ec9869"))
       (file-name "make-4.4.1.tar.xz")
       (sha256 (base32 "1zmhmnh0h8y4lcyh0qm8qsgj8360gkzp3g3b17wgk6h7l47b05iv"))))
    (build-system gnu-build-system)
    (arguments
     (list
      #:tests? #f
      #:configure-flags #~'("--without-guile")
      #:phases
      #~(modify-phases %standard-phases
          (add-before 'configure 'stand-in-for-documentation
            (lambda _
              ;; Debian leaves the manual out of its archive.
              (mkdir-p "doc")
              (call-with-output-file "doc/Makefile.in"
                (lambda (port)
                  (display "all install check clean:\n\t@true\n" port)))
              (call-with-output-file "doc/make.1"
                (lambda (port)
                  (display ".TH MAKE 1\n" port))))))))
    (home-page "https://www.gnu.org/software/make/")
    (synopsis "Make what is out of date")
    (description
     "make runs the commands that bring files up to date with those that they
are made from.")
    (license license:gpl3+)))

;;;
;;; Binary tools.
;;;

(define-public binutils
  (package
    (name "binutils")
    (version "2.40")
    (source #f)
    (build-system debian-build-system)
    (arguments
     (list #:debs (debian-debs "binutils" "binutils-common"
                               "binutils-x86-64-linux-gnu" "libbinutils"
                               "libctf0" "libctf-nobfd0" "libgprofng0"
                               "libjansson4")
           #:drop ''("bin/(.*-)?(gprofng.*|gp-.*|gold|dwp|ld\\.gold)"
                     "lib/gprofng" "lib/libgprofng.*" "etc" "share/man")))
    (inputs (list zlib zstd))
    (home-page "https://www.gnu.org/software/binutils/")
    (synopsis "Assembler, linker and other tools for machine code")
    (description
     "as, ld, ar, nm, objdump, readelf, strip and others, which make and inspect
object files, libraries and programs.")
    (license license:gpl3+)))
