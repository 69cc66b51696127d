;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; Licences of packages.

(define-module (guix licenses)
  #:use-module (srfi srfi-9)
  #:export (license?
            license-name
            license-uri
            license-comment

            afl2.1
            afl3.0
            agpl1
            agpl3
            agpl3+
            apsl2
            asl1.1
            asl2.0
            artistic2.0
            boost1.0
            bsd-0
            bsd-1
            bsd-2
            bsd-3
            bsd-4
            bsd-4-variant
            brian-gladman-3-clause
            bola1.1
            cc0
            cc-by2.0
            cc-by3.0
            cc-by4.0
            cc-by-sa2.0
            cc-by-sa3.0
            cc-by-sa4.0
            cc-sampling-plus-1.0
            cddl1.0
            cddl1.1
            cecill
            cecill-b
            cecill-c
            clarified-artistic
            copyleft-next
            cpl1.0
            cua-opl1.0
            curl
            edl1.0
            epl1.0
            epl2.0
            eupl1.1
            eupl1.2
            expat
            expat-0
            freebsd-doc
            freetype
            freeimage
            fdl1.1+
            fdl1.2+
            fdl1.3+
            giftware
            gpl1
            gpl1+
            gpl2
            gpl2+
            gpl3
            gpl3+
            gfl1.0
            hpnd
            ibmpl1.0
            ijg
            imlib2
            ipa
            isc
            knuth
            lal1.2
            lal1.3
            lgpl2.0
            lgpl2.0+
            lgpl2.1
            lgpl2.1+
            lgpl3
            lgpl3+
            llgpl
            lppl
            lppl1.0+
            lppl1.1+
            lppl1.2
            lppl1.2+
            lppl1.3
            lppl1.3+
            lppl1.3a
            lppl1.3a+
            lppl1.3b
            lppl1.3b+
            lppl1.3c
            lppl1.3c+
            miros
            mpl1.0
            mpl1.1
            mpl2.0
            ms-pl
            ncsa
            nmap
            ngpl
            npsl0.95
            ofl1.1
            opl1.0+
            openldap2.8
            openssl
            osl2.1
            public-domain
            psfl
            qpl
            qwt1.0
            ruby
            repoze
            sgifreeb2.0
            silofl1.1
            sissl1.1
            sissl1.2
            sleepycat
            tcl/tk
            tfp
            unicode
            unlicense
            vim
            w3c
            wtfpl2
            wxwindows3.1+
            x11
            x11-style
            xfree86-1.1
            zlib
            zpl2.1
            usgpl2+
            perl-license
            non-copyleft
            fsdg-compatible
            bsd-style
            fsf-free
            nonfree))

;;; Commentary:
;;;
;;; Each licence is a record; where several texts share a form but not their
;;; words, 'non-copyleft', 'fsdg-compatible' and others make one.
;;;
;;; Code:

(define-record-type <license>
  (license name uri comment)
  license?
  (name    license-name)                          ;string
  (uri     license-uri)                           ;string or #f
  (comment license-comment))                      ;string or #f

(define* (non-copyleft uri #:optional (comment ""))
  "Return a licence without copyleft, found at URI."
  (license "non-copyleft" uri comment))

(define* (fsdg-compatible uri #:optional (comment ""))
  "Return a licence, found at URI, that the FSDG allows for non-functional data."
  (license "FSDG-compatible" uri comment))

(define* (bsd-style uri #:optional (comment ""))
  "Return a licence like BSD's, found at URI."
  (license "BSD-style" uri comment))

(define* (x11-style uri #:optional (comment ""))
  "Return a licence like X11's, found at URI."
  (license "X11-style" uri comment))

(define* (fsf-free uri #:optional (comment ""))
  "Return a licence, found at URI, that the FSF counts as free."
  (license "FSF-free" uri comment))

(define* (nonfree uri #:optional (comment ""))
  "Return a licence, found at URI, that is not free."
  (license "Nonfree" uri comment))

(define-syntax-rule (define-licenses (variable name uri) ...)
  "Define each VARIABLE as the licence NAME, whose text is at URI."
  (begin
    (define variable (license name uri #f))
    ...))

(define-licenses
  (afl2.1 "Academic Free License 2.1"
   "https://spdx.org/licenses/AFL-2.1.html")
  (afl3.0 "Academic Free License 3.0"
   "https://spdx.org/licenses/AFL-3.0.html")
  (agpl1 "AGPL 1"
   "https://gnu.org/licenses/agpl.html")
  (agpl3 "AGPL 3"
   "https://gnu.org/licenses/agpl.html")
  (agpl3+ "AGPL 3+"
   "https://gnu.org/licenses/agpl.html")
  (apsl2 "APSL 2.0"
   "https://directory.fsf.org/wiki/License:APSL-2.0")
  (asl1.1 "ASL 1.1"
   "https://directory.fsf.org/wiki/License:Apache1.1")
  (asl2.0 "ASL 2.0"
   "https://directory.fsf.org/wiki/License:Apache2.0")
  (artistic2.0 "Artistic License 2.0"
   "https://directory.fsf.org/wiki/License:ArtisticLicense2.0")
  (boost1.0 "Boost 1.0"
   "https://directory.fsf.org/wiki/License:Boost1.0")
  (bsd-0 "Zero-Clause BSD"
   "https://spdx.org/licenses/0BSD.html")
  (bsd-1 "BSD 1-Clause"
   "https://spdx.org/licenses/BSD-1-Clause.html")
  (bsd-2 "FreeBSD"
   "https://directory.fsf.org/wiki/License:FreeBSD")
  (bsd-3 "Modified BSD"
   "https://directory.fsf.org/wiki/License:BSD-3-Clause")
  (bsd-4 "Original BSD"
   "https://directory.fsf.org/wiki/License:BSD-4-Clause")
  (bsd-4-variant "BSD 4-clause variant"
   "https://spdx.org/licenses/BSD-4-Clause.html")
  (brian-gladman-3-clause "BSD 3-clause variant of Brian Gladman"
   "https://spdx.org/licenses/Brian-Gladman-3-Clause.html")
  (bola1.1 "Buena Onda License Agreement 1.1"
   "https://blitiri.com.ar/p/bola/")
  (cc0 "CC0"
   "https://directory.fsf.org/wiki/License:CC0")
  (cc-by2.0 "CC-BY 2.0"
   "https://creativecommons.org/licenses/by/2.0/")
  (cc-by3.0 "CC-BY 3.0"
   "https://creativecommons.org/licenses/by/3.0/")
  (cc-by4.0 "CC-BY 4.0"
   "https://creativecommons.org/licenses/by/4.0/")
  (cc-by-sa2.0 "CC-BY-SA 2.0"
   "https://creativecommons.org/licenses/by-sa/2.0/")
  (cc-by-sa3.0 "CC-BY-SA 3.0"
   "https://creativecommons.org/licenses/by-sa/3.0/")
  (cc-by-sa4.0 "CC-BY-SA 4.0"
   "https://creativecommons.org/licenses/by-sa/4.0/")
  (cc-sampling-plus-1.0 "CC-Sampling+ 1.0"
   "https://creativecommons.org/licenses/sampling+/1.0/")
  (cddl1.0 "CDDL 1.0"
   "https://directory.fsf.org/wiki/License:CDDLv1.0")
  (cddl1.1 "CDDL 1.1"
   "https://spdx.org/licenses/CDDL-1.1.html")
  (cecill "CeCILL"
   "http://www.cecill.info/licences/Licence_CeCILL_V2.1-en.html")
  (cecill-b "CeCILL-B"
   "http://www.cecill.info/licences/Licence_CeCILL-B_V1-en.html")
  (cecill-c "CeCILL-C"
   "http://www.cecill.info/licences/Licence_CeCILL-C_V1-en.html")
  (clarified-artistic "Clarified Artistic"
   "http://gianluca.dellavedova.org/2011/01/03/clarified-artistic-license/")
  (copyleft-next "copyleft-next"
   "https://github.com/copyleft-next/copyleft-next")
  (cpl1.0 "CPL 1.0"
   "https://directory.fsf.org/wiki/License:CPLv1.0")
  (cua-opl1.0 "CUA Office Public License 1.0"
   "https://spdx.org/licenses/CUA-OPL-1.0.html")
  (curl "Curl"
   "https://spdx.org/licenses/curl.html")
  (edl1.0 "Eclipse Distribution License 1.0"
   "https://directory.fsf.org/wiki/License:EDLv1.0")
  (epl1.0 "EPL 1.0"
   "https://directory.fsf.org/wiki/License:EPL-1.0")
  (epl2.0 "EPL 2.0"
   "https://directory.fsf.org/wiki/License:EPL-2.0")
  (eupl1.1 "EUPL 1.1"
   "https://directory.fsf.org/wiki/License:EUPL-1.1")
  (eupl1.2 "EUPL 1.2"
   "https://directory.fsf.org/wiki/License:EUPL-1.2")
  (expat "Expat"
   "https://directory.fsf.org/wiki/License:Expat")
  (expat-0 "Expat 0"
   "https://spdx.org/licenses/MIT-0.html")
  (freebsd-doc "FreeBSD Documentation License"
   "https://www.freebsd.org/copyright/freebsd-doc-license.html")
  (freetype "Freetype"
   "https://directory.fsf.org/wiki/License:Freetype")
  (freeimage "FreeImage Public License"
   "https://spdx.org/licenses/FreeImage.html")
  (fdl1.1+ "FDL 1.1+"
   "https://www.gnu.org/licenses/fdl-1.1")
  (fdl1.2+ "FDL 1.2+"
   "https://www.gnu.org/licenses/fdl-1.2")
  (fdl1.3+ "FDL 1.3+"
   "https://www.gnu.org/licenses/fdl.html")
  (giftware "Giftware"
   "http://liballeg.org/license.html")
  (gpl1 "GPL 1"
   "https://www.gnu.org/licenses/old-licenses/gpl-1.0.html")
  (gpl1+ "GPL 1+"
   "https://www.gnu.org/licenses/old-licenses/gpl-1.0.html")
  (gpl2 "GPL 2"
   "https://www.gnu.org/licenses/old-licenses/gpl-2.0.html")
  (gpl2+ "GPL 2+"
   "https://www.gnu.org/licenses/old-licenses/gpl-2.0.html")
  (gpl3 "GPL 3"
   "https://www.gnu.org/licenses/gpl.html")
  (gpl3+ "GPL 3+"
   "https://www.gnu.org/licenses/gpl.html")
  (gfl1.0 "GUST font license 1.0"
   "https://www.gust.org.pl/projects/e-foundry/licenses")
  (hpnd "HPND"
   "https://spdx.org/licenses/HPND.html")
  (ibmpl1.0 "IBMPL 1.0"
   "https://directory.fsf.org/wiki/License:IBMPLv1.0")
  (ijg "IJG"
   "https://directory.fsf.org/wiki/License:JPEG")
  (imlib2 "Imlib2"
   "https://directory.fsf.org/wiki/License:Imlib2")
  (ipa "IPA Font License"
   "https://directory.fsf.org/wiki/License:IPA_Font_License")
  (isc "ISC"
   "https://directory.fsf.org/wiki/License:ISC")
  (knuth "Knuth"
   "https://spdx.org/licenses/Knuth-CTAN.html")
  (lal1.2 "LAL 1.2"
   "https://spdx.org/licenses/LAL-1.2.html")
  (lal1.3 "LAL 1.3"
   "https://spdx.org/licenses/LAL-1.3.html")
  (lgpl2.0 "LGPL 2.0"
   "https://www.gnu.org/licenses/old-licenses/lgpl-2.0.html")
  (lgpl2.0+ "LGPL 2.0+"
   "https://www.gnu.org/licenses/old-licenses/lgpl-2.0.html")
  (lgpl2.1 "LGPL 2.1"
   "https://www.gnu.org/licenses/old-licenses/lgpl-2.1.html")
  (lgpl2.1+ "LGPL 2.1+"
   "https://www.gnu.org/licenses/old-licenses/lgpl-2.1.html")
  (lgpl3 "LGPL 3"
   "https://www.gnu.org/licenses/lgpl.html")
  (lgpl3+ "LGPL 3+"
   "https://www.gnu.org/licenses/lgpl.html")
  (llgpl "LLGPL"
   "https://opensource.franz.com/preamble.html")
  (lppl "LPPL (any version)"
   "https://www.latex-project.org/lppl/")
  (lppl1.0+ "LPPL 1.0+"
   "https://www.latex-project.org/lppl/lppl-1-0/")
  (lppl1.1+ "LPPL 1.1+"
   "https://www.latex-project.org/lppl/lppl-1-1/")
  (lppl1.2 "LPPL 1.2"
   "https://directory.fsf.org/wiki/License:LPPLv1.2")
  (lppl1.2+ "LPPL 1.2+"
   "https://directory.fsf.org/wiki/License:LPPLv1.2")
  (lppl1.3 "LPPL 1.3"
   "https://www.latex-project.org/lppl/lppl-1-3/")
  (lppl1.3+ "LPPL 1.3+"
   "https://www.latex-project.org/lppl/lppl-1-3/")
  (lppl1.3a "LPPL 1.3a"
   "https://www.latex-project.org/lppl/lppl-1-3a/")
  (lppl1.3a+ "LPPL 1.3a+"
   "https://www.latex-project.org/lppl/lppl-1-3a/")
  (lppl1.3b "LPPL 1.3b"
   "https://www.latex-project.org/lppl/lppl-1-3b/")
  (lppl1.3b+ "LPPL 1.3b+"
   "https://www.latex-project.org/lppl/lppl-1-3b/")
  (lppl1.3c "LPPL 1.3c"
   "https://www.latex-project.org/lppl/lppl-1-3c/")
  (lppl1.3c+ "LPPL 1.3c+"
   "https://www.latex-project.org/lppl/lppl-1-3c/")
  (miros "MirOS"
   "https://www.mirbsd.org/MirOS-Licence.htm")
  (mpl1.0 "MPL 1.0"
   "https://www.mozilla.org/MPL/1.0/")
  (mpl1.1 "MPL 1.1"
   "https://directory.fsf.org/wiki/License:MPLv1.1")
  (mpl2.0 "MPL 2.0"
   "https://directory.fsf.org/wiki/License:MPLv2.0")
  (ms-pl "Ms-PL"
   "https://directory.fsf.org/wiki/License:MsPL")
  (ncsa "NCSA/University of Illinois Open Source License"
   "https://directory.fsf.org/wiki/License:IllinoisNCSA")
  (nmap "Nmap license"
   "https://svn.nmap.org/nmap/COPYING")
  (ngpl "NGPL"
   "https://spdx.org/licenses/NGPL.html")
  (npsl0.95 "Nmap Public Source License 0.95"
   "https://nmap.org/npsl/")
  (ofl1.1 "SIL OFL 1.1"
   "https://directory.fsf.org/wiki/License:OFLv1.1")
  (opl1.0+ "Open Publication License 1.0+"
   "https://opencontent.org/openpub/")
  (openldap2.8 "OpenLDAP 2.8"
   "https://directory.fsf.org/wiki/License:OpenLDAPv2.8")
  (openssl "OpenSSL"
   "https://directory.fsf.org/wiki/License:OpenSSL")
  (osl2.1 "OSL 2.1"
   "https://opensource.org/licenses/osl-2.1.php")
  (public-domain "Public Domain"
   #f)
  (psfl "Python Software Foundation License"
   "https://docs.python.org/license.html")
  (qpl "QPL"
   "https://directory.fsf.org/wiki/License:QPLv1.0")
  (qwt1.0 "Qwt 1.0"
   "https://qwt.sourceforge.io/qwtlicense.html")
  (ruby "Ruby License"
   "https://directory.fsf.org/wiki/License:Ruby")
  (repoze "Repoze"
   "https://spdx.org/licenses/BSD-3-Clause-Modification.html")
  (sgifreeb2.0 "SGI Free Software License B 2.0"
   "https://directory.fsf.org/wiki/License:SGIFreeBv2")
  (silofl1.1 "SIL OFL 1.1"
   "https://directory.fsf.org/wiki/License:OFLv1.1")
  (sissl1.1 "SISSL 1.1"
   "https://spdx.org/licenses/SISSL.html")
  (sissl1.2 "SISSL 1.2"
   "https://spdx.org/licenses/SISSL-1.2.html")
  (sleepycat "Sleepycat"
   "https://directory.fsf.org/wiki/License:BerkeleyDB")
  (tcl/tk "Tcl/Tk"
   "https://www.tcl.tk/software/tcltk/license.html")
  (tfp "TFL"
   "https://spdx.org/licenses/TFL.html")
  (unicode "Unicode"
   "https://directory.fsf.org/wiki/License:Unicode")
  (unlicense "Unlicense"
   "https://unlicense.org/")
  (vim "Vim"
   "https://directory.fsf.org/wiki/License:Vim7.2")
  (w3c "W3C"
   "https://directory.fsf.org/wiki/License:W3C_31Dec2002")
  (wtfpl2 "WTFPL 2"
   "http://www.wtfpl.net")
  (wxwindows3.1+ "wxWindows 3.1+"
   "https://wxwidgets.org/about/licence/")
  (x11 "X11"
   "https://directory.fsf.org/wiki/License:X11")
  (xfree86-1.1 "XFree86 1.1"
   "https://www.gnu.org/licenses/license-list.html")
  (zlib "Zlib"
   "https://directory.fsf.org/wiki/License:Zlib")
  (zpl2.1 "Zope Public License 2.1"
   "https://directory.fsf.org/wiki/License:ZopePLv2.1")
  (usgpl2+ "User's GPL 2+"
   "https://www.gnu.org/licenses/old-licenses/gpl-2.0.html"))

(define perl-license
  ;; Perl's own terms: either of these.
  (license "GPL 1+ or Artistic 1.0"
           "https://dev.perl.org/licenses/" #f))

;;; licenses.scm ends here
