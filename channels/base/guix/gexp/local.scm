;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; Files of the host as file-like objects.

(define-module (guix gexp local)
  #:use-module (guix diagnostics)
  #:use-module (guix gexp objects)
  #:use-module (guix i18n)
  #:use-module (guix store)
  #:use-module (guix utils)
  #:use-module (ice-9 match)
  #:use-module (srfi srfi-9)
  #:use-module (srfi srfi-34)
  #:use-module (srfi srfi-35)
  #:export (local-file
            local-file?
            local-file-file
            local-file-absolute-file-name
            local-file-name
            local-file-recursive?
            local-file-select?
            assume-valid-file-name
            direct))

;;; Commentary:
;;;
;;; A literal relative name is resolved when the program runs, against where the
;;; file that has it is then, never when it is compiled.
;;;
;;; Code:

(define-syntax-rule (direct (store) exp)
  "Return the monadic value that computes EXP with STORE bound."
  (lambda (store)
    (values exp store)))

(define-record-type <local-file>
  (%%local-file file absolute name recursive? select? location)
  local-file?
  (file       local-file-file)                    ;string, as given
  (absolute   %local-file-absolute-file-name)     ;promise of a string
  (name       local-file-name)                    ;string
  (recursive? local-file-recursive?)              ;Boolean
  (select?    local-file-select?)                 ;file stat -> Boolean
  (location   local-file-location))               ;source vector or #f

(define (local-file-absolute-file-name file)
  "Return the absolute name of FILE, a <local-file>."
  (force (%local-file-absolute-file-name file)))

(define (true file stat)
  "Return true."
  #t)

(define (make-absolute file directory)
  "Return FILE, relative to DIRECTORY, as an absolute name."
  (cond ((absolute-file-name? file) file)
        (directory (string-append directory "/" file))
        (else (string-append (getcwd) "/" file))))

(define* (%local-file location file absolute
                      #:optional (name (basename file))
                      #:key recursive? (select? true))
  "Return a <local-file> written at LOCATION; ABSOLUTE is a promise of FILE's
absolute name."
  (%%local-file file absolute name recursive? select? location))

(eval-when (expand load eval)
  (define (location-code s)
    "Return the code of the source vector of S, or #f."
    (let ((source (syntax-source s)))
      (if source
          #`'#,(datum->syntax s (vector (assq-ref source 'filename)
                                        (assq-ref source 'line)
                                        (assq-ref source 'column)))
          #'#f)))

  (define (source-directory-code s)
    "Return the code that computes the directory of the file that S is in."
    (let ((file (assq-ref (or (syntax-source s) '()) 'filename)))
      #`(source-directory '#,(datum->syntax s (module-name (current-module)))
                          '#,(datum->syntax s file)))))

(define-syntax local-file
  (lambda (s)
    "Return the object that stands for a file of the host.  A literal relative
name is relative to the directory of the file where it is written:
(local-file \"my.patch\"), (local-file \".\" \"checkout\" #:recursive? #t)."
    (syntax-case s (assume-valid-file-name)
      ((_ file rest ...)
       (string? (syntax->datum #'file))
       #`(let ((directory (delay #,(source-directory-code s))))
           (%local-file #,(location-code s) file
                        (delay (make-absolute file (force directory)))
                        rest ...)))
      ((_ (assume-valid-file-name file) rest ...)
       #`(let ((name file))
           (%local-file #,(location-code s) name
                        (delay (make-absolute name #f)) rest ...)))
      ((_ file rest ...)
       #`(let ((name file))
           (%local-file #,(location-code s) name
                        (delay (make-absolute name #f)) rest ...)))
      ((_)
       (syntax-violation 'local-file "missing file name" s))
      (id
       (identifier? #'id)
       #'(lambda (file . rest)
           (apply %local-file #f file
                  (delay (make-absolute file #f)) rest))))))

(define (assume-valid-file-name file)
  "Return FILE; in 'local-file', take a name that is not a literal relative to
the working directory."
  file)

(define %name-characters
  (string->char-set
   "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-._?="))

(define (valid-item-name? name)
  "Say whether NAME may be that of a store item."
  (and (not (string-null? name))
       (<= (string-length name) 211)
       (not (char=? #\. (string-ref name 0)))
       (not (string-skip name %name-characters))))

(define (local-file-error file message hint)
  "Raise an error about FILE, a <local-file>, with MESSAGE and HINT or #f."
  (let ((location (source-properties->location (local-file-location file))))
    (raise (apply make-compound-condition
                  (make-condition &message 'message message)
                  (append (if location
                              (list (make-condition &error-location
                                                    'location location))
                              '())
                          (if hint
                              (list (make-condition &fix-hint 'hint hint))
                              '()))))))

(define (check-local-file file absolute)
  "Raise an error unless FILE, at ABSOLUTE, can be added to the store."
  (let ((stat (false-if-exception
               ((if (local-file-recursive? file) lstat stat) absolute)))
        (name (local-file-name file)))
    (cond ((not stat)
           (local-file-error file
                             (string-append (G_ "no such file: ") absolute)
                             #f))
          ((not (valid-item-name? name))
           (local-file-error file
                             (string-append (G_ "a store item cannot be called ")
                                            (object->string name))
                             (G_ "Give another name after the file's: \
(local-file FILE \"name\").")))
          ((and (eq? 'directory (stat:type stat))
                (not (local-file-recursive? file)))
           (local-file-error file
                             (string-append absolute (G_ " is a directory"))
                             (G_ "Add '#:recursive? #t' to take all of it."))))))

(define-gexp-compiler (local-file-compiler (file <local-file>) system target)
  (direct (store)
    (let ((absolute (local-file-absolute-file-name file))
          (select? (local-file-select? file)))
      (check-local-file file absolute)
      (add-to-store store (local-file-name file)
                    (local-file-recursive? file) "sha256" absolute
                    #:select? (and (not (eq? select? true)) select?)))))

;;; local.scm ends here
