;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; Print the file names of COUNT derivations that each run DIRECTORY's
;;; program "busybox" once.
(use-modules (guix store) (guix derivations) (ice-9 match))

(match (cdr (command-line))
  ((directory count)
   (with-store store
     (let ((builder (add-to-store store "busybox" #t "sha256" directory)))
       (for-each (lambda (i)
                   (let ((drv (derivation store (string-append "trivial-" (number->string i))
                                          (string-append builder "/busybox")
                                          '("sh" "-c" "echo hi > $out")
                                          #:sources (list builder))))
                     (display (derivation-file-name drv))
                     (newline)))
                 (iota (string->number count)))))))
