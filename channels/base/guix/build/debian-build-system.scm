;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; Phases that make a package of Debian binary packages.

(define-module (guix build debian-build-system)
  #:use-module (guix build debian)
  #:use-module (guix build utils)
  #:use-module ((guix build gnu-build-system)
                #:select (install-locale run-phases))
  #:use-module (srfi srfi-1)
  #:use-module (srfi srfi-26)
  #:use-module (ice-9 match)
  #:use-module (ice-9 regex)
  #:export (%standard-phases
            debian-build))

;;; Commentary:
;;;
;;; A relocated package has no source to unpack but a list of .debs; its only
;;; output is their union, made to run from the store (guix build debian).
;;;
;;; Code:

(define %useless
  ;; Directories that mean nothing in a store item; nothing reads
  ;; share/locale either, since glibc looks for it in /usr.
  '("share/doc" "share/lintian" "share/bug" "share/doc-base" "share/menu"
    "share/locale" "share/applications" "share/pixmaps" "share/metainfo"
    "share/apport" "share/initramfs-tools" "share/debhelper" "share/gdb/auto-load"
    "share/bash-completion" "share/zsh" "lib64" "share/fish" "lib/systemd"
    "lib/tmpfiles.d" "lib/sysusers.d" "lib/udev" "lib/debug"
    "etc/init.d" "etc/default" "etc/cron.d" "etc/cron.daily" "etc/cron.weekly"
    "etc/logrotate.d" "etc/apparmor.d" "etc/ld.so.conf.d" "etc/profile.d"
    "etc/xdg" "etc/pam.d" "etc/ufw" "var" "run"))

(define* (set-paths #:key inputs native-inputs #:allow-other-keys)
  "Let PATH hold the tools of NATIVE-INPUTS, which the result must not name,
then those of INPUTS."
  (setenv "SOURCE_DATE_EPOCH" "1")
  (set-path-environment-variable "PATH" '("bin")
                                 (append (map cdr native-inputs)
                                         (map cdr inputs))))

(define* (unpack #:key outputs debs #:allow-other-keys)
  "Unpack DEBS into the output."
  (let ((out (assoc-ref outputs "out")))
    (mkdir-p out)
    (make-debian-layout out)
    (for-each (cut unpack-deb <> out) debs)
    (remove-debian-layout out)))

(define (delete-if-there file)
  "Delete FILE, whatever it is, unless it does not exist."
  (when (or (file-exists? file) (symbolic-link? file))
    (if (and (directory-exists? file) (not (symbolic-link? file)))
        (delete-file-recursively file)
        (delete-file file))))

(define* (prune #:key outputs (drop '()) (keep '()) static?
                #:allow-other-keys)
  "Delete what is of no use in the store, and the regexps DROP, which are
matched against names relative to the output; what KEEP lists is kept.  Unless
STATIC?, static libraries go too where a shared one is there."
  (let* ((out (assoc-ref outputs "out"))
         (skip (+ 1 (string-length out))))
    (for-each (lambda (name)
                (delete-if-there (string-append out "/" name)))
              (lset-difference string=? %useless keep))
    (for-each
     (lambda (regexp)
       (let ((rx (make-regexp (string-append "^(" regexp ")$")
                              regexp/extended)))
         (for-each delete-if-there
                   (find-files out
                               (lambda (file stat)
                                 (and (> (string-length file) skip)
                                      (regexp-exec rx
                                                   (string-drop file skip))))
                               #:directories? #t))))
     drop)
    (unless static?
      (for-each (lambda (file)
                  (when (file-exists?
                         (string-append (string-drop-right file 2) ".so"))
                    (delete-file file)))
                (find-files out "\\.a$")))
    (for-each delete-empty-directory
              (reverse (find-files out
                                   (lambda (file stat)
                                     (eq? 'directory (stat:type stat)))
                                   #:directories? #t)))))

(define (delete-empty-directory directory)
  "Delete DIRECTORY if nothing is in it."
  (false-if-exception (rmdir directory)))

(define* (make-links #:key outputs (links '()) #:allow-other-keys)
  "Make LINKS, pairs of a name and a target, as Debian's alternatives would."
  (let ((out (assoc-ref outputs "out")))
    (for-each (match-lambda
                ((name . target)
                 (let ((file (string-append out "/" name)))
                   (mkdir-p (dirname file))
                   (delete-if-there file)
                   (symlink target file))))
              links)))

(define (roots inputs outputs)
  "Return the directories in which files may be found: the output, then
INPUTS."
  (cons (assoc-ref outputs "out")
        (match inputs
          (((_ . directories) ...) (delete-duplicates directories)))))

(define (interpreter inputs outputs)
  "Return the dynamic linker of the glibc among OUTPUTS and INPUTS."
  (any (lambda (directory)
         (let ((file (string-append directory "/lib/ld-linux-x86-64.so.2")))
           (and (file-exists? file) file)))
       (roots inputs outputs)))

(define* (fix-links #:key inputs outputs #:allow-other-keys)
  "Let absolute links point into the store."
  (relocate-links (assoc-ref outputs "out") (roots inputs outputs)))

(define* (fix-programs #:key inputs outputs (optional-libraries '())
                       #:allow-other-keys)
  "Let programs and libraries find their own in the output and INPUTS; those
of OPTIONAL-LIBRARIES may be missing."
  (relocate-elf-files (assoc-ref outputs "out") (roots inputs outputs)
                      #:interpreter (interpreter inputs outputs)
                      #:optional optional-libraries))

(define* (forget-host-libraries #:key outputs #:allow-other-keys)
  "Let programs and libraries look for no modules in Debian's directory of
libraries, which the host may have: a string of the same length leads
nowhere."
  (define old "/usr/lib/x86_64-linux-gnu/")
  (define new "/gnu/lib/x86_64-linux-gnu/")
  (for-each (lambda (file)
              (when (elf-file? file)
                (patch-string file old new)))
            (files-with-string (assoc-ref outputs "out") old)))

(define* (fix-text #:key inputs outputs #:allow-other-keys)
  "Let scripts and text files name files of the output and INPUTS."
  (let ((out (assoc-ref outputs "out"))
        (roots (roots inputs outputs)))
    (relocate-scripts out roots)
    (relocate-text-files out roots)))

(define* (wrap #:key inputs outputs (wrappers '()) #:allow-other-keys)
  "Wrap programs: each of WRAPPERS is a file relative to the output, followed
by what 'wrap-program' takes."
  (define bash
    (and=> (assoc-ref inputs "bash") (cut string-append <> "/bin/bash")))
  (for-each (match-lambda
              ((program . variables)
               (let ((file (string-append (assoc-ref outputs "out")
                                          "/" program)))
                 (when (symbolic-link? file)
                   (let ((real (canonicalize-path file)))
                     (delete-file file)
                     (copy-file real file)))
                 (apply wrap-program file #:sh bash variables))))
            wrappers))

(define %standard-phases
  `((set-paths . ,set-paths)
    (install-locale . ,install-locale)
    (unpack . ,unpack)
    (prune . ,prune)
    (make-links . ,make-links)
    (fix-links . ,fix-links)
    (fix-programs . ,fix-programs)
    (fix-text . ,fix-text)
    (forget-host-libraries . ,forget-host-libraries)
    (wrap . ,wrap)))

(define* (debian-build #:key inputs outputs (phases %standard-phases)
                       #:allow-other-keys #:rest arguments)
  "Run PHASES with ARGUMENTS, among them #:debs."
  (run-phases phases arguments))
