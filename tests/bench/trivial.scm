;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; Print the file names of COUNT derivations that each run BUSYBOX once.
(use-modules (guix store) (guix derivations) (ice-9 match))

(match (cdr (command-line))
  ((busybox count)
   (with-store store
     (let ((builder (add-to-store store "busybox" #t "sha256" busybox)))
       (for-each (lambda (i)
                   (let ((drv (derivation store (string-append "trivial-" (number->string i))
                                          builder '("sh" "-c" "echo hi > $out")
                                          #:sources (list builder))))
                     (display (derivation-file-name drv))
                     (newline)))
                 (iota (string->number count)))))))
