;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; What channels files are made of.

(define-module (guix channels)
  #:use-module (guix diagnostics)
  #:use-module (guix openpgp)
  #:use-module (guix records)
  #:use-module (ice-9 match)
  #:use-module (srfi srfi-1)
  #:use-module (srfi srfi-9)
  #:export (<channel>
            channel
            channel?
            channel-name
            channel-url
            channel-branch
            channel-commit
            channel-introduction
            channel-location

            channel-introduction?
            make-channel-introduction
            channel-introduction-first-signed-commit
            channel-introduction-first-commit-signer

            guix-channel?
            channel->code
            channel->sexp
            sexp->channel
            %default-guix-channel
            %default-channels)
  #:re-export (openpgp-fingerprint
               openpgp-format-fingerprint))

;;; Commentary:
;;;
;;; channels.scm evaluates to a list of these records.  Fetching, authenticating
;;; and pinning them is the engine's work.
;;;
;;; Code:

(define-record-type <channel-introduction>
  (%make-channel-introduction commit signer)
  channel-introduction?
  (commit channel-introduction-first-signed-commit)  ;string
  (signer channel-introduction-first-commit-signer)) ;bytevector

(define (make-channel-introduction commit signer)
  "Return the introduction of a channel: COMMIT, the first one to trust, and the
fingerprint of its SIGNER, a bytevector."
  (%make-channel-introduction commit signer))

(define-record-type* <channel> channel make-channel
  channel?
  (name         channel-name)                     ;symbol
  (url          channel-url)                      ;string
  (branch       channel-branch (default "master")) ;string
  (commit       channel-commit (default #f))      ;string or #f
  (introduction channel-introduction (default #f)) ;introduction or #f
  (location     channel-location                  ;<location>
                (default (and=> (current-source-location)
                                source-properties->location))
                (innate)))

(define %default-guix-channel
  (channel
   (name 'guix)
   (branch "master")
   (url "https://git.guix.gnu.org/guix.git")
   (introduction
    (make-channel-introduction
     "9edb3f66fd807b096b48283debdcddccfea34bad"
     (openpgp-fingerprint
      "BBB0 2DDF 2CEA F6A8 0D1D  E643 A2A0 6DF2 A33A 54FA")))))

(define (engine-default-channels)
  "Return the default channels that the engine names, or #f."
  (let ((variable (module-variable (resolve-interface '(gx core))
                                   'default-channels)))
    (and variable
         (map sexp->channel ((variable-ref variable))))))

(define (guix-channel? channel)
  "Say whether CHANNEL is the one that Guix itself comes from."
  (eq? 'guix (channel-name channel)))

(define* (channel->code channel #:key (include-introduction? #t))
  "Return the code, an S-expression, that constructs CHANNEL."
  `(channel
    (name ',(channel-name channel))
    (url ,(channel-url channel))
    (branch ,(channel-branch channel))
    ,@(match (channel-commit channel)
        (#f '())
        (commit `((commit ,commit))))
    ,@(match (and include-introduction? (channel-introduction channel))
        (#f '())
        (introduction
         `((introduction
            (make-channel-introduction
             ,(channel-introduction-first-signed-commit introduction)
             (openpgp-fingerprint
              ,(openpgp-format-fingerprint
                (channel-introduction-first-commit-signer
                 introduction))))))))))

(define (channel->sexp channel)
  "Return CHANNEL as data: (channel (name NAME) (url URL) ...)."
  `(channel
    (name ,(channel-name channel))
    (url ,(channel-url channel))
    (branch ,(channel-branch channel))
    ,@(match (channel-commit channel)
        (#f '())
        (commit `((commit ,commit))))
    ,@(match (channel-introduction channel)
        (#f '())
        (introduction
         `((introduction
            (channel-introduction
             (version 0)
             (commit ,(channel-introduction-first-signed-commit introduction))
             (signer ,(openpgp-format-fingerprint
                       (channel-introduction-first-commit-signer
                        introduction))))))))))

(define (sexp->channel sexp)
  "Return the channel that SEXP, as 'channel->sexp' returns it, stands for."
  (match sexp
    (('channel fields ...)
     (let ((field (lambda (name)
                    (match (assq name fields)
                      ((_ value) value)
                      (#f #f)))))
       (channel
        (name (field 'name))
        (url (field 'url))
        (branch (or (field 'branch) "master"))
        (commit (field 'commit))
        (introduction
         (match (field 'introduction)
           (#f #f)
           (('channel-introduction fields ...)
            (make-channel-introduction
             (second (assq 'commit fields))
             (openpgp-fingerprint (second (assq 'signer fields))))))))))))

;; After what it calls: it is evaluated when the module is loaded.
(define %default-channels
  ;; The collection that comes with gx, whose address only the engine knows.
  (or (false-if-exception (engine-default-channels))
      (list (channel
             (name 'base)
             (branch "main")
             (url "gx:base")))))

;;; channels.scm ends here
