;;; SPDX-License-Identifier: GPL-3.0-or-later

(define-module (gx eval image)
  #:use-module (gx eval mistake)
  #:use-module (ice-9 match)
  #:use-module (srfi srfi-1)
  #:export (image
            image?
            image-records))

;;; Commentary:
;;; The form (image FIELD …), which (gx image) gives to manifests.  A field is an
;;; option of `gx pack' under a name of Guix's manner; gx checks the values as it
;;; does those of the option, and shows the place of the field when one is wrong.
;;; Code:

;;;
;;; What a field takes, as strings; #f for anything else.
;;;

(define (text value)
  "Return VALUE, a string or a number, as a list of one string."
  (match value
    ((? string?) (list value))
    ((? exact-integer?) (list (number->string value)))
    (_ #f)))

(define (number value)
  "Return VALUE, a natural number, as a list of one string."
  (and (exact-integer? value) (>= value 0) (text value)))

(define (flag value)
  "Return VALUE, a boolean, as a list that is empty for false."
  (match value
    (#t '(""))
    (#f '())
    (_ #f)))

(define (each convert)
  "Return a procedure that takes a list of what CONVERT takes."
  (lambda (value)
    (and (list? value)
         (let ((strings (map convert value)))
           (and (every identity strings) (concatenate strings))))))

(define (pair value)
  "Return VALUE, (NAME . VALUE), (NAME -> TARGET) or \"NAME=VALUE\", as a list of
one string."
  (match value
    ((? string?) (list value))
    (((? string? name) . (? string? value)) (list (string-append name "=" value)))
    (((? string? name) '-> (? string? target))
     (list (string-append name "=" target)))
    (_ #f)))

(define (command value)
  "Return VALUE, a list of words or a string of words, as a list of strings."
  (match value
    ((? string?) (string-tokenize value))
    (_ ((each text) value))))

(define %fields
  ;; Field, option of `gx pack', what it takes, and that in words.
  `((tag                   "image-tag"            ,text "a string")
    (entry-point           "entry-point"          ,text "a string")
    (entry-point-arguments "entry-point-argument" ,(each text) "a list of strings")
    (cmd                   "cmd"                  ,(each text) "a list of strings")
    (user                  "user"                 ,text
                           "a string such as \"app:10001:10001\"")
    (environment           "env"                  ,(each pair)
                           "a list of pairs (\"NAME\" . \"VALUE\")")
    (ports                 "port"                 ,(each text)
                           "a list of ports, 8080 or \"53/udp\"")
    (volumes               "volume"               ,(each text) "a list of directories")
    (workdir               "workdir"              ,text "a directory")
    (labels                "label"                ,(each pair)
                           "a list of pairs (\"KEY\" . \"VALUE\")")
    (stop-signal           "stop-signal"          ,text "the name of a signal")
    (healthcheck           "health-cmd"           ,command
                           "a list of strings: a program and its arguments")
    (health-shell          "health-shell"         ,text "a line for /bin/sh")
    (health-interval       "health-interval"      ,text
                           "a number of seconds, or a string such as \"1m30s\"")
    (health-timeout        "health-timeout"       ,text
                           "a number of seconds, or a string such as \"1m30s\"")
    (health-start-period   "health-start-period"  ,text
                           "a number of seconds, or a string such as \"1m30s\"")
    (health-retries        "health-retries"       ,number "a number")
    (symlinks              "symlink"              ,(each pair)
                           "a list of pairs (\"/LINK\" . \"TARGET\")")
    (max-layers            "max-layers"           ,number "a number")
    (ca-certificates?      "ca-certificates"      ,flag "#t or #f")
    (bin-sh?               "bin-sh"               ,flag "#t or #f")))

;;;
;;; Declarations.
;;;

;; What the (image …) forms said, as records for the engine, the latest first.
(define %records '())

(define (image-records)
  "Return a list (FIELD OPTION FILE LINE COLUMN VALUE …) of strings for each field
of the images declared so far, in order."
  (reverse %records))

(define (image? obj)
  "Say whether OBJ is what an (image …) form returns."
  (eq? obj 'image-declared))

(define (declare-field name place value)
  "Note that the field NAME, written at PLACE, has VALUE."
  (match (assq-ref %fields name)
    ((option convert wanted)
     (let ((strings (convert value)))
       (unless strings
         (user-error "type" (format #f "the image's ~a must be ~a, not ~s"
                                    name wanted value)
                     #:place place))
       (set! %records
             (cons (cons* (symbol->string name) option
                          (append (match place
                                    ((file line column)
                                     (list file (number->string line)
                                           (number->string column)))
                                    (#f '("" "0" "0")))
                                  strings))
                   %records))))))

(define (declare-image fields)
  "Note FIELDS, lists (NAME PLACE VALUE)."
  (for-each (lambda (field) (apply declare-field field)) fields)
  'image-declared)

;;;
;;; The form.
;;;

(define (place-of form)
  "Return (FILE LINE COLUMN) of FORM, a syntax object, or #f."
  (match (syntax-source form)
    ((= (lambda (source)
          (map (lambda (key) (assq-ref source key)) '(filename line column)))
        ((? string? file) (? number? line) (? number? column)))
     (list file (1+ line) (1+ column)))
    (_ #f)))

(define (refuse message form name)
  "Complain with MESSAGE about FORM; NAME is what was taken for a field, or #f."
  (let* ((names (map (compose symbol->string car) %fields))
         (near (if name
                   ((@ (gx eval nearby) nearby) (symbol->string name) names)
                   '())))
    (user-error "syntax" message #:place (place-of form) #:names near
                #:hint (and (null? near)
                            (string-append "the fields are "
                                           (string-join names ", "))))))

(define (check-fields fields)
  "Complain about the first of FIELDS, syntax objects, that is none."
  (let loop ((fields fields) (seen '()))
    (match fields
      (() #t)
      ((field . rest)
       (syntax-case field ()
         ((name value)
          (let ((key (syntax->datum #'name)))
            (cond ((not (and (symbol? key) (assq key %fields)))
                   (refuse (format #f "an image has no field '~a'" key)
                           field (and (symbol? key) key)))
                  ((memq key seen)
                   (user-error "syntax"
                               (format #f "the image's ~a is given twice" key)
                               #:place (place-of field))))
            (loop rest (cons key seen))))
         (_
          (refuse "a field of an image is written (FIELD VALUE)" field #f)))))))

(define-syntax image
  (lambda (form)
    "Declare what the container image of this manifest is like:
(image (entry-point \"bin/app\") (ports '(8080)))."
    (syntax-case form ()
      ((_ field ...)
       (begin
         (check-fields #'(field ...))
         (with-syntax ((((name value) ...) #'(field ...))
                       ((place ...) (map place-of #'(field ...))))
           #'(declare-image (list (list 'name 'place value) ...))))))))
