;;; SPDX-License-Identifier: GPL-3.0-or-later

(define-module (gx eval show)
  #:use-module (gx eval core)
  #:use-module (gx eval mistake)
  #:use-module (gx eval request)
  #:use-module (ice-9 match)
  #:use-module (ice-9 regex)
  #:use-module (srfi srfi-1)
  #:export (show-packages
            search-packages))

;;; Commentary:
;;; Package descriptions as recutils records.
;;; Code:

(define-syntax-rule (field name package)
  "Return what NAME, an accessor of (guix packages), says of PACKAGE."
  ((core (guix packages) name) package))

(define (one-line text)
  "Return TEXT with every run of blanks made one space."
  (string-join (string-tokenize text) " "))

(define (wrap text)
  "Return TEXT as the value of a field, continued with '+ ' lines."
  (let loop ((words (string-tokenize text)) (column 13) (out '()))
    (match words
      (() (string-concatenate (reverse out)))
      ((word . rest)
       (if (and (pair? out) (> (+ column 1 (string-length word)) 78))
           (loop rest (+ 2 (string-length word))
                 (cons* word "\n+ " out))
           (loop rest (+ column 1 (string-length word))
                 (if (null? out) (list word) (cons* word " " out))))))))

(define (licenses package)
  "Return the names of PACKAGE's licences."
  (let ((license-name (core (guix licenses) license-name)))
    (match (field package-license package)
      (#f "unknown")
      ((? list? all) (string-join (map license-name all) ", "))
      (one (license-name one)))))

(define (dependencies package)
  "Return the names of PACKAGE's direct inputs."
  (string-join
   (sort (filter-map
          (match-lambda
            ((_ (? (core (guix packages) package?) p) . _)
             (format #f "~a@~a" (field package-name p) (field package-version p)))
            (_ #f))
          (field package-direct-inputs package))
         string<?)
   " "))

(define (location package)
  "Return where PACKAGE is defined."
  (match (field package-location package)
    (#f "unknown")
    (loc ((core (guix diagnostics) location->string) loc))))

(define (package->recutils package)
  "Return the description of PACKAGE."
  (string-append
   "name: " (field package-name package) "\n"
   "version: " (field package-version package) "\n"
   "outputs: " (string-join (field package-outputs package) " ") "\n"
   "dependencies: " (wrap (dependencies package)) "\n"
   "location: " (location package) "\n"
   "homepage: " (or (field package-home-page package) "") "\n"
   "license: " (licenses package) "\n"
   "synopsis: " (one-line (or (field package-synopsis package) "")) "\n"
   "description: " (wrap (or (field package-description package) "")) "\n"))

(define (show-packages request)
  "Return the descriptions of the packages that REQUEST's inputs name."
  (string-join
   (append-map
    (lambda (input)
      (match (string-split (input-text input) #\@)
        ((name . version)
         (match ((core (gnu packages) find-packages-by-name) name
                 (match version ((v) v) (_ #f)))
           (()
            ((core (gnu packages) specification->package) (input-text input))
            '())
           (packages (map package->recutils packages))))))
    (request-inputs request))
   "\n"))

(define (relevance package regexps)
  "Return how well PACKAGE fits REGEXPS, 0 if one of them does not match at all."
  (define (score regexp)
    (define (hits text weight)
      (if (and text (regexp-exec regexp text)) weight 0))
    (+ (hits (field package-name package) 4)
       (let ((m (regexp-exec regexp (field package-name package))))
         (if (and m (string=? (match:substring m) (field package-name package)))
             5 0))
       (hits (field package-synopsis package) 3)
       (hits (field package-description package) 2)))
  (let ((scores (map score regexps)))
    (if (any zero? scores) 0 (apply + scores))))

(define (search-packages request)
  "Return the descriptions of the packages that fit the words of REQUEST, the best
first."
  (let* ((regexps (map (lambda (input)
                         (make-regexp (input-text input) regexp/icase))
                       (request-inputs request)))
         (found ((core (gnu packages) fold-packages)
                 (lambda (package found)
                   (let ((score (relevance package regexps)))
                     (if (zero? score) found
                         (cons (cons score package) found))))
                 '())))
    (string-join
     (map (match-lambda
            ((score . package)
             (string-append (package->recutils package)
                            "relevance: " (number->string score) "\n")))
          (sort found
                (lambda (a b)
                  (or (> (car a) (car b))
                      (and (= (car a) (car b))
                           (string<? (field package-name (cdr a))
                                     (field package-name (cdr b))))))))
     "\n")))
