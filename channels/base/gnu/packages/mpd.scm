;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; Talking to the Music Player Daemon.

(define-module (gnu packages mpd)
  #:use-module (gnu packages debian)
  #:use-module (gnu packages pkg-config)
  #:use-module (guix build-system meson)
  #:use-module (guix download)
  #:use-module (guix gexp)
  #:use-module ((guix licenses) #:prefix license:)
  #:use-module (guix packages))

(define-public libmpdclient
  (package
    (name "libmpdclient")
    (version "2.22")
    (source
     (origin
       (method url-fetch)
       (uri (debian-uris
             "libm/libmpdclient/libmpdclient_2.22.orig.tar.xz"
             "d122c6f11f613151c0148392f745f81a8677d4f5"
             (string-append "https://www.musicpd.org/download/libmpdclient/2/"
                            "libmpdclient-2.22.tar.xz")))
       (file-name "libmpdclient-2.22.tar.xz")
       (sha256 (base32 "17s26msb5sz9v5kfjs77gx7kjms6nwg2507mi9jd0pmsnn15phga"))))
    (build-system meson-build-system)
    (home-page "https://www.musicpd.org/libs/libmpdclient/")
    (synopsis "Library for clients of the Music Player Daemon")
    (description
     "Programs that control a Music Player Daemon talk to it by this library.")
    (license license:bsd-2)))

(define-public mpd-mpc
  (package
    (name "mpd-mpc")
    (version "0.35")
    (source
     (origin
       (method url-fetch)
       (uri (debian-uris
             "m/mpc/mpc_0.35.orig.tar.xz"
             "7a43a98142140d6521848cfdb9d35e96ee6aa0ba"
             "https://www.musicpd.org/download/mpc/0/mpc-0.35.tar.xz"))
       (file-name "mpc-0.35.tar.xz")
       (sha256 (base32 "1m3q71p3i8ca2ycmdzq7cshj5f4i0ijkh9138r9mnxm2pz1mja9q"))))
    (build-system meson-build-system)
    (arguments (list #:tests? #f))      ;they need a library named Check
    (native-inputs (list pkgconf))
    (inputs (list libmpdclient))
    (home-page "https://www.musicpd.org/clients/mpc/")
    (synopsis "Control a Music Player Daemon from the command line")
    (description
     "mpc tells a Music Player Daemon what to play, and shows what it plays.")
    (license license:gpl2+)))
