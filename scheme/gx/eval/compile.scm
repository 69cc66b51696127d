;;; SPDX-License-Identifier: GPL-3.0-or-later

(define-module (gx eval compile)
  #:use-module (gx core)
  #:use-module (gx engine)
  #:use-module (ice-9 format)
  #:use-module (ice-9 match)
  #:use-module (system base compile)
  #:export (compile-missing))

;;; Commentary:
;;; Compile the modules of the channels that have no object file for their
;;; present content, each after those that it imports.  -O1 takes a seventh of
;;; the time of -O2, loads as fast, and copies no code from module to module.
;;; Code:

;; Expanding a module's source leaves a module without values behind: importers
;; compiled later in this process would find its macros but not what these refer
;; to, and be compiled wrongly.  So each module is also loaded, right afterwards.

(define (module-name name)
  "Return the list of symbols for NAME, such as \"guix/records\"."
  (map string->symbol (string-split name #\/)))

(define (loaded? name)
  "Say whether the module NAME is in this process already."
  (->bool (resolve-module (module-name name) #f #:ensure #f)))

(define (quit-if-unwanted)
  "End without a word if there is no longer a place for object files."
  (unless (file-exists? (dirname (compiled-tmp)))
    (primitive-exit 0)))

;; Somebody may wait for us so long, and not for package modules; then it is no
;; longer urgent.
(define %urgent-seconds 3)

(define (background-niceness awaited?)
  "Return a procedure to call now and then, with whether it is the turn of package
modules, which lowers this process's priority once nobody waits for it any more.
AWAITED? tells that somebody does."
  (let ((start (current-time)) (nice? #f))
    (lambda (package?)
      (unless (or nice?
                  (and (not package?)
                       (< (- (current-time) start) %urgent-seconds)))
        (set! nice? #t)
        (when awaited?
          (compiled-release))
        (nice 15)))))

(define %passing-errors
  ;; They say nothing of the module: it may well be compiled another time.
  (list ENOSPC EDQUOT EROFS EIO EACCES EPERM EMFILE ENFILE ENOMEM EAGAIN EINTR EFBIG))

(define (passing? key args)
  "Say whether the exception KEY with ARGS is due to the state of the machine: no
space, for instance."
  (match (cons key args)
    (('system-error _ _ _ (errno . _)) (->bool (memv errno %passing-errors)))
    (('not-kept . _) #t)
    (_ #f)))

(define (commit name tmp)
  "Keep TMP as the object file of the module NAME."
  (catch 'gx-error
    (lambda ()
      (compiled-commit name tmp))
    (lambda (key message . rest)
      (throw 'not-kept message))))

(define (compile-module name source)
  "Compile SOURCE, the module NAME; return 'compiled, 'failed if it cannot be, or
'disturbed if that had to do with the machine only."
  (let ((tmp (compiled-tmp))
        (known? (loaded? name)))
    (catch #t
      (lambda ()
        (quit-if-unwanted)
        (compile-file source #:output-file tmp #:optimization-level 1
                      #:warning-level 0 #:opts '())
        (unless known?
          (false-if-exception (load-compiled tmp)))
        (commit name tmp)
        'compiled)
      (lambda (key . args)
        (quit-if-unwanted)
        (false-if-exception (delete-file tmp))
        (let ((reason (format #f "~a ~s" key args))
              (passing? (passing? key args)))
          (unless passing?
            (compiled-give-up name reason))
          (format (current-error-port) "gx-eval: cannot compile ~a: ~a~%"
                  source reason)
          (if passing? 'disturbed 'failed))))))

(define* (compile-missing #:key (progress? (isatty? (current-error-port))))
  "Compile what is missing; exit with status 1 if some module failed, at once if the
machine is at fault, which would hit the others too.  With the argument \"prune\"
object files that no module uses are removed; with \"background\" others soon take
precedence, with \"awaited\" too somebody is told of it."
  (unless (compiled-tmp)
    (format (current-error-port) "gx-eval: --compile needs --cache=DIR~%")
    (exit 2))
  (compiled-lock)
  (compiled-expire 90)
  (let* ((missing (compiled-missing))
         (total (length missing))
         (be-nice (if (member "background" (program-arguments))
                      (background-niceness
                       (member "awaited" (program-arguments)))
                      (const #t))))
    (let loop ((modules missing) (done 1) (ok? #t))
      (match modules
        (()
         (when (and progress? (positive? total))
           (newline (current-error-port)))
         (when (member "prune" (program-arguments))
           (compiled-prune))
         (exit (if ok? 0 1)))
        (((name source package?) . rest)
         (be-nice package?)
         (when package?
           ((@ (gx eval lazy) install-lazy-modules!) #:compiling? #t))
         (when progress?
           (format (current-error-port) "\r\x1b[Kcompiling ~a of ~a: ~a"
                   done total name))
         (match (compile-module name source)
           ('disturbed (exit 1))
           (result (loop rest (1+ done) (and ok? (eq? result 'compiled))))))))))
