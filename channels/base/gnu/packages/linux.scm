;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; Programs for Linux itself.

(define-module (gnu packages linux)
  #:use-module (gnu packages compression)
  #:use-module (gnu packages ncurses)
  #:use-module (gnu packages readline)
  #:use-module (gnu packages debian)
  #:use-module (guix build-system debian)
  #:use-module (guix gexp)
  #:use-module ((guix licenses) #:prefix license:)
  #:use-module (guix packages))

(define-public util-linux
  (package
    (name "util-linux")
    (version "2.38.1")
    (source #f)
    (build-system debian-build-system)
    (arguments
     (list #:debs (debian-debs "util-linux" "util-linux-extra" "bsdextrautils"
                               "uuid-runtime" "libuuid1" "libblkid1" "libmount1"
                               "mount" "libselinux1" "libsmartcols1"
                               "libsystemd0" "libudev1" "libpcre2-8-0" "libcap2"
                               "libgcrypt20" "liblz4-1" "libzstd1" "libgpg-error0")
           #:drop ''("etc" "share/debianutils" "lib/mime"
                     "bin/(su|runuser|agetty|login|sulogin|nologin|setpriv|hwclock)")))
    (inputs (list ncurses readline xz zlib))
    (home-page "https://www.kernel.org/pub/linux/utils/util-linux/")
    (synopsis "Programs for disks, processes and terminals")
    (description
     "mount, lsblk, flock, setsid, column, hexdump, uuidgen, unshare, nsenter and
many others.")
    (license license:gpl2+)))

(define-public procps
  (package
    (name "procps")
    (version "4.0.2")
    (source #f)
    (build-system debian-build-system)
    (arguments
     (list #:debs (debian-debs "procps" "libproc2-0" "libsystemd0" "libcap2"
                               "libgcrypt20" "liblz4-1" "liblzma5" "libzstd1"
                               "libgpg-error0")
           #:drop ''("etc")))
    (inputs (list ncurses))
    (home-page "https://gitlab.com/procps-ng/procps")
    (synopsis "Look at processes")
    (description
     "ps, top, pgrep, pkill, free, uptime, vmstat and watch.")
    (license license:gpl2+)))

(define-public strace
  (package
    (name "strace")
    (version "6.1")
    (source #f)
    (build-system debian-build-system)
    (arguments
     (list #:debs (debian-debs "strace" "libunwind8" "liblzma5")))
    (home-page "https://strace.io")
    (synopsis "See what a program asks of the kernel")
    (description
     "strace shows each system call of a program, its arguments and its result.")
    (license license:lgpl2.1+)))
