;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; Systems and triplets.

(define-module (guix utils systems)
  #:use-module (ice-9 match)
  #:use-module (srfi srfi-1)
  #:export (%current-system
            %current-target-system
            nix-system->gnu-triplet
            gnu-triplet->nix-system
            target-linux?
            target-hurd?
            target-hurd64?
            target-android?
            target-mingw?
            target-x86?
            target-x86-32?
            target-x86-64?
            target-arm?
            target-arm32?
            target-aarch64?
            target-ppc32?
            target-ppc64le?
            target-powerpc?
            target-riscv64?
            target-mips64el?
            target-loongarch64?
            target-avr?
            target-64bit?
            target-little-endian?
            ar-for-target
            as-for-target
            cc-for-target
            cxx-for-target
            ld-for-target
            objdump-for-target
            pkg-config-for-target
            strip-for-target))

;;; Commentary:
;;;
;;; Nix's names of systems, GNU's triplets, and questions about them.
;;;
;;; Code:

(define %current-system
  ;; The system type that packages are built for, as Nix names it.
  (make-parameter "x86_64-linux"))

(define %current-target-system
  ;; The GNU triplet that is cross-compiled for, or #f.
  (make-parameter #f))

(define* (nix-system->gnu-triplet #:optional (system (%current-system))
                                  (vendor "unknown"))
  "Return the GNU triplet for SYSTEM."
  (match system
    ("armhf-linux" (string-append "arm-" vendor "-linux-gnueabihf"))
    (_ (let* ((dash (string-index system #\-))
              (cpu  (string-take system dash))
              (os   (string-drop system (+ 1 dash))))
         (string-append cpu "-" vendor "-"
                        (if (string=? os "linux") "linux-gnu" os))))))

(define (gnu-triplet->nix-system triplet)
  "Return the system type for the GNU TRIPLET."
  (match (string-split triplet #\-)
    (((or "i386" "i486" "i586" "i686") . rest)
     (string-append "i686-" (if (member "linux" rest) "linux" "gnu")))
    (("arm" . _) "armhf-linux")
    ((cpu . rest)
     (string-append cpu "-" (if (member "linux" rest) "linux" "gnu")))))

(define-syntax-rule (define-target-predicate name (subject) exp)
  "Define the predicate NAME on a triplet or system, by default the target."
  (define* (name #:optional (subject (or (%current-target-system)
                                         (%current-system))))
    "Say whether SUBJECT, a system or a triplet, is of this kind."
    exp))

(define-target-predicate target-linux? (t) (->bool (string-contains t "linux")))
(define-target-predicate target-hurd? (t)
  (and (string-suffix? "-gnu" t) (not (string-contains t "linux"))))
(define-target-predicate target-hurd64? (t)
  (and (target-hurd? t) (string-prefix? "x86_64" t)))
(define-target-predicate target-android? (t) (string-suffix? "-android" t))
(define-target-predicate target-mingw? (t) (string-suffix? "-mingw32" t))
(define-target-predicate target-x86-32? (t)
  (->bool (member (string-take t 4) '("i386" "i486" "i586" "i686"))))
(define-target-predicate target-x86-64? (t) (string-prefix? "x86_64-" t))
(define-target-predicate target-x86? (t)
  (or (target-x86-32? t) (target-x86-64? t)))
(define-target-predicate target-arm32? (t) (string-prefix? "arm" t))
(define-target-predicate target-aarch64? (t) (string-prefix? "aarch64-" t))
(define-target-predicate target-arm? (t)
  (or (target-arm32? t) (target-aarch64? t)))
(define-target-predicate target-ppc32? (t) (string-prefix? "powerpc-" t))
(define-target-predicate target-ppc64le? (t) (string-prefix? "powerpc64le-" t))
(define-target-predicate target-powerpc? (t) (string-prefix? "powerpc" t))
(define-target-predicate target-riscv64? (t) (string-prefix? "riscv64" t))
(define-target-predicate target-mips64el? (t) (string-prefix? "mips64el-" t))
(define-target-predicate target-loongarch64? (t)
  (string-prefix? "loongarch64-" t))
(define-target-predicate target-avr? (t) (string=? "avr" t))
(define-target-predicate target-64bit? (t)
  (any (lambda (cpu) (string-prefix? cpu t))
       '("x86_64" "aarch64" "mips64" "powerpc64" "riscv64" "loongarch64")))
(define-target-predicate target-little-endian? (t)
  (not (target-ppc32? t)))

(define-syntax-rule (define-target-tool name native suffix)
  "Define NAME to return the tool's name for a triplet, or NATIVE for #f."
  (define* (name #:optional (target (%current-target-system)))
    "Return the name of this tool for TARGET, a triplet or #f."
    (if target (string-append target "-" suffix) native)))

(define-target-tool ar-for-target "ar" "ar")
(define-target-tool as-for-target "as" "as")
(define-target-tool cc-for-target "gcc" "gcc")
(define-target-tool cxx-for-target "g++" "g++")
(define-target-tool ld-for-target "ld" "ld")
(define-target-tool objdump-for-target "objdump" "objdump")
(define-target-tool pkg-config-for-target "pkg-config" "pkg-config")
(define-target-tool strip-for-target "strip" "strip")

;;; systems.scm ends here
