;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; Lists of keyword arguments.

(define-module (guix utils keywords)
  #:use-module (ice-9 match)
  #:export (strip-keyword-arguments
            default-keyword-arguments
            substitute-keyword-arguments
            ensure-keyword-arguments))

;;; Commentary:
;;;
;;; The arguments of a package are a list of keywords and values; here is how to
;;; change one.
;;;
;;; Code:

(define (strip-keyword-arguments keywords args)
  "Return ARGS without the KEYWORDS and their values."
  (let loop ((args args) (result '()))
    (match args
      (() (reverse result))
      (((? keyword? keyword) value . rest)
       (loop rest
             (if (memq keyword keywords)
                 result
                 (cons* value keyword result))))
      ((head . rest)
       (loop rest (cons head result))))))

(define (default-keyword-arguments args defaults)
  "Return ARGS plus those keywords of DEFAULTS that it lacks."
  (match defaults
    (() args)
    ((keyword value . rest)
     (default-keyword-arguments (if (memq keyword args)
                                    args
                                    (cons* keyword value args))
       rest))))

(define (ensure-keyword-arguments args overrides)
  "Return ARGS with the keywords of OVERRIDES set to the values these have."
  (define (replace args keyword value)
    (match args
      (() '())
      ((key old . rest)
       (cons* key (if (eq? key keyword) value old)
              (replace rest keyword value)))))
  (match overrides
    (() args)
    ((keyword value . rest)
     (ensure-keyword-arguments (if (memq keyword args)
                                   (replace args keyword value)
                                   (append args (list keyword value)))
       rest))))

(define (substitute-keyword original keyword transform default)
  "Return ORIGINAL, a keyword list, with the value of KEYWORD passed through
TRANSFORM.  Where ORIGINAL lacks it, a pair DEFAULT gives a thunk of the value."
  (let loop ((args original) (result '()))
    (match args
      (()
       (if default
           (append (list keyword (transform (default))) original)
           original))
      ((key value . rest)
       (if (eq? key keyword)
           (append (reverse result)
                   (cons* keyword (transform value)
                          (strip-keyword-arguments (list keyword) rest)))
           (loop rest (cons* value key result)))))))

(define-syntax substitute-keyword-arguments
  (syntax-rules ()
    "Return ARGUMENTS, a keyword list, with values replaced:
(substitute-keyword-arguments args ((#:flags flags '()) #~(cons \"-x\" #$flags)))
binds 'flags' to the present value, or to the default if one is given."
    ((_ arguments ((keyword var default) exp) rest ...)
     (substitute-keyword-arguments
         (substitute-keyword arguments keyword (lambda (var) exp)
                             (lambda () default))
       rest ...))
    ((_ arguments ((keyword var) exp) rest ...)
     (substitute-keyword-arguments
         (substitute-keyword arguments keyword (lambda (var) exp) #f)
       rest ...))
    ((_ arguments)
     arguments)))

;;; keywords.scm ends here
