;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; Commentary:
;;; A derivation is a function of the channels' contents alone.
;;; Code:

(use-modules (srfi srfi-1) (srfi srfi-64) (ice-9 match) (ice-9 popen)
             (ice-9 textual-ports) (guix utils))

(define here (dirname (search-path %load-path "api-purity.scm")))
(define base (dirname (dirname (search-path %load-path "guix/packages.scm"))))
(define gx-eval (string-append (getenv "GX_TOP_BUILDDIR") "/gx-eval"))

(define (lower-all channel data directory variables)
  "Return what data/lower-all.scm prints for the trees CHANNEL and DATA, run in
DIRECTORY with the environment VARIABLES."
  (let* ((pipe (apply open-pipe* OPEN_READ "env" "-i" "-C" directory
                      (append variables
                              (list gx-eval "-L" channel "--script"
                                    (string-append data "/lower-all.scm")))))
         (text (get-string-all pipe)))
    (close-pipe pipe)
    text))

(call-with-temporary-directory
 (lambda (directory)
   (define copy (string-append directory "/elsewhere"))
   (mkdir copy)
   (system* "cp" "-r" base (string-append copy "/base"))
   (system* "cp" "-r" (string-append here "/data") (string-append copy "/data"))
   (system* "find" copy "-exec" "touch" "-h" "-d" "2001-01-01" "{}" "+")
   (let ((one (lower-all base (string-append here "/data") "/"
                         '("HOME=/root" "LANG=C" "PATH=/usr/bin:/bin")))
         (two (lower-all (string-append copy "/base")
                         (string-append copy "/data") directory
                         '("HOME=/nonexistent" "LANG=en_US.UTF-8"
                           "LC_ALL=C.UTF-8" "TZ=Asia/Tokyo" "USER=someone"
                           "PATH=/bin:/usr/bin" "TMPDIR=/var/tmp"))))
     (test-assert "there are derivations"
       (> (count (lambda (line) (string-suffix? ".drv" line))
                 (string-split one #\newline))
          10))
     (test-equal "the same in other surroundings" one two))))
