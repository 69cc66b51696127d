;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; Packages defined in the ways that Guix's users define them.

(define-module (gx-tests packages)
  #:use-module (gnu packages)
  #:use-module (guix build-system copy)
  #:use-module (guix build-system gnu)
  #:use-module (guix build-system trivial)
  #:use-module (guix download)
  #:use-module (guix gexp)
  #:use-module (guix git-download)
  #:use-module ((guix licenses) #:prefix license:)
  #:use-module (guix packages)
  #:use-module (guix utils))

;; Plain.
(define-public greeter
  (package
    (name "greeter")
    (version "2.12.1")
    (source (origin
              (method url-fetch)
              (uri (string-append "mirror://gnu/greeter/greeter-" version
                                  ".tar.gz"))
              (sha256
               (base32
                "0mdqa9w1p6cmli6976v4wi0sw9r4p5prkj7lzfd1877wk11c9c73"))))
    (build-system gnu-build-system)
    (synopsis "Say hello")
    (description "Greeter says hello.")
    (home-page "https://example.org/greeter")
    (license license:gpl3+)))

;; Several outputs, gexp phases, search paths.
(define-public libgreet
  (package
    (name "libgreet")
    (version "1.4")
    (source (origin
              (method url-fetch)
              (uri (list (string-append "https://example.org/libgreet-"
                                        version ".tar.xz")
                         (string-append "https://example.net/libgreet-"
                                        version ".tar.xz")))
              (sha256
               (base32
                "0mdqa9w1p6cmli6976v4wi0sw9r4p5prkj7lzfd1877wk11c9c73"))))
    (build-system gnu-build-system)
    (outputs '("out" "doc"))
    (arguments
     (list
      #:configure-flags
      #~(list (string-append "--docdir=" #$output:doc)
              (string-append "--with-greeter="
                             #$(this-package-native-input "greeter")))
      #:phases
      #~(modify-phases %standard-phases
          (add-after 'unpack 'fix-paths
            (lambda* (#:key inputs #:allow-other-keys)
              (substitute* "config.h"
                (("/bin/greeter")
                 (search-input-file inputs "bin/greeter")))))
          (delete 'check))))
    (native-inputs (list greeter))
    (native-search-paths
     (list (search-path-specification
            (variable "GREET_PATH")
            (files '("share/greet")))))
    (synopsis "Library of greetings")
    (description "Libgreet has greetings.")
    (home-page "https://example.org/libgreet")
    (license (list license:lgpl2.1+ license:expat))))

;; Patches, a snippet with modules, propagated inputs.
(define-public greet-tools
  (package
    (name "greet-tools")
    (version "3.0")
    (source (origin
              (method url-fetch)
              (uri (string-append "https://example.org/greet-tools-"
                                  version ".tar.bz2"))
              (patches (list (local-file "greeting.patch")
                             (plain-file "other.patch" "--- a\n+++ b\n")))
              (modules '((guix build utils)))
              (snippet '(begin (delete-file-recursively "bundled") #t))
              (sha256
               (base32
                "0mdqa9w1p6cmli6976v4wi0sw9r4p5prkj7lzfd1877wk11c9c73"))))
    (build-system gnu-build-system)
    (inputs (list `(,libgreet "doc")))
    (propagated-inputs (list libgreet))
    (synopsis "Tools for greetings")
    (description "Greet-tools make greetings.")
    (home-page "https://example.org/greet-tools")
    (license license:gpl3+)))

;; Labels and quoted arguments, as older definitions have them.
(define-public old-style
  (package
    (name "old-style")
    (version "0.1")
    (source (package-source greeter))
    (build-system gnu-build-system)
    (arguments
     `(#:tests? #f
       #:make-flags (list (string-append "GREET="
                                         (assoc-ref %build-inputs "greet")))
       #:phases
       (modify-phases %standard-phases
         (add-before 'build 'say-version
           (lambda _ (display ,version))))))
    (inputs `(("greet" ,libgreet)
              ("greet:doc" ,libgreet "doc")))
    (native-inputs `(("tool" ,greet-tools)))
    (synopsis "Old style")
    (description "A definition in the old style.")
    (home-page "https://example.org/old")
    (license license:bsd-3)))

;; A checkout of a commit.
(define-public from-git
  (let ((commit "0123456789abcdef0123456789abcdef01234567")
        (revision "1"))
    (package
      (name "from-git")
      (version (git-version "1.0" revision commit))
      (source (origin
                (method git-fetch)
                (uri (git-reference
                      (url "https://example.org/from-git.git")
                      (commit commit)))
                (file-name (git-file-name name version))
                (sha256
                 (base32
                  "0mdqa9w1p6cmli6976v4wi0sw9r4p5prkj7lzfd1877wk11c9c73"))))
      (build-system gnu-build-system)
      (synopsis "From Git")
      (description "A package made from a commit.")
      (home-page "https://example.org/from-git")
      (license license:asl2.0))))

;; Inheritance, with arguments and inputs changed.
(define-public greeter-next
  (package
    (inherit greeter)
    (name "greeter-next")
    (version "3.0.0")
    (arguments
     (substitute-keyword-arguments (package-arguments greeter)
       ((#:configure-flags flags #~'())
        #~(cons "--enable-next" #$flags))))
    (inputs (modify-inputs (package-inputs greeter)
              (prepend libgreet)))))

(define-public old-style-variant
  (package/inherit old-style
    (name "old-style-variant")
    (inputs (modify-inputs (package-inputs old-style)
              (delete "greet:doc")
              (replace "greet" greeter-next)
              (append greet-tools)))))

;; Another version of the same name.
(define-public greeter-1
  (package
    (inherit greeter)
    (version "1.9")
    (source (origin
              (inherit (package-source greeter))
              (uri "https://example.org/greeter-1.9.tar.gz")))))

;; Hidden, deprecated, superseded.
(define-public greeter/hidden
  (hidden-package
   (package
     (inherit greeter)
     (version "99"))))

(define-public salute
  (deprecated-package "salute" greeter))

(define-deprecated-package welcome greeter-next)

;; A builder of its own.
(define-public greet-script
  (package
    (name "greet-script")
    (version "1")
    (source (plain-file "greet" "#!/bin/sh\necho hello\n"))
    (build-system trivial-build-system)
    (arguments
     (list #:modules '((guix build utils))
           #:builder
           #~(begin
               (use-modules (guix build utils))
               (mkdir-p (string-append #$output "/bin"))
               (copy-file #$source (string-append #$output "/bin/greet")))))
    (inputs (list greeter))
    (synopsis "Script")
    (description "A script.")
    (home-page #f)
    (license license:public-domain)))

;; Files copied.
(define-public greet-data
  (package
    (name "greet-data")
    (version "2024")
    (source (local-file "greeting.patch"))
    (build-system copy-build-system)
    (arguments
     (list #:install-plan #~'(("greeting.patch" "share/greet/"))))
    (synopsis "Data")
    (description "Data.")
    (home-page #f)
    (license license:cc0)))
