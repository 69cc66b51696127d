;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; Strings, files and directories.

(define-module (guix utils files)
  #:use-module (ice-9 match)
  #:use-module (srfi srfi-1)
  #:export (current-source-directory
            source-directory

            file-extension
            file-sans-extension
            tarball-sans-extension
            compressed-file?
            string-replace-substring
            string-closest
            string-distance
            readlink*
            switch-symlinks
            arguments-from-environment-variable
            config-directory
            cache-directory
            data-directory
            call-with-temporary-output-file
            call-with-temporary-directory
            with-atomic-file-output
            with-environment-variables))

;;; Commentary:
;;;
;;; Names of files, temporary ones, and strings in general.
;;;
;;; Code:

(define (file-extension file)
  "Return the extension of FILE, or #f."
  (match (string-rindex file #\.)
    (#f #f)
    (dot (substring file (+ 1 dot)))))

(define (file-sans-extension file)
  "Return FILE without its extension."
  (match (string-rindex file #\.)
    (#f file)
    (dot (substring file 0 dot))))

(define (tarball-sans-extension tarball)
  "Return TARBALL without extensions such as .tar.gz."
  (match (string-contains tarball ".tar")
    (#f (file-sans-extension tarball))
    (end (substring tarball 0 end))))

(define (compressed-file? file)
  "Return true if FILE's name is that of a compressed file or an archive."
  (->bool (member (file-extension file)
                  '("gz" "Z" "bz2" "lz" "xz" "zip" "tbz2" "tgz" "txz" "zst"
                    "7z" "bz3"))))

(define* (string-replace-substring str substr replacement
                                   #:optional (start 0)
                                   (end (string-length str)))
  "Return STR between START and END with each SUBSTR replaced by REPLACEMENT."
  (let loop ((start start) (pieces '()))
    (match (and (not (string-null? substr))
                (string-contains str substr start end))
      (#f (string-concatenate-reverse pieces (substring str start end)))
      (index (loop (+ index (string-length substr))
                   (cons* replacement (substring str start index) pieces))))))

(define (string-distance s1 s2)
  "Return the Levenshtein distance of S1 and S2."
  (define columns (string-length s2))
  (define (next-row row i)
    (let loop ((j 0) (previous row) (result (list (+ i 1))))
      (if (= j columns)
          (reverse result)
          (match previous
            ((diagonal above . _)
             (loop (+ j 1)
                   (cdr previous)
                   (cons (min (+ 1 above)
                              (+ 1 (car result))
                              (+ diagonal
                                 (if (char=? (string-ref s1 i)
                                             (string-ref s2 j))
                                     0
                                     1)))
                         result)))))))
  (last (fold (lambda (i row) (next-row row i))
              (iota (+ 1 columns))
              (iota (string-length s1)))))

(define* (string-closest trial tests #:key (threshold 3))
  "Return the string of TESTS nearest to TRIAL, or #f if each differs by
THRESHOLD edits or more."
  (match (fold (lambda (test best)
                 (let ((distance (string-distance trial test)))
                   (match best
                     ((_ . least)
                      (if (< distance least) (cons test distance) best)))))
               (cons #f threshold)
               tests)
    ((closest . _) closest)))

(define (readlink* file)
  "Follow the symbolic links of FILE until something else is found."
  (let loop ((file file) (left 40))
    (match (and (> left 0) (false-if-exception (readlink file)))
      (#f file)
      (target
       (loop (if (absolute-file-name? target)
                 target
                 (string-append (dirname file) "/" target))
             (- left 1))))))

(define (switch-symlinks link target)
  "Make LINK a symbolic link to TARGET in one step."
  (let ((pivot (string-append link ".new")))
    (symlink target pivot)
    (rename-file pivot link)))

(define-syntax current-source-directory
  (lambda (s)
    "Return the directory of the file where this is written, as it is when the
program runs, or #f."
    (syntax-case s ()
      ((_)
       (let ((file (assq-ref (or (syntax-source s) '()) 'filename)))
         (with-syntax ((file (datum->syntax s file))
                       (module (datum->syntax
                                s (module-name (current-module)))))
           #'(source-directory 'module 'file)))))))

(define (source-directory module file)
  "Return the directory of FILE, as the source of MODULE, a module name, says.
A module may have moved since it was compiled, so it is looked up anew."
  (define (module-file name)
    (and (pair? name)
         (every symbol? name)
         (search-path %load-path
                      (string-append (string-join (map symbol->string name)
                                                  "/")
                                     ".scm"))))
  (define (same-base-name? a b)
    (string=? (basename a) (basename b)))
  (match (module-file module)
    ((? string? found)
     ;; Forms within a gexp may have lost their source: then the module tells.
     (if (or (not file) (same-base-name? found file))
         (dirname found)
         (file-directory file)))
    (#f (and file (file-directory file)))))

(define (file-directory file)
  "Return the absolute directory of FILE, which may be relative to the load
path or to the working directory."
  (if (absolute-file-name? file)
      (dirname file)
      (match (search-path %load-path file)
        (#f (dirname (string-append (getcwd) "/" file)))
        (found (if (absolute-file-name? found)
                   (dirname found)
                   (dirname (string-append (getcwd) "/" found)))))))

(define (arguments-from-environment-variable variable)
  "Return the words of the environment VARIABLE, () if it is unset."
  (match (getenv variable)
    (#f '())
    (str (string-tokenize str))))

(define (xdg-directory variable suffix)
  "Return gx's directory below that of VARIABLE or of $HOME/SUFFIX."
  (string-append (or (getenv variable)
                     (string-append (or (getenv "HOME") "/") suffix))
                 "/gx"))

(define* (config-directory #:key (ensure? #f))
  "Return the user's configuration directory."
  (xdg-directory "XDG_CONFIG_HOME" "/.config"))

(define* (cache-directory #:key (ensure? #f))
  "Return the user's cache directory."
  (xdg-directory "XDG_CACHE_HOME" "/.cache"))

(define* (data-directory #:key (ensure? #f))
  "Return the user's data directory."
  (xdg-directory "XDG_DATA_HOME" "/.local/share"))

(define (call-with-temporary-output-file proc)
  "Call PROC with the name of a new temporary file and a port to it; delete the
file afterwards."
  (let* ((port (mkstemp (string-append (or (getenv "TMPDIR") "/tmp")
                                       "/gx-file.XXXXXX")))
         (name (port-filename port)))
    (dynamic-wind
      (const #t)
      (lambda () (proc name port))
      (lambda ()
        (close-port port)
        (false-if-exception (delete-file name))))))

(define (delete-tree file)
  "Delete FILE and what is below it."
  (if (eq? 'directory (stat:type (lstat file)))
      (let ((dir (opendir file)))
        (let loop ((names '()))
          (match (readdir dir)
            ((? eof-object?)
             (closedir dir)
             (for-each (lambda (name)
                         (delete-tree (string-append file "/" name)))
                       names)
             (rmdir file))
            ((or "." "..") (loop names))
            (name (loop (cons name names))))))
      (delete-file file)))

(define (call-with-temporary-directory proc)
  "Call PROC with the name of a new directory; delete it afterwards."
  (let ((directory (mkdtemp (string-append (or (getenv "TMPDIR") "/tmp")
                                           "/gx-directory.XXXXXX"))))
    (dynamic-wind
      (const #t)
      (lambda () (proc directory))
      (lambda () (false-if-exception (delete-tree directory))))))

(define (with-atomic-file-output file proc)
  "Call PROC with a port whose contents become FILE when PROC returns."
  (let* ((port (mkstemp (string-append file ".XXXXXX")))
         (name (port-filename port)))
    (call-with-values (lambda () (proc port))
      (lambda results
        (close-port port)
        (rename-file name file)
        (apply values results)))))

(define (call-with-environment-variables variables thunk)
  "Call THUNK with the environment VARIABLES, an alist, set."
  (define environment (environ))
  (dynamic-wind
    (lambda ()
      (for-each (match-lambda
                  ((name #f) (unsetenv name))
                  ((name value) (setenv name value)))
                variables))
    thunk
    (lambda () (environ environment))))

(define-syntax-rule (with-environment-variables variables body ...)
  "Run BODY with VARIABLES, a list of (NAME VALUE), in the environment."
  (call-with-environment-variables variables (lambda () body ...)))

;;; files.scm ends here
