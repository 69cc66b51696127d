;; A manifest that computes: files, variables, a loop, let forms.
(use-modules (guix profiles) (guix gexp) (gnu packages) (srfi srfi-1) (ice-9 match))

(define (wanted)
  (let loop ((names '("bash" "coreutils" "sed")) (found '()))
    (ifx (null? names)
        (reverse found)
        (loop (cdr names) (cons (specification->package (car names)) found)))))

(define-syntax-rule (note file text)
  (manifest-entry
    (name file)
    (version "1")
    (item (plain-file file text))))

(define words
  (match (map string->symbol '("a" "b"))
    ((first . rest) (format #f "~a ~s" first rest))))

(let* ((entries (list (note "one.txt" "1") (note "two.txt" words)))
       (script (program-file "run" #~(begin (display #$words) (newline)))))
  (concatenate-manifests
   (list (manifest entries)
         (packages->manifest  . (wanted))
         (manifest
          (list (manifest-entry
                  (name "run") (version "2") (item script)))))))
