;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; Make the unpacked bootstrap programs run from the store by themselves.

;;; Commentary:
;;;
;;; Run by the unpacked Guile itself, which the unpacked dynamic linker
;;; starts.  Variables: "raw" is the unpacked tree, "elf" the file of module
;;; (guix build elf), "out" where the relocated tree goes.  Nothing else
;;; exists yet: no shell, no module of ours.
;;;
;;; Code:

(primitive-load (getenv "elf"))

(use-modules (guix build elf)
             (ice-9 binary-ports)
             (ice-9 ftw)
             (ice-9 match)
             (rnrs bytevectors)
             (srfi srfi-1)
             (srfi srfi-26))

(define raw (getenv "raw"))
(define out (getenv "out"))
(define raw-libraries (string-append raw "/lib/x86_64-linux-gnu"))
(define libraries (string-append out "/lib/x86_64-linux-gnu"))
(define linker "ld-linux-x86-64.so.2")

(define %unwanted
  ;; Relative to the tree; nothing that runs during the bootstrap reads them.
  '("share/doc" "share/man" "share/info" "share/locale" "share/lintian"
    "share/bug" "share/menu" "etc" "var"))

(define (copy-tree name)
  "Copy NAME, relative, from the unpacked tree to the output."
  (let* ((source (string-append raw name))
         (target (string-append out name))
         (s (lstat source)))
    (case (stat:type s)
      ((directory)
       (mkdir target)
       (for-each (lambda (entry)
                   (unless (member (string-drop
                                    (string-append name "/" entry) 1)
                                   %unwanted)
                     (copy-tree (string-append name "/" entry))))
                 (scandir source
                          (negate (cut member <> '("." "..")))
                          string<?)))
      ((symlink)
       (symlink (system-path (readlink source)) target))
      (else
       (copy-file source target)
       (chmod target (logior #o600 (stat:perms s)))))))

(define (system-path target)
  "Return the TARGET of a link, in the output if it is absolute."
  (if (string-prefix? "/" target)
      (string-append out target)
      target))

(define (regular-files directory)
  "Return the regular files below DIRECTORY."
  (reverse
   (file-system-fold (const #t)
                     (lambda (name s result)
                       (if (eq? 'regular (stat:type s))
                           (cons name result)
                           result))
                     (lambda (name s result) result)
                     (lambda (name s result) result)
                     (lambda (name s result) result)
                     (lambda (name s errno result) result)
                     '() directory lstat)))

(define (candidate? file)
  "Return true if FILE may be a program or library to change."
  (not (or (string-suffix? ".go" file)
           (string-suffix? ".scm" file)
           (string-suffix? ".o" file)
           (string=? linker (basename file))
           (string=? "libc.so.6" (basename file)))))

(define (relocate file)
  "Let FILE use the dynamic linker and the libraries of the output."
  (match (read-elf file)
    (#f #f)
    (info
     (when (elf-dynamic? info)
       (let ((options (append
                       (if (elf-interpreter info)
                           (list "--set-interpreter"
                                 (string-append libraries "/" linker))
                           '())
                       (if (null? (elf-needed info))
                           '()
                           (list "--set-rpath" libraries)))))
         (unless (null? options)
           (let ((status
                  (apply system*
                         (string-append raw-libraries "/" linker)
                         "--library-path" raw-libraries
                         (string-append raw "/bin/patchelf")
                         (append options (list file)))))
             (unless (zero? status)
               (error "cannot relocate" file)))))))))

(define (write-guile-wrapper)
  "Let \"guile\" be Guile with the variables that tell where its parts are."
  (let ((file (string-append out "/bin/guile")))
    (when (file-exists? file) (delete-file file))
    (call-with-output-file file
      (lambda (port)
        (format port "#!~a/bin/bash
export GUILE_SYSTEM_PATH=~a/share/guile/3.0
export GUILE_SYSTEM_COMPILED_PATH=~a/guile/3.0/ccache
export GCONV_PATH=~a/gconv
export LOCPATH=~a/lib/locale
export GUILE_AUTO_COMPILE=0
exec ~a/bin/guile-3.0 \"$@\"
" out out libraries libraries out out)))
    (chmod file #o755)))

(umask #o022)
(copy-tree "")
(for-each relocate (filter candidate? (regular-files out)))
(write-guile-wrapper)
(unless (file-exists? (string-append out "/bin/sh"))
  (symlink "bash" (string-append out "/bin/sh")))
