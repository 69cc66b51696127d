;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; Code for people.

(define-module (guix read-print)
  #:use-module (ice-9 match)
  #:use-module (ice-9 pretty-print)
  #:export (pretty-print-with-comments
            object->string*))

;;; Commentary:
;;;
;;; Print S-expressions as people would write them.
;;;
;;; Code:

(define* (pretty-print-with-comments port obj #:key (indent 0)
                                     (max-width 78)
                                     #:allow-other-keys)
  "Write OBJ to PORT in lines of at most MAX-WIDTH columns, but for the first
each indented by INDENT."
  (display (object->string* obj indent #:max-width max-width) port)
  (newline port))

(define* (object->string* obj indent #:key (max-width 78)
                          #:allow-other-keys)
  "Return OBJ as text; lines but for the first are indented by INDENT."
  (string-trim-right
   (call-with-output-string
     (lambda (port)
       (display (string-drop
                 (call-with-output-string
                   (lambda (port)
                     (pretty-print obj port
                                   #:width max-width
                                   #:per-line-prefix
                                   (make-string indent #\space))))
                 indent)
                port)))))

;;; read-print.scm ends here
