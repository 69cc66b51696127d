;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; Commentary:
;;; The procedures of (gx core).
;;; Code:

(use-modules (gx core) (srfi srfi-64) (rnrs bytevectors))

(test-equal "sha256 of nothing, in nix-base32"
  "0mdqa9w1p6cmli6976v4wi0sw9r4p5prkj7lzfd1877wk11c9c73"
  (bytevector->nix-base32 (sha256 #vu8())))
(test-equal "nix-base32 both ways"
  #vu8(255 0 1 2)
  (nix-base32->bytevector (bytevector->nix-base32 #vu8(255 0 1 2))))
(test-equal "base16 both ways" "00ff10"
  (bytevector->base16 (base16->bytevector "00ff10")))
(test-equal "base64 both ways" #vu8(104 101 108)
  (base64->bytevector (bytevector->base64 #vu8(104 101 108))))
(test-equal "hash-bytes knows sha1" "da39a3ee5e6b4b0d3255bfef95601890afd80709"
  (bytevector->base16 (hash-bytes "sha1" #vu8())))
(test-error "an illegal digit is refused" #t (nix-base32->bytevector "e"))
(test-error "a string is no bytevector" 'wrong-type-arg (sha256 "text"))
(test-error "a missing file is an error" 'gx-error (file-hash "sha256" "/nonexistent"))
(test-equal "the store" "/gnu/store" (store-prefix))
(test-equal "no worker protocol here" #f (worker-fd))
(test-equal "strings are UTF-8" #vu8(195 169) (string->utf8 "é"))
