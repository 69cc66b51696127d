;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; Commentary:
;;; The build side: what recipes use while they build.
;;; Code:

(use-modules (guix build utils)
             (guix build elf)
             (ice-9 match)
             (ice-9 textual-ports)
             (srfi srfi-1)
             (srfi srfi-34)
             (srfi srfi-64)
             (rnrs bytevectors))

(define scratch
  (mkdtemp (string-append (or (getenv "TMPDIR") "/tmp") "/gx-utils.XXXXXX")))

(define (scratch-file name)
  "Return the absolute name of NAME in the scratch directory."
  (string-append scratch "/" name))

(define (write-text file text)
  "Make TEXT the contents of the scratch FILE; return its absolute name."
  (let ((name (scratch-file file)))
    (call-with-output-file name (lambda (port) (put-string port text)))
    name))

(define (text-of file)
  "Return the contents of FILE."
  (call-with-input-file file get-string-all))

(test-equal "modify-phases takes its clauses in order"
  '((z . 0) (b . 9) (c . 3))
  (modify-phases '((a . 1) (b . 2))
    (delete 'a)
    (add-after 'b 'c 3)
    (replace 'b 9)
    (add-before 'b 'z 0)))

(test-equal "a phase after one that is not there goes to the end"
  '((a . 1) (c . 3))
  (alist-cons-after 'x 'c 3 '((a . 1))))

(test-error "a phase that is not there cannot be replaced" #t
  (alist-replace 'x 1 '((a . 1))))

(test-equal "names and versions are told apart" '("gcc-toolchain" "12.2.0")
  (call-with-values
      (lambda () (package-name->name+version "gcc-toolchain-12.2.0"))
    list))

(test-equal "a name may have no version" '("hello" #f)
  (call-with-values (lambda () (package-name->name+version "hello")) list))

(test-equal "substitute* replaces matches, groups and several clauses"
  "CFLAGS=[-g] x\nSH and SH\n"
  (let ((file (write-text "makefile" "CFLAGS = -g x\n/bin/sh and /bin/sh\n")))
    (substitute* file
      (("CFLAGS *= *([^ ]*)" all flags) (string-append "CFLAGS=[" flags "]"))
      (("/bin/sh") "SH"))
    (text-of file)))

(test-equal "substitute* keeps bytes that are not UTF-8, and the mode"
  '(#vu8(233 98 10) #o755)
  (let ((file (scratch-file "latin1")))
    (call-with-output-file file
      (lambda (port) ((@ (ice-9 binary-ports) put-bytevector)
                      port #vu8(233 97 10)))
      #:binary #t)
    (chmod file #o755)
    (substitute* file (("a") "b"))
    (list (call-with-input-file file (@ (ice-9 binary-ports) get-bytevector-all)
                                #:binary #t)
          (stat:perms (stat file)))))

(test-equal "patch-shebang looks through env and keeps arguments"
  "#!/usr/bin/env -S x\n"
  (let ((file (write-text "script" "#!/usr/bin/env -S x\n")))
    (patch-shebang file (list scratch))
    (text-of file)))

(test-assert "patch-shebang finds the interpreter in the path"
  (let ((shell (write-text "sh" ""))
        (file  (write-text "script2" "#! /bin/sh -e\necho é\n")))
    (chmod shell #o755)
    (patch-shebang file (list scratch))
    (string=? (text-of file)
              (string-append "#!" scratch "/sh -e\necho é\n"))))

(test-equal "store references are hidden"
  (string-append "a /gnu/store/" (make-string 32 #\e) "-x b")
  (let ((file (write-text "references"
                          (string-append "a /gnu/store/"
                                         "0123456789abcdfghijklmnpqrsvwxyz-x b"))))
    (remove-store-references file "/gnu/store")
    (text-of file)))

(test-equal "a tree is copied with its links and deleted whole"
  '(("d" "d/f" "d/l") "f" #f)
  (let ((tree (scratch-file "tree")) (copy (scratch-file "copy")))
    (mkdir-p (string-append tree "/d"))
    (call-with-output-file (string-append tree "/d/f") (const #t))
    (symlink "f" (string-append tree "/d/l"))
    (copy-recursively tree copy #:log #f)
    (let ((names (map (lambda (file)
                        (string-drop file (+ 1 (string-length copy))))
                      (cdr (find-files copy #:directories? #t))))
          (link (readlink (string-append copy "/d/l"))))
      (delete-file-recursively copy)
      (list names link (file-exists? copy)))))

(test-equal "a wrapper runs the program with more variables, wrapped twice too"
  "1 /x:/y\n"
  (let ((program (write-text "program" "#!/bin/sh\necho $A $B\n")))
    (chmod program #o755)
    (wrap-program program #:sh "/bin/sh" '("A" = ("1")))
    (wrap-program program #:sh "/bin/sh" '("B" ":" prefix ("/x" "/y")))
    ;; dash knows no "exec -a"
    (substitute* program (("exec -a \"\\$0\"") "exec"))
    (let* ((pipe ((@ (ice-9 popen) open-pipe*) OPEN_READ program))
           (text (get-string-all pipe)))
      ((@ (ice-9 popen) close-pipe) pipe)
      text)))

(test-assert "a command that fails raises"
  (guard (c ((invoke-error? c)
             (= 3 (invoke-error-exit-status c))))
    (invoke "sh" "-c" "exit 3")
    #f))

(test-assert "a program's ELF headers are read"
  (let ((info (read-elf "/bin/sh")))
    (and (string-suffix? "ld-linux-x86-64.so.2" (elf-interpreter info))
         (member "libc.so.6" (elf-needed info))
         #t)))

(test-equal "what is no ELF file is none" #f
  (read-elf (write-text "none" "text")))

(delete-file-recursively scratch)
