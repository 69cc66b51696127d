;;; SPDX-License-Identifier: GPL-3.0-or-later

(define-module (gx eval lazy datum)
  #:use-module (gx engine)
  #:use-module (gx eval lazy state)
  #:use-module (rnrs bytevectors)
  #:export (form-port
            read-datum
            read-placed-datum
            place-of
            set-places!))

;;; Commentary:
;;; Reading forms of lazy modules as data: by Guile's reader, which remembers where
;;; each pair is written as a *source property*; or by a faster one of our own, with
;;; a table of places on the side.
;;; Code:

(define (slice bytes start end)
  "Return the text of BYTES from START to END."
  (let ((part (make-bytevector (- end start))))
    (bytevector-copy! bytes start part 0 (- end start))
    (utf8->string part)))

(define (form-port form file)
  "Return a port that has the text of FORM, as if at its place in FILE."
  (let ((port (open-input-string
               (slice (lazy-text (form-owner form))
                      (form-start form) (form-end form)))))
    (set-port-filename! port file)
    (set-port-line! port (form-line form))
    (set-port-column! port (form-column form))
    port))

(define* (read-datum form #:optional (file (lazy-file (form-owner form))))
  "Return FORM, a part of FILE, as a datum, with source properties."
  (read (form-port form file)))


;;;
;;; Our own reader.
;;;

;; Data that the core channel may have told Guile's reader to read: as our own reader
;; takes it for granted.
(define %sample "#~(a #$b #$c:d #$(e) #$@f #+g #+h:i:j #+@k l: :m)")
(define %sample-datum
  '(gexp (a (ungexp b) (ungexp c "d") (ungexp (e)) (ungexp-splicing f)
            (ungexp-native g) (ungexp-native h:i "j")
            (ungexp-native-splicing k) l: :m)))

;; What Guile's reader has been told, and whether that is the usual, as seen last.
(define %procedures #f)
(define %usual? #f)

(define (usual-reader?)
  "Say whether Guile reads what begins with a hash sign as our own reader does."
  (define procedures (fluid-ref %read-hash-procedures))
  (unless (eq? procedures %procedures)
    (set! %procedures procedures)
    (set! %usual? (equal? %sample-datum
                          (false-if-exception
                           (call-with-input-string %sample read)))))
  %usual?)

(define (read-placed-datum form)
  "Return FORM as a datum, and a table for 'place-of'."
  (let* ((places (make-hash-table 31))
         (datum (and (usual-reader?)
                     (read-form (lazy-text (form-owner form))
                                (form-start form) (form-end form)
                                (form-line form) places))))
    (if datum
        (values datum places)
        (values (read-datum form) #f))))

(define %columns (ash 1 20))

(define (place-of pair places file)
  "Return the source properties of PAIR, of a form in FILE that was read with PLACES."
  (if places
      (let ((place (hashq-ref places pair)))
        (if place
            `((filename . ,file)
              (line . ,(quotient place %columns))
              (column . ,(remainder place %columns)))
            '()))
      (source-properties pair)))

(define (set-places! datum places file)
  "Let all pairs of DATUM, read with PLACES, have their source properties."
  (when places
    (let loop ((datum datum))
      (when (pair? datum)
        (let ((place (place-of datum places file)))
          (unless (null? place)
            (set-source-properties! datum place)))
        (loop (car datum))
        (loop (cdr datum))))))
