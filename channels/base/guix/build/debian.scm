;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; Unpack Debian binary packages and make their files run from the store.

(define-module (guix build debian)
  #:use-module (guix build elf)
  #:use-module (guix build utils)
  #:use-module (srfi srfi-1)
  #:use-module (srfi srfi-26)
  #:use-module (ice-9 binary-ports)
  #:use-module (ice-9 ftw)
  #:use-module (ice-9 match)
  #:use-module (ice-9 popen)
  #:use-module (ice-9 rdelim)
  #:use-module (ice-9 regex)
  #:use-module (ice-9 textual-ports)
  #:use-module (rnrs bytevectors)
  #:use-module (system foreign)
  #:export (unpack-deb
            make-debian-layout
            remove-debian-layout
            relocate-links
            relocate-elf-files
            relocate-scripts
            relocate-text-files
            relocate-path
            files-with-string
            patch-string))

;;; Commentary:
;;;
;;; A .deb is made for / and for Debian's directories.  These procedures
;;; unpack several into one directory, flat (usr/lib/x86_64-linux-gnu becomes
;;; lib), and change what names a place: links, ELF interpreters and
;;; RUNPATHs, "#!" lines, and text such as "/usr/share/x".  ROOTS is always
;;; the list of directories in which a file may be found, the own one first.
;;;
;;; Code:

;;;
;;; Unpacking.
;;;

(define %aliases
  ;; Links that make tar put files where we want them, and their targets.
  '(("usr" . ".")
    ("lib/x86_64-linux-gnu" . ".")
    ("include/x86_64-linux-gnu" . ".")
    ("sbin" . "bin")
    ("games" . "bin")))

(define (make-debian-layout directory)
  "Prepare DIRECTORY so that all .debs unpack into one flat tree."
  (for-each (lambda (name)
              (mkdir-p (string-append directory "/" name)))
            '("bin" "lib" "include"))
  (for-each (match-lambda
              ((name . target)
               (symlink target (string-append directory "/" name))))
            %aliases))

(define (remove-debian-layout directory)
  "Remove from DIRECTORY what 'make-debian-layout' put there and is of no
further use."
  (for-each (match-lambda
              ((name . _) (delete-file (string-append directory "/" name))))
            %aliases)
  (for-each (lambda (name)
              (let ((directory (string-append directory "/" name)))
                (when (null? (find-files directory #:directories? #f))
                  (delete-file-recursively directory))))
            '("bin" "lib" "include")))

(define (ar-members port)
  "Return the members of the ar archive PORT as lists of name, offset and
size."
  (define (field header start end)
    (string-trim-right
     (utf8->string (let ((bytes (make-bytevector (- end start))))
                     (bytevector-copy! header start bytes 0 (- end start))
                     bytes))
     (char-set #\space #\/)))
  (let loop ((offset 8) (members '()))
    (seek port offset SEEK_SET)
    (let ((header (get-bytevector-n port 60)))
      (if (or (eof-object? header) (< (bytevector-length header) 60))
          (reverse members)
          (let ((size (string->number (field header 48 58))))
            (loop (+ offset 60 size (modulo size 2))
                  (cons (list (field header 0 16) (+ offset 60) size)
                        members)))))))

(define (decompressor member)
  "Return the command that unpacks MEMBER, such as \"data.tar.xz\"."
  (match (last (string-split member #\.))
    ("xz" '("xz" "-dc"))
    ("gz" '("gzip" "-dc"))
    ("zst" '("zstd" "-dc"))
    ("tar" '("cat"))))

(define (unpack-deb deb directory)
  "Unpack the files of DEB into DIRECTORY, following its links to
directories."
  (call-with-input-file deb
    (lambda (port)
      (match (find (match-lambda
                     ((name _ _) (string-prefix? "data.tar" name)))
                   (ar-members port))
        (#f (error "no files in package" deb))
        ((member offset size)
         (let ((packed (string-append (getcwd) "/" member)))
           (seek port offset SEEK_SET)
           (call-with-output-file packed
             (lambda (out) (dump-port port out size #:buffer-size 1048576))
             #:binary #t)
           (unpack-tar packed (decompressor member) directory)
           (delete-file packed)))))
    #:binary #t))

(define (unpack-tar file command directory)
  "Unpack the tar FILE, which COMMAND decompresses, into DIRECTORY."
  ;; tar's own -J would need /bin/sh.
  (let* ((in  (with-input-from-file file
                (lambda () (apply open-pipe* OPEN_READ command))))
         (status (with-input-from-port in
                   (lambda ()
                     (system* "tar" "-x" "-f" "-" "-C" directory
                              "--keep-directory-symlink" "--no-same-owner"
                              "--no-same-permissions" "--touch")))))
    (close-pipe in)
    (unless (zero? status)
      (error "cannot unpack" file))))

;;;
;;; Paths.
;;;

(define %directories
  '("bin" "sbin" "lib" "lib64" "libexec" "share" "include" "etc" "games"))

(define (flat-components path)
  "Return the components of the absolute PATH in a flat tree, or #f if it does
not lead into one of the directories of packages."
  (define components
    (filter (negate string-null?) (string-split path #\/)))
  (define below
    (match components
      (("usr" . rest) rest)
      (_ components)))
  (match below
    (((or "lib" "include") "x86_64-linux-gnu" . rest)
     (cons (first below) rest))
    (((or "sbin" "games") . rest) (cons "bin" rest))
    (("lib64" . rest) (cons "lib" rest))
    (((? (cut member <> %directories)) . _) below)
    (_ #f)))

(define (relocate-path path roots)
  "Return where the absolute PATH of a Debian system is found below one of
ROOTS, or #f."
  (match (flat-components path)
    (#f #f)
    (components
     (let ((relative (string-append "/" (string-join components "/"))))
       (any (lambda (root)
              (let ((file (string-append root relative)))
                (and (or (file-exists? file) (symbolic-link? file))
                     file)))
            roots)))))

(define (relocate-text-path path roots)
  "Like 'relocate-path' for PATH and ROOTS, but PATH may also be the beginning
of a file's name, to which a program adds a version."
  (or (relocate-path path roots)
      (let ((parent (relocate-path (dirname path) roots))
            (start  (basename path)))
        (and parent
             (string-suffix? "-" path)
             (directory-exists? parent)
             (pair? (or (scandir parent (cut string-prefix? start <>)) '()))
             (string-append parent "/" start)))))

(define (relocate-links directory roots)
  "Let the absolute links below DIRECTORY point into ROOTS; delete those that
lead nowhere."
  (for-each
   (lambda (link)
     (let ((target (readlink link)))
       (when (and (string-prefix? "/" target)
                  (not (store-file-name? target)))
         (let ((found (relocate-path target roots)))
           (delete-file link)
           (when found
             (symlink found link))))))
   (find-files directory (lambda (file stat) (symbolic-link? file))))
  ;; Relative links may lead to other packages' files or nowhere.
  (for-each
   (lambda (link)
     (unless (file-exists? link)
       (let* ((target (canonical-target link directory))
              (found (and target (relocate-path target roots))))
         (delete-file link)
         (when (and found (not (string=? found link)))
           (symlink found link)))))
   (find-files directory (lambda (file stat) (symbolic-link? file)))))

(define (canonical-target link directory)
  "Return the place, absolute within DIRECTORY, that the dangling relative
LINK below it means, or #f if it leads outside."
  (let loop ((components
              (string-tokenize
               (string-append (string-drop (dirname link)
                                           (string-length directory))
                              "/" (readlink link))
               (char-set-complement (char-set #\/))))
             (result '()))
    (match components
      (() (string-append "/" (string-join (reverse result) "/")))
      ((".." . rest) (and (pair? result) (loop rest (cdr result))))
      (("." . rest) (loop rest result))
      ((name . rest) (loop rest (cons name result))))))

;;;
;;; Programs and libraries.
;;;

(define (library-directories root)
  "Return the directories of ROOT that hold libraries for all."
  (filter directory-exists?
          (list (string-append root "/lib"))))

(define (translated-runpath runpath directory)
  "Return those elements of RUNPATH that still mean something in DIRECTORY."
  (filter-map (lambda (element)
                (cond ((string-prefix? "$ORIGIN" element) element)
                      ((relocate-path element (list directory)))
                      (else #f)))
              runpath))

(define (needed-directories file info own directories)
  "Return the RUNPATH that lets FILE, described by INFO, find each library it
needs: OWN first, then those of DIRECTORIES that hold one."
  (define here (dirname file))
  (define (origin element)
    (if (string-prefix? "$ORIGIN" element)
        (string-append here (string-drop element 7))
        element))
  (fold (lambda (library result)
          (define (holds? directory)
            (file-exists? (string-append (origin directory) "/" library)))
          (cond ((string-prefix? "ld-linux" library) result)
                ((find holds? (append result directories (list here)))
                 => (lambda (directory)
                      (if (member directory result)
                          result
                          (append result (list directory)))))
                (else
                 (error "library not found" library file))))
        own
        (elf-needed info)))

(define* (relocation-options file directory roots
                             #:key interpreter (optional '()))
  "Return the options of patchelf that let the ELF FILE, which belongs to
DIRECTORY, start with INTERPRETER and find its libraries in ROOTS; those of
OPTIONAL may be missing."
  (match (read-elf file)
    ((? elf-dynamic? info)
     (let* ((own (translated-runpath (elf-runpath info) directory))
            (runpath (needed-directories
                      file
                      (elf-without-needed info optional)
                      own
                      (append-map library-directories roots))))
       (append (if (and interpreter (elf-interpreter info))
                   (list "--set-interpreter" interpreter)
                   '())
               (cond ((pair? runpath)
                      (list "--set-rpath" (string-join runpath ":")))
                     ((pair? (elf-runpath info)) '("--remove-rpath"))
                     (else '())))))
    (_ '())))

(define (elf-candidate? file stat)
  "Return true if FILE may be a program or library that the linker loads."
  (and (eq? 'regular (stat:type stat))
       (> (stat:size stat) 64)
       (not (string-match "\\.(o|a|go|gz|h|hpp|html|py|pm|pl|txt|scm)$" file))
       (not (string-prefix? "ld-linux" (basename file)))
       (elf-file? file)))

(define (group-by-value alist)
  "Return ALIST, of keys and values, as a list of values, each with its keys."
  (let ((table (make-hash-table)))
    (for-each (match-lambda
                ((key . value)
                 (hash-set! table value
                            (cons key (hash-ref table value '())))))
              alist)
    (hash-map->list (lambda (value keys) (cons value (reverse keys)))
                    table)))

(define* (relocate-elf-files directory roots #:rest rest)
  "Let programs and libraries below DIRECTORY find what they need in ROOTS;
REST are keywords of 'relocation-options'."
  ;; One run of patchelf for all files that want the same of it: starting it
  ;; takes longer than its work.
  (for-each (match-lambda
              ((() . _) #t)
              ((options . files)
               (apply invoke "patchelf" (append options files))))
            (group-by-value
             (map (lambda (file)
                    (cons file
                          (apply relocation-options file directory roots
                                 rest)))
                  (find-files directory elf-candidate?)))))

;;;
;;; Text.
;;;

(define (relocate-scripts directory roots)
  "Let executable scripts below DIRECTORY use the interpreters of ROOTS."
  (define path (map (cut string-append <> "/bin") roots))
  (for-each (cut patch-shebang <> path)
            (find-files directory
                        (lambda (file stat)
                          (and (eq? 'regular (stat:type stat))
                               (not (zero? (logand #o111 (stat:mode stat)))))))))

(define %path-regexp
  ;; A path that begins with a directory of the system, not preceded by
  ;; something that makes it the tail of another path.
  (make-regexp
   (string-append "(^|[^A-Za-z0-9_.$}/)@-])"
                  "(/usr/(lib|share|bin|include|sbin|libexec|games)"
                  "|/bin|/sbin)"
                  "((/[A-Za-z0-9_.+-]+)*)")
   regexp/extended))

(define (relocate-line line roots)
  "Return LINE with the paths replaced that are found below ROOTS."
  (let loop ((start 0) (pieces '()))
    (match (regexp-exec %path-regexp line start)
      (#f (if (null? pieces)
              line
              (string-concatenate-reverse
               (cons (substring line start) pieces))))
      (m
       (let* ((from (match:end m 1))
              (path (substring line from (match:end m)))
              (dots (string-trim-right path #\.))
              (found (and (or (string-prefix? "/usr" dots)
                              (not (member dots '("/bin" "/sbin"))))
                          (relocate-text-path dots roots))))
         (loop (+ from (string-length (if found dots path)))
               (cons* (or found path)
                      (substring line start from)
                      pieces)))))))

(define (matching-files . arguments)
  "Return, sorted, the files that grep finds with ARGUMENTS."
  (let* ((pipe (apply open-pipe* OPEN_READ "grep" "-rl" arguments))
         (text (get-string-all pipe)))
    (close-pipe pipe)
    (sort (remove (lambda (file)
                    (or (string-null? file) (symbolic-link? file)))
                  (string-split text #\newline))
          string<?)))

(define (files-with-string directory string)
  "Return the files below DIRECTORY, of whatever kind, that contain STRING."
  (matching-files "-F" string directory))

(define (text-candidates directory)
  "Return the text files below DIRECTORY that name a system directory."
  (matching-files "-IE"
                  "--exclude=*.m4f" "--exclude=*.go" "--exclude=*.h"
                  "--exclude-dir=man" "--exclude-dir=info"
                  "--exclude-dir=doc" "--exclude-dir=zoneinfo"
                  "/usr/|/bin/|prefix ?= ?\"?/usr" directory))

(define %library-file
  ;; Names of files that tell compilers where libraries are.
  "(\\.(pc|cmake|la|prl)|-config)$")

(define (relocate-text-files directory roots)
  "Replace, in the text files below DIRECTORY, paths such as \"/usr/share/x\"
by those of files that exist below ROOTS."
  (for-each
   (lambda (file)
     (let* ((text (call-with-ascii-input-file file get-string-all))
            (new (string-join (map (cut relocate-line <> roots)
                                   (string-split text #\newline))
                              "\n"))
            (new (if (string-match %library-file file)
                     (relocate-library-file new directory)
                     new)))
       (unless (string=? text new)
         (let ((mode (stat:perms (stat file)))
               (port (begin (make-file-writable file)
                            (open-file file "wb"))))
           (put-string port new)
           (close-port port)
           (chmod file mode)))))
   (text-candidates directory)))

(define (relocate-library-file text directory)
  "Return TEXT, that of a file that tells where a library is, for the flat
tree DIRECTORY."
  (let* ((text (regexp-substitute/global #f "lib/x86_64-linux-gnu" text
                                         'pre "lib" 'post))
         (text (regexp-substitute/global #f "include/x86_64-linux-gnu" text
                                         'pre "include" 'post)))
    (regexp-substitute/global #f "(prefix ?= ?)\"?/usr\"?" text
                              'pre 1 directory 'post)))

(define (patch-string file old new)
  "Replace each OLD in the binary FILE by NEW, which is as long; return how
often."
  (unless (= (string-length old) (string-length new))
    (error "strings differ in length" old new))
  (let* ((bytes (call-with-input-file file get-bytevector-all #:binary #t))
         ;; As text, for the search of strings is compiled code; made this
         ;; way, for ports decode slowly.
         (text (pointer->string (bytevector->pointer bytes)
                                (bytevector-length bytes)
                                "ISO-8859-1"))
         (replacement (string->utf8 new))
         (size (bytevector-length replacement))
         (count (let loop ((from 0) (count 0))
                  (match (string-contains text old from)
                    (#f count)
                    (at (bytevector-copy! replacement 0 bytes at size)
                        (loop (+ at size) (+ count 1)))))))
    (unless (zero? count)
      (make-file-writable file)
      (call-with-output-file file
        (cut put-bytevector <> bytes)
        #:binary #t))
    count))
