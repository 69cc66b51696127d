;;; SPDX-License-Identifier: GPL-3.0-or-later
;;; The Debian 12 binary packages that the collection is made from, pinned.

(define-module (gnu packages debian-pins)
  #:export (%debian-pins))

;;; Commentary:
;;;
;;; One row per file: package name, Debian version, path below "pool/main/"
;;; of Debian's main archive, SHA-1 (which Debian's snapshot archive files
;;; its contents under) and SHA-256 in nix-base32 (which decides).  Rows are
;;; sorted by name.  Only files of the main archive are listed: the security
;;; archive drops its files as soon as newer ones replace them.
;;;
;;; Code:

(define %debian-pins
  '(("autoconf" "2.71-3"
     "a/autoconf/autoconf_2.71-3_all.deb"
     "1b35fffeb1eefc1bd6f9b414330ce558eabbe28b"
     "08y3s35i15jm57zs3r9s0fxdh0q0cjsgs7fy4xqkiiqzqbc8wybx")
    ("automake" "1:1.16.5-1.3"
     "a/automake-1.16/automake_1.16.5-1.3_all.deb"
     "e41be3327e467a91db461851e72028b75ca59999"
     "0qpryaivzr21bpi5qb44mjq9px8civ2cj35hvgr9nf5mhy6pb9gr")
    ("autopoint" "0.21-12"
     "g/gettext/autopoint_0.21-12_all.deb"
     "1cc8744489f843bd038a3bfe886ba499368c2188"
     "17vqp45wcplri1rw8ykv34w9ng6mgnzrcwz2b0c687vzfxz7fr4q")
    ("autotools-dev" "20220109.1"
     "a/autotools-dev/autotools-dev_20220109.1_all.deb"
     "954e59b5eb01fb837167193ed05fa2f578746365"
     "1l41z57bc4ykz60jq1qbqa34fkgs0vxz0vnlm0f6ymhjqfwxqrjd")
    ("bash" "5.2.15-2+b13"
     "b/bash/bash_5.2.15-2+b13_amd64.deb"
     "c3d560d63523ba240e565376b57724de72e89e6b"
     "18d6jwhpp66cmjh5lga1avfzb27iffpqn0fq6ir2mkb0lnv0n4w2")
    ("binutils" "2.40-2"
     "b/binutils/binutils_2.40-2_amd64.deb"
     "99312e44342692125e23faed17857eff11149b2a"
     "093lv16r75h128vzpmz538v6wdx04rys4fscfr6xiyz1ac5y5hw3")
    ("binutils-common" "2.40-2"
     "b/binutils/binutils-common_2.40-2_amd64.deb"
     "f05e9e12f267b68b15374bdfc51c10b2df20e5d4"
     "187i4sq93i55nzmjpfp0ln7p9ni5v0rvrab9iyj9221syhs42cdb")
    ("binutils-x86-64-linux-gnu" "2.40-2"
     "b/binutils/binutils-x86-64-linux-gnu_2.40-2_amd64.deb"
     "81ffeb0ac431b936e0f5f9b3c65bbd99c389a98f"
     "0895977kxm40dkssf7sshra22g9pdyzan914gx6j4s6pf2jshzid")
    ("bison" "2:3.8.2+dfsg-1+b1"
     "b/bison/bison_3.8.2+dfsg-1+b1_amd64.deb"
     "101119d2db16d18d8cc471fc2f71b23702001c92"
     "1s636dh0m9gx7xr4jk00fxl91d683fampfhm6jivylwwa7bsy554")
    ("bsdextrautils" "2.38.1-5+deb12u3"
     "u/util-linux/bsdextrautils_2.38.1-5+deb12u3_amd64.deb"
     "d29dc6269ad60c24f45d2624d9b88c8a78f367b8"
     "10mcwpkb0hznw8s8jch6bi9rmazy23iqlxfl1c1m32r3phwccjf9")
    ("bzip2" "1.0.8-5+b1"
     "b/bzip2/bzip2_1.0.8-5+b1_amd64.deb"
     "4909e22766191d428fd2bea4156ef4996d99e3db"
     "1rcr3c8zmyi669b0lxpzn5zdpf6sp7d522c4m5bs7iy5ynrp3223")
    ("ca-certificates" "20230311+deb12u1"
     "c/ca-certificates/ca-certificates_20230311+deb12u1_all.deb"
     "7fb3564b34eddff789d6ea4b5c346daaea7b7c1e"
     "1v9bh0m0ycy24m02g88ni5jlrch9i9igrn21dbhw2j2fb57l8pqd")
    ("cmake" "3.25.1-1"
     "c/cmake/cmake_3.25.1-1_amd64.deb"
     "8f8e81c6ac28c0da7eb4061f6945674fc1ff7ff8"
     "0zqxayqjzp1id1bh40rfa1li1krbpaqzsmv0d549xw2m70312yi5")
    ("cmake-data" "3.25.1-1"
     "c/cmake/cmake-data_3.25.1-1_all.deb"
     "9c35e53ad29590ba57abfff6edfdcb685302698f"
     "18whllp7jp5z5708rd503i3lg5yr4lp3wrgald8xakx99mlzjwc3")
    ("coreutils" "9.1-1"
     "c/coreutils/coreutils_9.1-1_amd64.deb"
     "a2f7017395e57d6da64f4562578213dd19568939"
     "149h3bas4lxifv40qmsi7cx4v7w54052lfpmml08avilgs2qy0v1")
    ("cpp-12" "12.2.0-14+deb12u1"
     "g/gcc-12/cpp-12_12.2.0-14+deb12u1_amd64.deb"
     "8d8e80a71baacb020b1764a5f3fda1310ee31448"
     "0m0lr94mj0l5gmiy9iks4wmwanm2gr9p2q1wk0yfipbshy7bknzy")
    ("curl" "7.88.1-10+deb12u15"
     "c/curl/curl_7.88.1-10+deb12u15_amd64.deb"
     "5f00909b0cdc08a212299dcc0b96dd14febb2eb9"
     "13sagl9y2iqhrqv4q47r25ygl8x2q92fqllasvr1ml8bgazvdn8d")
    ("debianutils" "5.7-0.5~deb12u1"
     "d/debianutils/debianutils_5.7-0.5~deb12u1_amd64.deb"
     "37b74cd8ccb96efb920794dc37c9ad4e83f581e1"
     "1ja8xq5a7rw92pray8js9xrxpcycr7xdbk72r4v35svhjqsm3yam")
    ("diffutils" "1:3.8-4"
     "d/diffutils/diffutils_3.8-4_amd64.deb"
     "33bce093c0b203cb93a9bec26006df825f9da26a"
     "1p87ykp3g4jfdi3ccvcybp8bbngcq74ml1cz1rsy6d8h9k0yvpwb")
    ("expat" "2.5.0-1+deb12u2"
     "e/expat/expat_2.5.0-1+deb12u2_amd64.deb"
     "4300c45d7b4d1634e7f6cc9a8036b2ca998f1aeb"
     "0n3wdaxds1xrn0v8jfrrbnpamxrnqjb59qkk371zqb9hz0bpkgg1")
    ("file" "1:5.44-3"
     "f/file/file_5.44-3_amd64.deb"
     "0788621543840dc2577be64f5e781e9aa246eda6"
     "1pxig84a7fw5qd9b3b0d0kwry6yc2n9cpkjy579ga3ycz0dj4mrc")
    ("findutils" "4.9.0-4"
     "f/findutils/findutils_4.9.0-4_amd64.deb"
     "d1cc3c7420e2c9db20f01dd8c62965a36522a82b"
     "012ypi7ns86i57dpkajn83c2v3w6vlwq6szxgl33z9samz86pn2x")
    ("flex" "2.6.4-8.2"
     "f/flex/flex_2.6.4-8.2_amd64.deb"
     "57cfd3c46c4cfcb8228ba7ee989455fc73e74419"
     "0din01hdyi6iixyf60k4b467sw7gw09hhn4765xlzzvapdfxagys")
    ("g++-12" "12.2.0-14+deb12u1"
     "g/gcc-12/g++-12_12.2.0-14+deb12u1_amd64.deb"
     "2002557ac4c6c2b9fd027e3f22a9db73f013cbcd"
     "0lbjcb983d0bn6c790bh5mdajcimkmakqfgifbafgb74vax85cb8")
    ("gawk" "1:5.2.1-2"
     "g/gawk/gawk_5.2.1-2_amd64.deb"
     "77d487f007d03e0706b2ff786e361cd1ebd4145d"
     "0m9vmd11y60n3zhl4fnyqg8w8wkz2v5kv8i1qa92027z6ldkrmlw")
    ("gcc-12" "12.2.0-14+deb12u1"
     "g/gcc-12/gcc-12_12.2.0-14+deb12u1_amd64.deb"
     "3a24f2d115debff16d52d24b4d7b4acf0df048a5"
     "17g4c01j8m8lzjfhx004y0g20jygrqw71023w0sy8if25v636vxl")
    ("gdb" "13.1-3"
     "g/gdb/gdb_13.1-3_amd64.deb"
     "a7554ec36e51891d3d3c44d1130cd2404682370b"
     "19d9h7y2i5avqca9xib4hqca39gj6a0clbj1q2a00bsqmq1riqk5")
    ("gettext" "0.21-12"
     "g/gettext/gettext_0.21-12_amd64.deb"
     "0c5651ccf96e229e6b29388cea28da779d5be258"
     "035n2dsxgxbj6hxajnd57bb8hj5vmw9hml2i3wqwwwskax1rs7wc")
    ("gettext-base" "0.21-12"
     "g/gettext/gettext-base_0.21-12_amd64.deb"
     "ed63a2851f8b8be0d3c1e1c349d13cf642d38c63"
     "1dssvpv1298v8alz4jgpcbh0rbvxk1m45l4qxivyc9birix9rcsw")
    ("git" "1:2.39.5-0+deb12u3"
     "g/git/git_2.39.5-0+deb12u3_amd64.deb"
     "2c939052f7ad1cd1bb8671f79fea6e287f1e4310"
     "0vyf72d3bb2knlx5srghvgj4rw5g74pjynfhpl9snzr4svfqayk3")
    ("gnu-which" "2.21+dfsg-2"
     "g/gnu-which/gnu-which_2.21+dfsg-2_amd64.deb"
     "50dbc504345094ccfaf223ee8a2b684061fa9b54"
     "1bkg5nb0hy62k0m5l3ipdcg0db095akx140jsw2x646rafhkfz2k")
    ("golang-1.24-go" "1.24.4-1"
     "g/golang-1.24/golang-1.24-go_1.24.4-1_amd64.deb"
     "1966be961ca91d6b3d54a5b09a878c4129d48c7b"
     "0kx4hyv6g2x5d9m0cvagq2cl8qqhkmricai84daxbwf0pc4w3ilk")
    ("golang-1.24-src" "1.24.4-1"
     "g/golang-1.24/golang-1.24-src_1.24.4-1_all.deb"
     "4d3b63f71ff1b9bbc163ddd2f6c4f1dbc7d8864e"
     "1qb63q8h8mm580yfnh5hmkppq7dzpfwm5zqc0q56wq4l5qnbr5n3")
    ("gperf" "3.1-1"
     "g/gperf/gperf_3.1-1_amd64.deb"
     "8e23c54eb3bd89a037cecefd15171cbf9b8670f7"
     "0nb9fkdja1b951j65iig4xm8jfj6p3x54rky4bl9fm0l2bfnfil7")
    ("grep" "3.8-5"
     "g/grep/grep_3.8-5_amd64.deb"
     "c83f78b1cbf1ccc7f93cf23d25a95b84b4103b9b"
     "1pwnf7d4jw34fsnas04xdcq0w4v5p68r43pjaj5c9wwdfbmaqr1j")
    ("guile-3.0" "3.0.8-2"
     "g/guile-3.0/guile-3.0_3.0.8-2_amd64.deb"
     "39b09508aeb136cf10099b93d7c4767aac994504"
     "1mqh5rdafinv5q3ddpwlnb3nh6bdnxy4q0qynw6yd8lscf32qrcm")
    ("guile-3.0-dev" "3.0.8-2"
     "g/guile-3.0/guile-3.0-dev_3.0.8-2_amd64.deb"
     "c81be478607b7892295189ac158c743f6d97167f"
     "1nbdcxk7lcicv6574s8fi4qjn1h9fhaw8dkj7kmyjqk2307v2k9l")
    ("guile-3.0-libs" "3.0.8-2"
     "g/guile-3.0/guile-3.0-libs_3.0.8-2_amd64.deb"
     "a2c29ee5f1a99ad749dfa5a47d16588e26086c9b"
     "0kmdqg9xfrpz5acx7mx5gc15ii9vdl110dfzdj7b75n35rbxa3a4")
    ("gzip" "1.12-1"
     "g/gzip/gzip_1.12-1_amd64.deb"
     "ee1b30616286855938346adaa0dd03c6cbd5c9bf"
     "18z6w2029cfdymhkvn863ihm4pv2y9fzr4vv1ma74kw3wbfw3gpa")
    ("icu-devtools" "72.1-3+deb12u1"
     "i/icu/icu-devtools_72.1-3+deb12u1_amd64.deb"
     "ac8fa703e726f11c9989b52257b8d74f00a0845d"
     "1n544m3r3k2b2f50x3v59hfslh69sp3lywh0nvr2gcigs8p7mpa0")
    ("jq" "1.6-2.1+deb12u2"
     "j/jq/jq_1.6-2.1+deb12u2_amd64.deb"
     "93d67dbbd709419719b5771b2f38a6036837bb2f"
     "1c4y71flpgha08xhsqc13rl62q0r29jf9s4s79nmzj4a6y23ac7j")
    ("less" "590-2.1~deb12u2"
     "l/less/less_590-2.1~deb12u2_amd64.deb"
     "42ca21073393937bf507e29a6c18d2c964d49835"
     "06nc4ml4850x8qhmipi2iskahxf317iq95fsd48mwqhgbv7fhkiw")
    ("libacl1" "2.3.1-3"
     "a/acl/libacl1_2.3.1-3_amd64.deb"
     "aacd7b4add807837f5e387e7fe3bfa67ff629a19"
     "1qp58ka8cx2rg8w0vqmkqwzxspksyj720gdywa8gwjqijmbxzscb")
    ("libarchive13" "3.6.2-1+deb12u4"
     "liba/libarchive/libarchive13_3.6.2-1+deb12u4_amd64.deb"
     "2a0ce53aa8d409e3bf2cbbcd885610f83c56f978"
     "1ww7r684sianwhh7dbr8r5jchad02wf8gnc0kgzz3zg5m9dz9b6f")
    ("libatomic1" "12.2.0-14+deb12u1"
     "g/gcc-12/libatomic1_12.2.0-14+deb12u1_amd64.deb"
     "51df84ebc749ee14542a77b065bede43edbc3cd0"
     "0baynp9a6f8js9gjw409vh59q84ry2fj1k02l2g24i5llraf3m7v")
    ("libattr1" "1:2.5.1-4"
     "a/attr/libattr1_2.5.1-4_amd64.deb"
     "7dc98b5b9822c1091cded3a7f29cd3cad430cefb"
     "0d0sbni4syn3kixjfvccjww0hvf7mf2hbz728ax061bdsqim3564")
    ("libbabeltrace1" "1.5.11-1+b2"
     "b/babeltrace/libbabeltrace1_1.5.11-1+b2_amd64.deb"
     "62f6c7713286cbd1f9f156073e336769c3139e4c"
     "0xlmqkijz50gshcrmsm7ah25bci24bf0mbvlhzlv10rddbz89lq7")
    ("libbinutils" "2.40-2"
     "b/binutils/libbinutils_2.40-2_amd64.deb"
     "4cae3b261e810e3d633a8742e2ae5e5673b6e5d6"
     "043pai1px988sc0b35n1437r9wr421zrbdp9ihy8z9zqwncmpxgw")
    ("libblkid1" "2.38.1-5+deb12u3"
     "u/util-linux/libblkid1_2.38.1-5+deb12u3_amd64.deb"
     "0048c8356d00a5505589595ad5e6d28b0388136b"
     "0hrrsp346vhk79imc5akbf4sgd298c9fr48gvzycm4ciy9vk622s")
    ("libboost-regex1.74.0" "1.74.0+ds1-21"
     "b/boost1.74/libboost-regex1.74.0_1.74.0+ds1-21_amd64.deb"
     "dfead3b50309ede7ece66f63c6888f740a409321"
     "1bkfjrppm8k84xdnzxlr567k2w1py5a0zx4b3dp787x8jqivhnp9")
    ("libbrotli1" "1.0.9-2+b6"
     "b/brotli/libbrotli1_1.0.9-2+b6_amd64.deb"
     "d5b10996485463461f53205e6d014e816eae2405"
     "1mz4hsvjvllb3s6v94x2ynx8854flgkkcnrmsdmqfpmaq6p4qfsn")
    ("libbsd0" "0.11.7-2"
     "libb/libbsd/libbsd0_0.11.7-2_amd64.deb"
     "2ca1a6d76af4e7577fe50aed21e97ce95c61cefd"
     "02y6n8258192m1bl5lmswhd4lw6cg5zhz5zc5idshqpr825wqcdv")
    ("libbz2-1.0" "1.0.8-5+b1"
     "b/bzip2/libbz2-1.0_1.0.8-5+b1_amd64.deb"
     "de2145b625279bd6111961f9e9dfb09abf194154"
     "1sssra1wqsga0vbgw8jirhidh0s5p0rj0sbbn8ixa8jbyjirs52l")
    ("libbz2-dev" "1.0.8-5+b1"
     "b/bzip2/libbz2-dev_1.0.8-5+b1_amd64.deb"
     "ea0afa5359ce8a8905aac21469b24977821605a3"
     "0mvydgr2w4l9dr62izj64xj8mki5idn7rxf6x7m4qlgpi3hh8wnz")
    ("libc-bin" "2.36-9+deb12u14"
     "g/glibc/libc-bin_2.36-9+deb12u14_amd64.deb"
     "2b3d6ee6b798b30a8b52ab719dc9cd59e79584e3"
     "112faiq32hbqjqhk5p00ig8kydyqmg8jbg9ybgqrbb8zz4d40rz6")
    ("libc-dev-bin" "2.36-9+deb12u14"
     "g/glibc/libc-dev-bin_2.36-9+deb12u14_amd64.deb"
     "0211dbd54d99f71c51b1cd56aab24bc991ecdd53"
     "1i03km44pxjygxpp64dy1y9l2wxdr78xkhraxhxh409lf0xr47gn")
    ("libc6" "2.36-9+deb12u14"
     "g/glibc/libc6_2.36-9+deb12u14_amd64.deb"
     "c534c6c7f912b61ca26b7cf4082235a0343b8751"
     "1pxy9w5x4xsgj9cf55gz2fnz3fpx7d9g881wbw2yjfmw7pvqhkxs")
    ("libc6-dev" "2.36-9+deb12u14"
     "g/glibc/libc6-dev_2.36-9+deb12u14_amd64.deb"
     "d609b4707ac7cb95b042958e54fec4d78596ecfc"
     "1bhsq3rf1gl3s2d5gapgak8gm2ff6yhw14k21hdlqy6dxwmzq602")
    ("libcap2" "1:2.66-4+deb12u3+b1"
     "libc/libcap2/libcap2_2.66-4+deb12u3+b1_amd64.deb"
     "922c4a3d0f28f58b2d8787bb5491440193552231"
     "0kxjbd1avx8jwhdrw457ndp01kkgvyq38y24bhm810vl7rklqs4d")
    ("libcbor0.8" "0.8.0-2+b1"
     "libc/libcbor/libcbor0.8_0.8.0-2+b1_amd64.deb"
     "c8d3d515bce3ba173ad2928186ca68824b0e358e"
     "1bskbbzfxab6ri6c1ymqc348rfvyik41dy8qzdx3bhfi38g13gcc")
    ("libcc1-0" "12.2.0-14+deb12u1"
     "g/gcc-12/libcc1-0_12.2.0-14+deb12u1_amd64.deb"
     "7d8c7672ffb040369b98c1c87b6b3fd44fe43c6f"
     "0sylfm6y1znva41g7i1amriwapl3v3vsfgikk3g4fgq06fb01rjf")
    ("libcom-err2" "1.47.0-2+b2"
     "e/e2fsprogs/libcom-err2_1.47.0-2+b2_amd64.deb"
     "75fc02543e18c7ab117b74d13bd379ab73c42c97"
     "1wi21rlz6mq0fvdcrybp5lfjya9278gl8gnz0k2w1yvqbq0wgfm2")
    ("libcrypt-dev" "1:4.4.33-2"
     "libx/libxcrypt/libcrypt-dev_4.4.33-2_amd64.deb"
     "44fb82c1ad126c7704f289f4322a48a5cf5667c7"
     "0bzmyydbc6rdza9ggqb1czvl5zxb44cyd05wv8x9wnpp628x5k41")
    ("libcrypt1" "1:4.4.33-2"
     "libx/libxcrypt/libcrypt1_4.4.33-2_amd64.deb"
     "980e59db5bf969929b64a5213f114782dceb30c2"
     "0adxx0iza10jf06cp7v5inksfhbplmw51pla8flymr6lvxf0mxpm")
    ("libctf-nobfd0" "2.40-2"
     "b/binutils/libctf-nobfd0_2.40-2_amd64.deb"
     "c3edf0759d479e1007a684b826a23df1b68bff6d"
     "1aj7ng1iv63x3mx7gal5dglrknfcri3m8l1xpl7aj7p45prgq7gg")
    ("libctf0" "2.40-2"
     "b/binutils/libctf0_2.40-2_amd64.deb"
     "bfb59ef28486054865b6aef8255b432c5431f3b9"
     "0zs2nzinfl16gxrvs93a6kjc21mxd693plx3hx5awgxy4vrvddrz")
    ("libcurl3-gnutls" "7.88.1-10+deb12u15"
     "c/curl/libcurl3-gnutls_7.88.1-10+deb12u15_amd64.deb"
     "bdf66352a5b107e992a49026872c0cfaf2b19655"
     "1wvy72nyslbng7a5d8wyg2cgqmzxhb2xsz0qw028g07ph37hwhxz")
    ("libcurl4" "7.88.1-10+deb12u15"
     "c/curl/libcurl4_7.88.1-10+deb12u15_amd64.deb"
     "524d91597b7d48c3fd0954bec58b434bdc1ed1af"
     "12ynbcmk4qwh22xdxfgr2nqg5p5y3bwbhlhlryylz70zw16r0hih")
    ("libcurl4-openssl-dev" "7.88.1-10+deb12u15"
     "c/curl/libcurl4-openssl-dev_7.88.1-10+deb12u15_amd64.deb"
     "31b308ae7ccb13f4515435924920ad9b9dc0fd46"
     "141qnxag548kjm9qrr2inpxf55w9a2q86d5w7zsk34xlxharpmnv")
    ("libdb5.3" "5.3.28+dfsg2-1"
     "d/db5.3/libdb5.3_5.3.28+dfsg2-1_amd64.deb"
     "95d457e8a9c2fbca58e7f082bf981b00eca992de"
     "112w4fsjk08dbnv4x8irv1cl7bh5q1a4jndsjblq1nnhimxi5ibx")
    ("libdebuginfod-common" "0.188-2.1"
     "e/elfutils/libdebuginfod-common_0.188-2.1_all.deb"
     "26bf88e65a6dff9fc5a60eca7580564e0ae9394f"
     "0s83ass8lar4jngvvckbccwzrihj7pw2w5za68mw6wgilkzf4ys4")
    ("libdebuginfod1" "0.188-2.1"
     "e/elfutils/libdebuginfod1_0.188-2.1_amd64.deb"
     "941d539c34f0e8e396ca0e54ee7d0e092dcfea6d"
     "02qdzfmslfzh2001bkn201vp5d6hgpj6f14lanik3qnl8chdnl4n")
    ("libdw1" "0.188-2.1"
     "e/elfutils/libdw1_0.188-2.1_amd64.deb"
     "adc1028c03a6bc83b3cabf877a7eb9ae56c0c701"
     "0bs4j4x0jgs4v3sahcgpim82kqhqvlpanx9bkkyimbc2v6xb3mzz")
    ("libedit2" "3.1-20221030-2"
     "libe/libedit/libedit2_3.1-20221030-2_amd64.deb"
     "7a810b1f6c6606e8454e96f650062ed29d1bf254"
     "1rlwr3ijari0fggkn7g7l5s01xvwffjmf1idn6fjglqn4yzlmw8w")
    ("libelf1" "0.188-2.1"
     "e/elfutils/libelf1_0.188-2.1_amd64.deb"
     "2b472dcc19523688c765d771b40d24c67586e362"
     "131w1g8m1zdxyfnypn43i9ckjscfj4xqaxd1q733lsv0khvxv6k1")
    ("libexpat1" "2.5.0-1+deb12u2"
     "e/expat/libexpat1_2.5.0-1+deb12u2_amd64.deb"
     "ca76ab6c22dfb4d567baa93062361ab927f80c11"
     "1j6v61mgdrscmci2fx6m78w1kvlsv8bgb8xq8k2x51iaq8pycm92")
    ("libexpat1-dev" "2.5.0-1+deb12u2"
     "e/expat/libexpat1-dev_2.5.0-1+deb12u2_amd64.deb"
     "ad58928ab55fde5ca6a7c2397f6f1f0e51dea885"
     "1503naxc27fnn3lkzx9nx464is4lzp7h2k4ya758ijjnrv0pjwkm")
    ("libffi8" "3.4.4-1"
     "libf/libffi/libffi8_3.4.4-1_amd64.deb"
     "5c772838b9fabdbf5f503bd83ce9bb7fe1b4f2da"
     "0jn3lhiw4spp86hn1cxb68s9lckcm27a9smwskkcrz0fqcjnr7vd")
    ("libfido2-1" "1.12.0-2+b1"
     "libf/libfido2/libfido2-1_1.12.0-2+b1_amd64.deb"
     "c32ed1f604d3a454480d8c3677b07754392b94fb"
     "07half1d9hl3b5nb59k2nln6b8wafrajw4kj3778df6w3bcrra6v")
    ("libfl-dev" "2.6.4-8.2"
     "f/flex/libfl-dev_2.6.4-8.2_amd64.deb"
     "851e953734fa9c63a6975ed62ecb5ca0c5ce24b4"
     "132vgm345rdawrk8ap9bqhxsibp96bmsivkjqf95g87iw4wyfvk2")
    ("libfl2" "2.6.4-8.2"
     "f/flex/libfl2_2.6.4-8.2_amd64.deb"
     "2858ce2c4cf6abb680cebcbae7fdadef8b015fe6"
     "0yng9pzzc7bpwvqzgg70k4wj64z7znwmhmn1hsnbp59fvrw891xx")
    ("libgc1" "1:8.2.2-3"
     "libg/libgc/libgc1_8.2.2-3_amd64.deb"
     "54c8838655599e2f9a70620b50ad36ec579a2c2d"
     "0bmpxai619r81q65a0310vy97ly2km9brfdf7zlq06fk6g2wzzn7")
    ("libgcc-12-dev" "12.2.0-14+deb12u1"
     "g/gcc-12/libgcc-12-dev_12.2.0-14+deb12u1_amd64.deb"
     "16fa57637c4dca6a640b7bba85eb3d9e89d76c1d"
     "10ja82rs8yvl91bnm3cf2c2s1j79rgsyy5p5dzy2ykx8h29ja86p")
    ("libgcc-s1" "12.2.0-14+deb12u1"
     "g/gcc-12/libgcc-s1_12.2.0-14+deb12u1_amd64.deb"
     "c72798568b9086ecacf3d46e420c6d90b78ce50d"
     "1xw8i9ywfb328pvx0x17jkzbwcfibqgn0w18h8w81kdpnhnfc5ih")
    ("libgcrypt20" "1.10.1-3+deb12u1"
     "libg/libgcrypt20/libgcrypt20_1.10.1-3+deb12u1_amd64.deb"
     "2eaee87c1186c742fa5f7f054dec42eafe30b6d9"
     "15xvf6nj7x32bvdwp9vk68siisazq0s24wgrlq23jscw2d96b9g7")
    ("libglib2.0-0" "2.74.6-2+deb12u9"
     "g/glib2.0/libglib2.0-0_2.74.6-2+deb12u9_amd64.deb"
     "3daa8c17daf200e67653bea9fb4261256b642f4e"
     "0npfzycxj7787nkpvfjh010fxgmim9crmcj2wd8f32axd2bm3y3z")
    ("libgmp-dev" "2:6.2.1+dfsg1-1.1"
     "g/gmp/libgmp-dev_6.2.1+dfsg1-1.1_amd64.deb"
     "97faa8708d06bb0237b53d1edd71d825ffbe1c01"
     "1h7clxxx51xfcs2n8yf8y37vqbh922fcpqmfq9bk7pc4pz8rsax1")
    ("libgmp10" "2:6.2.1+dfsg1-1.1"
     "g/gmp/libgmp10_6.2.1+dfsg1-1.1_amd64.deb"
     "58624c62e76d2df27df02a8d2e52b6dec463ae53"
     "1gc26j4rr7kk0426dppfqwrpcrqrjwxpa8z5q4jz8qyp5vpysyhq")
    ("libgmpxx4ldbl" "2:6.2.1+dfsg1-1.1"
     "g/gmp/libgmpxx4ldbl_6.2.1+dfsg1-1.1_amd64.deb"
     "10018f4df7df8032b9b71ae54d6ea60d911f10b1"
     "0sy7262jxrnkcd7hizwq5pascsknngpxqv7l5wyvcprnzaqqivbx")
    ("libgnutls30" "3.7.9-2+deb12u7"
     "g/gnutls28/libgnutls30_3.7.9-2+deb12u7_amd64.deb"
     "0ea1e5567b4b100f4155cffae24e6ff41021ea2c"
     "13igj8xwafkyahhinpk2778ikkfchd0a604hgqnivssgha6frarh")
    ("libgomp1" "12.2.0-14+deb12u1"
     "g/gcc-12/libgomp1_12.2.0-14+deb12u1_amd64.deb"
     "3b337b2fec0382e12d81f71ee91472b6beda2e52"
     "1ms3h6s7ws2jn45i4ba0glj92162zfdqhng9p4w1cnvzv9mw9zj8")
    ("libgpg-error0" "1.46-1"
     "libg/libgpg-error/libgpg-error0_1.46-1_amd64.deb"
     "9535c8304d6b2cec042d8fdfdc27a28e8568702c"
     "1npa1hvfdspgxg3c8gllz3pi4raa9h4jzibgyipcww3k3phlx549")
    ("libgprofng0" "2.40-2"
     "b/binutils/libgprofng0_2.40-2_amd64.deb"
     "fa5dcb9f2a609165b0aaa2fa630ea223592d2887"
     "0gd5bzbixms4951lflis1sgq3f1xqpp9cg0gz75177gihhnhki53")
    ("libgssapi-krb5-2" "1.20.1-2+deb12u5"
     "k/krb5/libgssapi-krb5-2_1.20.1-2+deb12u5_amd64.deb"
     "f4094bc6b19b7a2477bea302700570be6d5eca6f"
     "1lh76q2cagdcvnn41pkk7fp1b0r2yr7w8a0sq0bb8mmrj7m7mf6q")
    ("libhogweed6" "3.8.1-2"
     "n/nettle/libhogweed6_3.8.1-2_amd64.deb"
     "d6d728ee37e5ed959f24ea6f04fd5d9340172f43"
     "156ba22xq1mc5q0d18c8kcn36fqdfb6jsijs99s1kd9cig18b0gd")
    ("libicu-dev" "72.1-3+deb12u1"
     "i/icu/libicu-dev_72.1-3+deb12u1_amd64.deb"
     "31afe245d31ebd6ec34a308b9d145b92f531dcb4"
     "186pna9qzshfk5yrmb5x4qcarxbx1vgrwwsyy9f75z6l9czlxg88")
    ("libicu72" "72.1-3+deb12u1"
     "i/icu/libicu72_72.1-3+deb12u1_amd64.deb"
     "33fdfc4e0715648c57182b80bcaf0254a0372776"
     "127gviyrw7396rpqppcb1i6c88hxw69zqir4vwa5j0kvdnfgkxpp")
    ("libidn2-0" "2.3.3-1+b1"
     "libi/libidn2/libidn2-0_2.3.3-1+b1_amd64.deb"
     "ddabb4ff5aaf45a96aaf4c1de44ba60891e0caf0"
     "1ylaj7a64gqg03g55jp1fzf5jgsxnh3da5vq89kxd0s0hbaic1ym")
    ("libipt2" "2.0.5-1"
     "i/intel-processor-trace/libipt2_2.0.5-1_amd64.deb"
     "ca326c4c54312803af91b901e2ee9a387474a773"
     "1rb2gs4ryc04f76p0pqma97xi370dhhxxbgvpl6lb9jlfqmpws6k")
    ("libisl23" "0.25-1.1"
     "i/isl/libisl23_0.25-1.1_amd64.deb"
     "ee2aa213a5294f5a93a41022c481678e3a5665fc"
     "03nswha531p492ybwr6lf13yx5vf6qck0llp84i78312icphpzzb")
    ("libjansson-dev" "2.14-2"
     "j/jansson/libjansson-dev_2.14-2_amd64.deb"
     "c48cfbdf88e8a570931933d4a8e8d1c99d0be552"
     "1xq2kgrx0hap9hahik78dp6bbjnwf95lmi3ir8kaxc6pbgikvavj")
    ("libjansson4" "2.14-2"
     "j/jansson/libjansson4_2.14-2_amd64.deb"
     "732253912bf8e689e129c339a1d96d0e891b11cf"
     "0r3qq9gyf8vkyi4m7b9jz2g430ql9m5hgxhxjfwvqdqskwpp9j9z")
    ("libjemalloc2" "5.3.0-1"
     "j/jemalloc/libjemalloc2_5.3.0-1_amd64.deb"
     "692cc6339b23ba8c4a5e6b10969da2466e1b834d"
     "0gddarlq4w4alzlfz9wx6rv99dq0y23b0v4acz4zdb68qlipq4d4")
    ("libjq1" "1.6-2.1+deb12u2"
     "j/jq/libjq1_1.6-2.1+deb12u2_amd64.deb"
     "2ff8e4cfe9df29831785ce1f070929fbbc7dcaf5"
     "18i1vykypsqjxd9gipf98vg8jy0yszmri9g7b6pn491wk8sbc0gm")
    ("libjsoncpp25" "1.9.5-4"
     "libj/libjsoncpp/libjsoncpp25_1.9.5-4_amd64.deb"
     "00199a798f7fbe3cafeaa72d1fa0dffeca0be2ed"
     "1i9129mjv41sp609aqgzpy9jy08lnfvg4aqiwfdmfw3lwsf6pc2a")
    ("libk5crypto3" "1.20.1-2+deb12u5"
     "k/krb5/libk5crypto3_1.20.1-2+deb12u5_amd64.deb"
     "3b49d49e3a7fa00be863783e7d7b190e92b152b0"
     "01ngai5zr6ymifr77v2cll4adswa63c36x8kavadr72wbk8lfvkv")
    ("libkeyutils1" "1.6.3-2"
     "k/keyutils/libkeyutils1_1.6.3-2_amd64.deb"
     "5d49f8def7847ffc2f78fa1430a385e1a40fd188"
     "0qrm6y65igcqpmqf9smsf6kxmvgg4l732hzqlk3g6kx5lzk8kb6g")
    ("libkrb5-3" "1.20.1-2+deb12u5"
     "k/krb5/libkrb5-3_1.20.1-2+deb12u5_amd64.deb"
     "8da744191e68d72ec5812b2707b0eb00520a7f46"
     "0lvn5xyk3jms703lh7pk9wlbfy5kkjjh5madnlhz46kh16z02269")
    ("libkrb5support0" "1.20.1-2+deb12u5"
     "k/krb5/libkrb5support0_1.20.1-2+deb12u5_amd64.deb"
     "48201b9064a4be33618e9bc5fc95a7939837747e"
     "1ar8yjq5lb453vwcwggrr3b8zgzm59bqy4bvcl6s2qflv3r0b74b")
    ("libldap-2.5-0" "2.5.13+dfsg-5"
     "o/openldap/libldap-2.5-0_2.5.13+dfsg-5_amd64.deb"
     "b7837c3a177a951bb43644b0e43db78565dcf500"
     "1va7n5fkfw8fiiil24ycs2lfxw03c3f5x54dcaacaja1apv30v2b")
    ("libltdl-dev" "2.4.7-7~deb12u1"
     "libt/libtool/libltdl-dev_2.4.7-7~deb12u1_amd64.deb"
     "9ddf054ad9a528f7ce9bc75ae1d25c8a61e7ff3f"
     "1c1j95rvslaxhhnacd8q9zzkaxx2ckkx8j8n2jhh8hvx02rjdbb0")
    ("libltdl7" "2.4.7-7~deb12u1"
     "libt/libtool/libltdl7_2.4.7-7~deb12u1_amd64.deb"
     "0060f477e6bf686f18bf4de09281c33964af4385"
     "0nkpgckz2binllp6s0h9nw993lwq90vpabzmk31d2jqx698baw40")
    ("liblz4-1" "1.9.4-1"
     "l/lz4/liblz4-1_1.9.4-1_amd64.deb"
     "e4516219fe705e1e31e39903e9d3b64c418576a4"
     "1lw9jgpalg34297zs3n5ip6va44pnlwphab0pllgishxxxnfikb4")
    ("liblz4-dev" "1.9.4-1"
     "l/lz4/liblz4-dev_1.9.4-1_amd64.deb"
     "c392e0888f936268cf5f30ecfaa8c356031c1e8b"
     "01p7g68qj3zp6fjd54zpg4d0spaiay6m8q3qxi4zw2mwqizpyzwj")
    ("liblzf1" "3.6-3"
     "libl/liblzf/liblzf1_3.6-3_amd64.deb"
     "5521c64db70bc25475302b6d781c1b070bbdf997"
     "133yri360kwlbyvm08hzqrr6yjpg05gz8ip4y423xdh1ca3b0m4q")
    ("liblzma-dev" "5.4.1-1+deb12u1"
     "x/xz-utils/liblzma-dev_5.4.1-1+deb12u1_amd64.deb"
     "fd8f0dd51f18daadd4a59f5babf77b467e78482d"
     "07wy04wy58gylqqs8jk5gjvpy9jqa4a86aszaslbmrkw9cdr4c0g")
    ("liblzma5" "5.4.1-1+deb12u1"
     "x/xz-utils/liblzma5_5.4.1-1+deb12u1_amd64.deb"
     "548827be6ff861c63704929d7c6d772f65eec8f2"
     "1dsfd9aznlcl9nani9r5h98wy65qg6b1kg4jm5v9vj1ynmv8hvgr")
    ("libmagic-mgc" "1:5.44-3"
     "f/file/libmagic-mgc_5.44-3_amd64.deb"
     "f16352eb8fa74aab5edbcba2532feb42e88b3c91"
     "1lka3w53qj3x7jnlbaqyh2v2qjcdy5qnmbpknifrpysxp9ridl5s")
    ("libmagic1" "1:5.44-3"
     "f/file/libmagic1_5.44-3_amd64.deb"
     "ccfa80221a5dd175450a1b2be4962f8e13a94283"
     "13mqqxak4w4j6dklhglx6j57d0cr90l40m1jgwhpx2j3qynw4hd2")
    ("libmd0" "1.0.4-2"
     "libm/libmd/libmd0_1.0.4-2_amd64.deb"
     "d801416d4156f8515f18a204e837f62e14cf8aea"
     "1aryl4jyyvdmgb03gqzg3bgjn1m9xm96x98k3l82g7jh1k9rylq3")
    ("libmount1" "2.38.1-5+deb12u3"
     "u/util-linux/libmount1_2.38.1-5+deb12u3_amd64.deb"
     "5b2bc6afce59ff63f04ae4a443bf883a5f7bec88"
     "1hr3qfm3x4fvydl9n3vhqxk7r7b0ns87fxg9vmd84lb901mjsvpl")
    ("libmpc3" "1.3.1-1"
     "m/mpclib3/libmpc3_1.3.1-1_amd64.deb"
     "8c40f6c05c73cf2b775fad06e0275117b83aad9d"
     "101gwmwqcwahj19k4px10a3pzlsqijhk946br2qgji0fg529bxyp")
    ("libmpfr6" "4.2.0-1"
     "m/mpfr4/libmpfr6_4.2.0-1_amd64.deb"
     "819830456635f4c4eca4c484cce9901287203cdd"
     "0yyp995cmh5nq888984ban0qxxc4djwjfzvpfjhbd448wysa5drp")
    ("libncurses-dev" "6.4-4"
     "n/ncurses/libncurses-dev_6.4-4_amd64.deb"
     "f9a297ed0774fae1dc39ae2a4bc24960ba9fd881"
     "1fz4w3fbbjq4ab60ir2dgq20jfnj9f1k46qkpccb3zjnay1jilia")
    ("libncurses5-dev" "6.4-4"
     "n/ncurses/libncurses5-dev_6.4-4_amd64.deb"
     "d46d53e26997c51c166a347df1fee166beecbf3c"
     "053n07af9n9z4z76kqnl90dfq7wrfbsvdajsjcz1603gvpf2k14d")
    ("libncurses6" "6.4-4"
     "n/ncurses/libncurses6_6.4-4_amd64.deb"
     "35fbf9e09df2f05b02e77e6caa18f6b0735e3dc4"
     "1x8f9y9p4fxwyzfwrsk5xg3hwc2jbmwylhdnk5nc0s96y04hyc3j")
    ("libncursesw6" "6.4-4"
     "n/ncurses/libncursesw6_6.4-4_amd64.deb"
     "16f16b9a92a9108e356270c8197a2223f2af5490"
     "1v3bdacjkhw0a8jp9g4g3lvga6q012nj415pbyv3hnjnvi9pmylq")
    ("libnettle8" "3.8.1-2"
     "n/nettle/libnettle8_3.8.1-2_amd64.deb"
     "cadc659f22252400327a80217f2dabd1620d1ed4"
     "0q827xdk7r8hpxhs8lnm0br6y8w4kqavjardz7q95zcz51p2x4j5")
    ("libnghttp2-14" "1.52.0-1+deb12u3"
     "n/nghttp2/libnghttp2-14_1.52.0-1+deb12u3_amd64.deb"
     "e35bcaf0ddc405d51b4ce9db24957bfa3084dc96"
     "0gwy2id6wfzydhyj0cwyjdg4kinvxkk7k6c6xnxc2lbywp73cmss")
    ("libnghttp2-dev" "1.52.0-1+deb12u3"
     "n/nghttp2/libnghttp2-dev_1.52.0-1+deb12u3_amd64.deb"
     "0496e5ffea8732c983efac0f4b2476d502182bd1"
     "13v4x8jjvcdd2vykwpq3bz8vbdvhl2zblmyg5806nh4jiy272cka")
    ("libnsl-dev" "1.3.0-2"
     "libn/libnsl/libnsl-dev_1.3.0-2_amd64.deb"
     "0217507413fd43b92775c77adc40baa27a234443"
     "16fs8ij89j59d3ibfkzyn94wbdl7b34wn8z7pbg7zk8rq64a30dv")
    ("libnsl2" "1.3.0-2"
     "libn/libnsl/libnsl2_1.3.0-2_amd64.deb"
     "d2e24e17335facc26fbdf9a1847103a5ae703eae"
     "1y6nq04zg5d0wg3rh90ziwz4pr3blcl9zx1njhlcn5mhzlvk9n60")
    ("libonig5" "6.9.8-1"
     "libo/libonig/libonig5_6.9.8-1_amd64.deb"
     "bf3d28afb705a09d553f20a2d6ef929e0c9855c4"
     "1rrbs6fa10xf2sdh0kk6fy28wgihp2rq5qbc944lnz4cv3kgrv2r")
    ("libp11-kit0" "0.24.1-2"
     "p/p11-kit/libp11-kit0_0.24.1-2_amd64.deb"
     "21e2cf83ac8a61d200fd829e4439542065c64c75"
     "08kvh3qf7i7w9fq0jz5si5p8lz031i5izd6d1w33y0dzvpx304r5")
    ("libpam0g" "1.5.2-6+deb12u2"
     "p/pam/libpam0g_1.5.2-6+deb12u2_amd64.deb"
     "517b151e88f71aa537c689ef3b7862c5a5d9a2ff"
     "1hawzm3h147qdqndwsinqdpbq5iraw2hkv7d9pqcr5wymyf8hvx0")
    ("libpcre2-16-0" "10.42-1"
     "p/pcre2/libpcre2-16-0_10.42-1_amd64.deb"
     "93f917090cdd20be65b51ffa393f375708ff2500"
     "0x9654ayxpw1w1nczspfzz38iwp6dcgkzk9w2f7wsbhhrybj12ak")
    ("libpcre2-32-0" "10.42-1"
     "p/pcre2/libpcre2-32-0_10.42-1_amd64.deb"
     "1b51df6b120437ebeb16a7d8fe4da64ed5e89db9"
     "0c8css5j0c216ln5r2w79lv7z9ypdkwmgx4xfgfq0gwzp10jkpfa")
    ("libpcre2-8-0" "10.42-1"
     "p/pcre2/libpcre2-8-0_10.42-1_amd64.deb"
     "9708342efef410d4ac274f0f4b4aba280d72a912"
     "0dgrp8nvaqvv5ikjv55aqyrkl8x0zsg5zsz8y0mzxkbn9m7va383")
    ("libpcre2-dev" "10.42-1"
     "p/pcre2/libpcre2-dev_10.42-1_amd64.deb"
     "8674d2b496be3296d948b30bdac8519651a174bb"
     "0mwjr7qyy2affqjcrq4yy7d6rw4q1mpl4rhm59s8zbns4rd4izzh")
    ("libpcre2-posix3" "10.42-1"
     "p/pcre2/libpcre2-posix3_10.42-1_amd64.deb"
     "9f99634cd69bddb6ff32a7b0c28b8bf0824915af"
     "1pi393829l5c9jn5nk3gml0lpykaavfafkvp2jvz9f70jzg1cklh")
    ("libperl5.36" "5.36.0-7+deb12u3"
     "p/perl/libperl5.36_5.36.0-7+deb12u3_amd64.deb"
     "f2aa327854c4bd68e5dd099d3063e9ae748031e9"
     "0imalg83h88ffq8g5lmig4fspk3fjy3r4dhia1ry3iqr65j066ar")
    ("libpkgconf3" "1.8.1-1"
     "p/pkgconf/libpkgconf3_1.8.1-1_amd64.deb"
     "4a4020151478624ba8c2ce01372e12523ff49f09"
     "14qhygmgfws2axd6q50hd23g5q891qj34yiq6s64kbi3268gn0fs")
    ("libpopt0" "1.19+dfsg-1"
     "p/popt/libpopt0_1.19+dfsg-1_amd64.deb"
     "1820b733b79628fb0688a473d9a9f30734696e44"
     "0kqraislardgmsf3q2l63z35frcmydzwfxgpaii9kkas4n4b953g")
    ("libproc2-0" "2:4.0.2-3"
     "p/procps/libproc2-0_4.0.2-3_amd64.deb"
     "1e08d97cb586ff155ec9e64e0d9b6a22bc30b8a5"
     "1bnyaig3drsficw34d1bgjc2lcxh70y6lq2lk65zpsi9378aaaz8")
    ("libpsl5" "0.21.2-1"
     "libp/libpsl/libpsl5_0.21.2-1_amd64.deb"
     "5f166223c231b245d50f3021fbb22d43f683aa04"
     "1yqsk058c5638vc04hkg5wgn4521fhcqfx2pn1afgr0409hka3ag")
    ("libpython3-stdlib" "3.11.2-1+b1"
     "p/python3-defaults/libpython3-stdlib_3.11.2-1+b1_amd64.deb"
     "c2863533ecc1f169e76e8f9028eab894c2fb745c"
     "0vkq9i1q1ihsh27g1qywx96yid9w84aaisnr1qv1w6lmbhfqjn2f")
    ("libpython3.11" "3.11.2-6+deb12u8"
     "p/python3.11/libpython3.11_3.11.2-6+deb12u8_amd64.deb"
     "f30444485c6c02169179ddac9d359427b75688b8"
     "0dbwcg7d4xpzbs4a2q5yrr26075dfp0pw05nrxi26kgnsm9mv133")
    ("libpython3.11-dev" "3.11.2-6+deb12u8"
     "p/python3.11/libpython3.11-dev_3.11.2-6+deb12u8_amd64.deb"
     "ff6ab00fb67ee8f9e95bf3a0ca175eb556dd520a"
     "0cndy4aij4zp4l79vrk4maz5xys1dfkcs28jq3ibcnshp3gfva01")
    ("libpython3.11-minimal" "3.11.2-6+deb12u8"
     "p/python3.11/libpython3.11-minimal_3.11.2-6+deb12u8_amd64.deb"
     "5ca03246bbe926929a57e43222227a7efad1d93f"
     "1yg6li94a0z2prjszn0mf4s2s1ivsm1hhfn4fg7xmzjgk41smgpk")
    ("libpython3.11-stdlib" "3.11.2-6+deb12u8"
     "p/python3.11/libpython3.11-stdlib_3.11.2-6+deb12u8_amd64.deb"
     "85fd8963262ea1caac4a3a5d74227bf19c11c6fe"
     "1ji8smpc1z2h7fzarbbnk9i85k2vfgdjb87cvv0cr8fqv903a2w9")
    ("libreadline-dev" "8.2-1.3"
     "r/readline/libreadline-dev_8.2-1.3_amd64.deb"
     "d60d944bb4b9ea669e2756f2acdaf2ab3b917b9f"
     "0wl6gq3vipsmiijdv0xv91rqsbnsrgf5srrq8snd7p3kq0xz1ci3")
    ("libreadline8" "8.2-1.3"
     "r/readline/libreadline8_8.2-1.3_amd64.deb"
     "016feb55a9bd787126c3cf689ad1608d9b6498d6"
     "0rkf91j2m38c2lbb7s3zy20yh983przr2vcdz7dnix0wf39vnbp0")
    ("librhash0" "1.4.3-3"
     "r/rhash/librhash0_1.4.3-3_amd64.deb"
     "fe4d296ec92dd1e0f296712fa6827538009a4411"
     "0alx1w4x7dfh9k4bxlw8mag2z82jcd5xjpx7yfm4lwyl3yjlifnr")
    ("librtmp1" "2.4+20151223.gitfa8646d.1-2+b2"
     "r/rtmpdump/librtmp1_2.4+20151223.gitfa8646d.1-2+b2_amd64.deb"
     "529016adaf5f7b70271308d4a50070add2c10514"
     "11qwz4yis701i64hzgra71f8pgj3nq3899f63r16wiicvhh91xp1")
    ("libsasl2-2" "2.1.28+dfsg-10"
     "c/cyrus-sasl2/libsasl2-2_2.1.28+dfsg-10_amd64.deb"
     "ae9c477433c2dd95384b5712c01aed7a26b5e17c"
     "1yif2p25li3jnfs6gk1sqws98i5ri1rk9j6j87s7m3czsc51kvhi")
    ("libsasl2-modules-db" "2.1.28+dfsg-10"
     "c/cyrus-sasl2/libsasl2-modules-db_2.1.28+dfsg-10_amd64.deb"
     "12135c10b29914199bdee20942cd2f90bebdb5b4"
     "1rhfr94fj42ks9za612ny515nf5r7szk3f94ipk0cfrvprngvi1s")
    ("libselinux1" "3.4-1+b6"
     "libs/libselinux/libselinux1_3.4-1+b6_amd64.deb"
     "3622f92473ca1113ee5c68ce8f1b47f6cdafe4df"
     "0ps2xlg0cgdbnh3kb3s0db2xllhnriq4svmmb00z81cigclga1rb")
    ("libsigsegv2" "2.14-1"
     "libs/libsigsegv/libsigsegv2_2.14-1_amd64.deb"
     "0e3c00dca3c2cdb2ce7e82c470da95c8bac7307e"
     "1rngi43qni54zhl88b9zfx849j1gl87dr2kp9jx856wq8xf6lcwj")
    ("libsmartcols1" "2.38.1-5+deb12u3"
     "u/util-linux/libsmartcols1_2.38.1-5+deb12u3_amd64.deb"
     "73ae9ae2e0287cf58389ea622f739775e17717d6"
     "1c13llyw2yh928wbr3nkw24530vi7ygqj90nqn7m61zwjml8q244")
    ("libsource-highlight-common" "3.1.9-4.2"
     "s/source-highlight/libsource-highlight-common_3.1.9-4.2_all.deb"
     "9089a042a92d82f67430b574ef16d1849d68734f"
     "1kj64nak612267l1j69yvv7x4p5bpgn2f7sildcg6bq7377xdhbn")
    ("libsource-highlight4v5" "3.1.9-4.2+b3"
     "s/source-highlight/libsource-highlight4v5_3.1.9-4.2+b3_amd64.deb"
     "cea2b5aa7c8447aae0c1dae746817d7c529a1a2d"
     "0ijrqkh3bc3kqnhp4fwww129r44q5fl0cwslnn7s247zmj4b393x")
    ("libsqlite3-0" "3.40.1-2+deb12u2"
     "s/sqlite3/libsqlite3-0_3.40.1-2+deb12u2_amd64.deb"
     "4c1146cfae4d63da8529165bf740246dce78afc8"
     "1qj17lld902lq2q9092kyfngchy2vzjf1gzf98i25r5lx508pmx8")
    ("libsqlite3-dev" "3.40.1-2+deb12u2"
     "s/sqlite3/libsqlite3-dev_3.40.1-2+deb12u2_amd64.deb"
     "87ea1584207cfb0f8eb97a8e9d28f60b79fdede1"
     "0qvm62a8bjpiw8x28zdza8lvvvp30qpaxbf7l8070w9y23mm1ddg")
    ("libssh2-1" "1.10.0-3+b1"
     "libs/libssh2/libssh2-1_1.10.0-3+b1_amd64.deb"
     "5ca5f984be879f04ec1a997a87eea7238f60bfe3"
     "092gym1qv5qfq5li2ppzghs35sn2qblyd2qy72yxhjm89zikw2nj")
    ("libssl-dev" "3.0.20-1~deb12u2"
     "o/openssl/libssl-dev_3.0.20-1~deb12u2_amd64.deb"
     "1db0f96ceb10cfeea4d26a7a2892c7f226ec834c"
     "1bz319rl3c1ccys1c5fsmqlp0wif57l1wqvj15x51canj085rvs3")
    ("libssl3" "3.0.20-1~deb12u2"
     "o/openssl/libssl3_3.0.20-1~deb12u2_amd64.deb"
     "284281e265adcb7aad5f0d465ab391f7336da132"
     "09d0pnjsf3yfarq40bnrbqqq13l07l56ixfawzk8wmpz3fs29gl9")
    ("libstdc++-12-dev" "12.2.0-14+deb12u1"
     "g/gcc-12/libstdc++-12-dev_12.2.0-14+deb12u1_amd64.deb"
     "952ddc294ed498f838936492fc5c54f1d462d268"
     "0wvs7mf01mp8lrn3h9s093hd8ybssqplr2mkgjsk41334dnfz3fj")
    ("libstdc++6" "12.2.0-14+deb12u1"
     "g/gcc-12/libstdc++6_12.2.0-14+deb12u1_amd64.deb"
     "b1d2dc0cd7bcd57fa4b1ea6dd27a40384d45b937"
     "0kd2a4ap15j2d9zkpi31fzsdhbdz15aw7sfg274hzayl2q91glsw")
    ("libsystemd0" "252.39-1~deb12u2"
     "s/systemd/libsystemd0_252.39-1~deb12u2_amd64.deb"
     "d000f7527877581148af003cd1501fe26fbb0f2f"
     "02hvi969ajh95k787i6vhp845am6jn303660snr36jcy998hfg01")
    ("libtasn1-6" "4.19.0-2+deb12u1"
     "libt/libtasn1-6/libtasn1-6_4.19.0-2+deb12u1_amd64.deb"
     "768a3e999faf3da11c3fea6b689f3bfb53e26a64"
     "1nmg036q9n52gac6bambgzi6wbrqsfirx0rjjk84iqlvnq9wc9rc")
    ("libtext-unidecode-perl" "1.30-3"
     "libt/libtext-unidecode-perl/libtext-unidecode-perl_1.30-3_all.deb"
     "9d1f156334d10a3aed9a882390d0449c30ad505d"
     "1q9xqn1dldp5f0lwhlrbin6clydm6vd6s84ybysfgw0skwi2ql9k")
    ("libtinfo6" "6.4-4"
     "n/ncurses/libtinfo6_6.4-4_amd64.deb"
     "781ec9adada247b594f581c6e6d542082ecddf1f"
     "0lcslicnhhjip3098l733z37v5dj8qxzlnna5359047m727r0b87")
    ("libtirpc-common" "1.3.3+ds-1"
     "libt/libtirpc/libtirpc-common_1.3.3+ds-1_all.deb"
     "e6eb6e5ef99c26ed8a84555c9bb787a38c64b147"
     "11dgcdxgpgmxg89p52nwwddglmzcnkhiavi38hqm2qdznhlz2giy")
    ("libtirpc-dev" "1.3.3+ds-1"
     "libt/libtirpc/libtirpc-dev_1.3.3+ds-1_amd64.deb"
     "08aa057e0fbf63135898ddf8279bacaed5b026a6"
     "0m8xd69k0la5hhqrz1lgjqq2jh7bd9fsl6dfxwkzlkymxrrn8ch3")
    ("libtirpc3" "1.3.3+ds-1"
     "libt/libtirpc/libtirpc3_1.3.3+ds-1_amd64.deb"
     "48285f35539c0e2480decb24daf0670e54f86080"
     "1iz1y7gwa386vyc61kcj9ypdxmj02y9l0mzzzqgs2va8x6jxaiia")
    ("libtool" "2.4.7-7~deb12u1"
     "libt/libtool/libtool_2.4.7-7~deb12u1_all.deb"
     "09b76c250efb0a9bb679add73e491d018e1e1dca"
     "0v4ji2ha85fpx1550fa4d1c30qx8k5xfhk70fln9lp8xdgq78bhw")
    ("libudev1" "252.39-1~deb12u2"
     "s/systemd/libudev1_252.39-1~deb12u2_amd64.deb"
     "a44729ea1eb4514b71c91a2e4b072aa637447009"
     "1qj5482kfl31las9951hw0nfrd9s89xmyxwck7jx42a83kqhhzkg")
    ("libunistring2" "1.0-2"
     "libu/libunistring/libunistring2_1.0-2_amd64.deb"
     "3501cf357f2645dcc62a6d6a2378026dbcf0496e"
     "0ld9jnnp30a04y7mj4cfjddzcz4wmmy7g78x7iwlsxhx07zbnrnl")
    ("libunwind8" "1.6.2-3"
     "libu/libunwind/libunwind8_1.6.2-3_amd64.deb"
     "ccba062835352335a66dd7436654582467971a5a"
     "09g9bi4bap2ax01namz3hrsjig2n99zg2jg3gg4f8di8d1l7habv")
    ("libuuid1" "2.38.1-5+deb12u3"
     "u/util-linux/libuuid1_2.38.1-5+deb12u3_amd64.deb"
     "cc0777e2801bbdaf73751f122c8817525fe1ca42"
     "1bxfvsrcc79bqffh4b4n4hby4anpjg8spjrbhj5d4qns461kkzsz")
    ("libuv1" "1.44.2-1+deb12u1"
     "libu/libuv1/libuv1_1.44.2-1+deb12u1_amd64.deb"
     "d53015ea731389e0453bd5eaeac1775348fd5016"
     "1zgpjfiz508bjzdkhn6rx2b6dwmnv99pm20pjg8yci2b6l9hwkr0")
    ("libxml-libxml-perl" "2.0207+dfsg+really+2.0134-1+deb12u1"
     "libx/libxml-libxml-perl/libxml-libxml-perl_2.0207+dfsg+really+2.0134-1+deb12u1_amd64.deb"
     "446ab997ee35bfd936390f07caac6f7b72b7dc7a"
     "1li51xj5rxmklfkya27m1bsqj1zrcp6vgql43bhb74bng9c1hcpm")
    ("libxml-namespacesupport-perl" "1.12-2"
     "libx/libxml-namespacesupport-perl/libxml-namespacesupport-perl_1.12-2_all.deb"
     "7a25aca764488080b1c10818829702a1762d8153"
     "059frcicqxg1rbrc0ld02kb2sd7z4v4a9z2x8zvkd6nzc7fqvkv4")
    ("libxml-sax-base-perl" "1.09-3"
     "libx/libxml-sax-base-perl/libxml-sax-base-perl_1.09-3_all.deb"
     "2663a273d22fde7950d14e35cbd8be374f0763d5"
     "019pbya87k8pmqiz1mpqrh60hhal44ma0ak8yvgrwc0iwjc50cbh")
    ("libxml-sax-perl" "1.02+dfsg-3"
     "libx/libxml-sax-perl/libxml-sax-perl_1.02+dfsg-3_all.deb"
     "9acc09f4e9566afdce1a761415b0da49ac03498c"
     "0v1ab5qv3nc727yp1414y02vs28xdcw20v911129zf1pzqg2ha1m")
    ("libxml2" "2.9.14+dfsg-1.3~deb12u6"
     "libx/libxml2/libxml2_2.9.14+dfsg-1.3~deb12u6_amd64.deb"
     "6a16bb0c777264fdbaef83273f581dc658af18ba"
     "0fzmxy8b651cc7c8qd8ql37lfis713g7q8bl2f41ba0hvafy6q24")
    ("libxml2-dev" "2.9.14+dfsg-1.3~deb12u6"
     "libx/libxml2/libxml2-dev_2.9.14+dfsg-1.3~deb12u6_amd64.deb"
     "f679f3f3f84d2256600ff568729f49a1925ac578"
     "0w2z1rcshspj0xck5c2zkz5vymm376a1a78f65x0wwmiavvarkp8")
    ("libxml2-utils" "2.9.14+dfsg-1.3~deb12u6"
     "libx/libxml2/libxml2-utils_2.9.14+dfsg-1.3~deb12u6_amd64.deb"
     "9de077410d2b4a0e8b9e4c57376b106ff04c6a97"
     "06hssazbxhfv9wl4axjm5q869p13a12bqlpj6j1mn1ynkll6p8l4")
    ("libxslt1-dev" "1.1.35-1+deb12u4"
     "libx/libxslt/libxslt1-dev_1.1.35-1+deb12u4_amd64.deb"
     "905839abf3fff13007777d4cf0c9997bbf460e50"
     "1jswyyr91444k9sg3kblny7fvc9j7saw3fiabsk9f79k4xhnixgp")
    ("libxslt1.1" "1.1.35-1+deb12u4"
     "libx/libxslt/libxslt1.1_1.1.35-1+deb12u4_amd64.deb"
     "d914d7c935e5a467c167dc769ae6f4f24d99ae99"
     "19jhnn941sv4vkspcxswi1mwpclq9l18d9rrdn849xvlcgf9bxsv")
    ("libxxhash0" "0.8.1-1"
     "x/xxhash/libxxhash0_0.8.1-1_amd64.deb"
     "292a5ef64aefe200d167237c10d1a681e59a9bbb"
     "071gbd82pk7zw6jaynp2ac811dz255fmvlpvh52p8l43ik8sa6bc")
    ("libzstd-dev" "1.5.4+dfsg2-5"
     "libz/libzstd/libzstd-dev_1.5.4+dfsg2-5_amd64.deb"
     "09f9ef5439452db9afeb0126c1402447720a118f"
     "1smlcawh6n25w7vbpdvdfj9ygsx152j0wqqilsblqwkbz7srq1sx")
    ("libzstd1" "1.5.4+dfsg2-5"
     "libz/libzstd/libzstd1_1.5.4+dfsg2-5_amd64.deb"
     "cc10116127c30c15520a048f9e49d62a5c32e7e9"
     "1yhqjg9mw655g4i55c8qcxjwp64k05111gwnzc8af95p72nba5b3")
    ("linux-libc-dev" "6.1.176-1"
     "l/linux/linux-libc-dev_6.1.176-1_amd64.deb"
     "c3fd80759d1d4960ded82b89e02c433664d72959"
     "1kxlwvnn4rybmpy9vzaz8f78fl270bfyny573l8vpzwxbdrmiclb")
    ("locales" "2.36-9+deb12u14"
     "g/glibc/locales_2.36-9+deb12u14_all.deb"
     "01f96198cab0393a57f686effc2f4d742998b71f"
     "1c5wxda02949a3vdzswncwc81giiabr7gdcrn5waq4b48pcy7ih0")
    ("lz4" "1.9.4-1"
     "l/lz4/lz4_1.9.4-1_amd64.deb"
     "e87c9bc01fa480da786c74fc462a77c3c97767f0"
     "0pa41xl23k28zb82zkzkmlf4ghrswhlg3ign754d3kjkckira3z8")
    ("m4" "1.4.19-3"
     "m/m4/m4_1.4.19-3_amd64.deb"
     "ed169cf4d74cb529fac7dec6f5fba4a8e1785fb4"
     "1hz464djdgjdf4fwdfpbrbj0azdyvbv5zfsiwqb28w96lky7ppdj")
    ("make" "4.3-4.1"
     "m/make-dfsg/make_4.3-4.1_amd64.deb"
     "3178850c82672525244b750776815e2ff4551fc2"
     "0akflhba2lq2038ww8ayh63q7xaa3xmikbbjgf4aym6qrgw3ma51")
    ("meson" "1.0.1-5"
     "m/meson/meson_1.0.1-5_all.deb"
     "220b8eedd3201c676b70f2dfe97d2e3682171191"
     "0rmn3rkjsldxzs0mlsbbaph15kfgk5xm6pcaqvfay60iiia3bi34")
    ("mount" "2.38.1-5+deb12u3"
     "u/util-linux/mount_2.38.1-5+deb12u3_amd64.deb"
     "10b3978ffc15add8898c793e07a3988573e27c9b"
     "0yha4xai2580sz4b803b0y0qav9fxg8x8sb97c9w2jw85z3d4vj5")
    ("ncurses-base" "6.4-4"
     "n/ncurses/ncurses-base_6.4-4_all.deb"
     "1ddac0a0f13e0d7d8ca0bfbde51dd3eb510b1674"
     "02a9s9srvdn7fqj56agm5g54k5pnbi4ids9f0s5s429whfgxildz")
    ("ncurses-bin" "6.4-4"
     "n/ncurses/ncurses-bin_6.4-4_amd64.deb"
     "2cf0987f98d2c5789ef0e7ed93c3b0e801c2249f"
     "0inv4g8wr518ynyk4xppci6a823c78rzn2qz2jvp2vgf792nwv9r")
    ("ncurses-term" "6.4-4"
     "n/ncurses/ncurses-term_6.4-4_all.deb"
     "f944d1f08481be73a2d2ca9ede8749653dbef55b"
     "1dph5knpx1mq3r430mi8ivbw3nh2w1h4pqjhp61vl0gpjk8bgjy1")
    ("ninja-build" "1.11.1-2~deb12u1"
     "n/ninja-build/ninja-build_1.11.1-2~deb12u1_amd64.deb"
     "a498e4720b768e4b7e2f033573b55c77390ca300"
     "0b76cjssi9wyl674hq5cgc8nzlh7mkfslnlmzqpgad0kx17f2pz7")
    ("openssh-client" "1:9.2p1-2+deb12u10"
     "o/openssh/openssh-client_9.2p1-2+deb12u10_amd64.deb"
     "a4d2824bdadcc7485a54f6288575acbda8842087"
     "0q6bq5gvpkdn8ygl97nbqbd4smmwc2lndh2kii4840qip6w51hj2")
    ("openssl" "3.0.20-1~deb12u2"
     "o/openssl/openssl_3.0.20-1~deb12u2_amd64.deb"
     "b56001c959cff4ea669b37cd4e031ed42f6904d8"
     "1y8v0zkdhxnp80sgxnbydki7g7m2qj24bxcpvs0y13c3vihqa8ad")
    ("patch" "2.7.6-7"
     "p/patch/patch_2.7.6-7_amd64.deb"
     "d8fc9fc60d8dbb16d2642ea2770f66730323ed45"
     "0rzgqjxlpvy1xffph81sc3mlwavxvj10a1mxswkbw3akf6vljvcc")
    ("patchelf" "0.14.3-1+b1"
     "p/patchelf/patchelf_0.14.3-1+b1_amd64.deb"
     "3720321d9d9563f2717aa6747d7aa68f0fc6612f"
     "1rk0prjks5iac3ra4m6rhdzz1jvv5jan6q07d6avpazsh47bjr03")
    ("perl" "5.36.0-7+deb12u3"
     "p/perl/perl_5.36.0-7+deb12u3_amd64.deb"
     "cdca36f1c278db753815c0e73a6e062fcaa412d0"
     "1i60zqprc6y4w0sj8ygksiw3bwafchry1nl7076hg95iv73hx9dg")
    ("perl-base" "5.36.0-7+deb12u3"
     "p/perl/perl-base_5.36.0-7+deb12u3_amd64.deb"
     "d86c28bf707fa8975f6be7505b701de84d3e33e5"
     "06pw5ra3yqskhlncpzwxafrlllyj24ihl6qywz6hf611ds979j4f")
    ("perl-modules-5.36" "5.36.0-7+deb12u3"
     "p/perl/perl-modules-5.36_5.36.0-7+deb12u3_all.deb"
     "8ef97cc96291cd8c639941b72f72c4121e5989c7"
     "02i4gjh6kcslxxnd6j0im0lajyikg1ywchrxayv2f9x33v5pq8rx")
    ("pkg-config" "1.8.1-1"
     "p/pkgconf/pkg-config_1.8.1-1_amd64.deb"
     "407f7988af7845e961eab9c7733a0e4f6fa3fd37"
     "0r87jxmcg6qjdynyjq9h13fl9sch91aj9hc9sphghwa6zzg2nari")
    ("pkgconf" "1.8.1-1"
     "p/pkgconf/pkgconf_1.8.1-1_amd64.deb"
     "e5a439c9fe2c7a7c71da8e45a16f0e72880eaa63"
     "0pr1l7midn02m6pfralkdp6gzxb49983b11635hnrp7ynn1fjg2f")
    ("pkgconf-bin" "1.8.1-1"
     "p/pkgconf/pkgconf-bin_1.8.1-1_amd64.deb"
     "b81a2720bc9a4db2abe2f0f7deb8d75ab9a379b0"
     "0x018389b6l51mw303fg6nii21kcqpp1qr82rys09ba67vwaidcg")
    ("procps" "2:4.0.2-3"
     "p/procps/procps_4.0.2-3_amd64.deb"
     "896704b4f92964528063d13680fcf49d663e85ea"
     "1hfxhd20l5inqj9h2smckjwa4qy2qn9ppwc1j63ayyfbg5bygl6r")
    ("python3-distutils" "3.11.2-3"
     "p/python3-stdlib-extensions/python3-distutils_3.11.2-3_all.deb"
     "b2bffb9ab2d80360911e2ca87b4436d9f1da8b49"
     "06230w1p0bk1kb1zwywpw7jii66pyzkcfd05wc40m1h1ydava856")
    ("python3-lib2to3" "3.11.2-3"
     "p/python3-stdlib-extensions/python3-lib2to3_3.11.2-3_all.deb"
     "7a41dcc73f00b2573f0af52a2f421bb471341e55"
     "0lbad68rwkwsdscpl4ndd6ixdsm6crb9kl5k1p8j41lswh0mwzsf")
    ("python3-pip-whl" "23.0.1+dfsg-1"
     "p/python-pip/python3-pip-whl_23.0.1+dfsg-1_all.deb"
     "16f057a5587606da86d493f038f66fe016139482"
     "1p6ckz41w2dbgk9b5lb5wgr04ccf0hjh3zmr06rryinbl683cdyc")
    ("python3-setuptools-whl" "66.1.1-1+deb12u2"
     "s/setuptools/python3-setuptools-whl_66.1.1-1+deb12u2_all.deb"
     "00e7f0f40f6ebddeb501cc81a20e89847a987f21"
     "0nj29gy1sy5xwd69q6qkaqjnxg4bxxfjin2xpshl4znlyfllvd8f")
    ("python3-wheel-whl" "0.38.4-2"
     "w/wheel/python3-wheel-whl_0.38.4-2_all.deb"
     "e678782b4af575a0868a4d13f2cdc09c17ca0ca6"
     "1xk19x51gs6k599smkf9qpvq65facgbxjzbz5zh20sqgglkn8939")
    ("python3.11" "3.11.2-6+deb12u8"
     "p/python3.11/python3.11_3.11.2-6+deb12u8_amd64.deb"
     "6a0097352b7ed13dcbe135e45f2ec30f5fca359a"
     "1pmm75k7iakzsdillk9x9bfxviwifgnj7k92rdm6lhc18b110yyd")
    ("python3.11-dev" "3.11.2-6+deb12u8"
     "p/python3.11/python3.11-dev_3.11.2-6+deb12u8_amd64.deb"
     "0c125290b2ed2e6e23e73860db4c1f3e33fcabfa"
     "05qwly7a88xf58wbdab6qzw77j4gkizsmxbyklk6g2adrq4g4zdi")
    ("python3.11-minimal" "3.11.2-6+deb12u8"
     "p/python3.11/python3.11-minimal_3.11.2-6+deb12u8_amd64.deb"
     "538476b03ce9ca9045153e9832e449452827d7cb"
     "1vnck7bs0rav74lf1k79rmdkz0cn1s284i7jgwxvkry5ghzm7fja")
    ("python3.11-venv" "3.11.2-6+deb12u8"
     "p/python3.11/python3.11-venv_3.11.2-6+deb12u8_amd64.deb"
     "e3489963408a8b381c14ba39a07aa197b0dddbd0"
     "16cwnlvnm5yrfj4w6p06kqgv1r8hqj776snkfpfvp88jmh2x948k")
    ("redis-server" "5:7.0.15-1~deb12u7"
     "r/redis/redis-server_7.0.15-1~deb12u7_amd64.deb"
     "0541bb2ab4451b7beffd79d46b25bebed85e3500"
     "1b1c6lb3vmlh5yq3harxbjxaq27awb9iv1vjdrc565ix2mpy8hqz")
    ("redis-tools" "5:7.0.15-1~deb12u7"
     "r/redis/redis-tools_7.0.15-1~deb12u7_amd64.deb"
     "2f83e78965059db39b7e67d254ec5d11dbf5572c"
     "0h5v61w2snyxp0p8wfhycs4jlijpj1d43rr9dipnp8668xwd531w")
    ("rpcsvc-proto" "1.4.3-1"
     "r/rpcsvc-proto/rpcsvc-proto_1.4.3-1_amd64.deb"
     "42fc22c76dade04c99d8a23141a5fe12d46ae697"
     "18w13jzq4dl3d058gm72y0pgp04nfgyg95f8j36392jgd690db1j")
    ("rsync" "3.2.7-1+deb12u6"
     "r/rsync/rsync_3.2.7-1+deb12u6_amd64.deb"
     "9e43f7ca12d46427335b5126331db4e2b987b80a"
     "0wmn602va6db7jrs5aa5jm8fzhgjczj66d572k32vdnb6rmxx6ff")
    ("sed" "4.9-1+deb12u1"
     "s/sed/sed_4.9-1+deb12u1_amd64.deb"
     "6baaa90ce38e7eedcc6d7fdb636c7fa373711721"
     "119q4lfr1rdai82ap6aamli4706bvjm6hzybq8cldblaxvz7wmgx")
    ("sqlite3" "3.40.1-2+deb12u2"
     "s/sqlite3/sqlite3_3.40.1-2+deb12u2_amd64.deb"
     "4297dc1c49b3b78a9cf684aabc9d5805a12eee6c"
     "02crh4dhs46rg4gmm9zd6gfg9za6h6wrd61z7hrqg3x8p1yrzraq")
    ("strace" "6.1-0.1"
     "s/strace/strace_6.1-0.1_amd64.deb"
     "357b16849942bc7585ee0dcdd63d5dba677b7130"
     "0kxxf4v1jfm62y9cdmlii6w49b04lq53p7a88fb1lji4ls3d0hhr")
    ("tar" "1.34+dfsg-1.2+deb12u1"
     "t/tar/tar_1.34+dfsg-1.2+deb12u1_amd64.deb"
     "0e6444727af3b463cbdf2f6d83b3a2d1cce2bced"
     "1hxc0m30v0acswf14pgrf0b6npvh7lk8kdd8h4gifs99iklr5yr4")
    ("texinfo" "6.8-6+b1"
     "t/texinfo/texinfo_6.8-6+b1_amd64.deb"
     "a4c6fd56d0e60099ed05d74b62e70c2c6f1d78a4"
     "12836ibxyyzpi95gjg4gf8ngx1dfy9i5xydihanvakgma9dyr5z3")
    ("tree" "2.1.0-1"
     "t/tree/tree_2.1.0-1_amd64.deb"
     "64948a31b63688f0b65d4732e2ad16f8a32f95e3"
     "02s9ixx63ikvk1aq74afxlp4s7igcykrhamfgdqqa4l0iq4cc3ac")
    ("tzdata" "2026b-0+deb12u1"
     "t/tzdata/tzdata_2026b-0+deb12u1_all.deb"
     "f7b49c89052ed912ebfeda7008a63756ffce17ca"
     "162yis6rbsbmigfi9hvgx2wx6i4mssj4nzlz0q45c3gyvzs4knqf")
    ("unzip" "6.0-28"
     "u/unzip/unzip_6.0-28_amd64.deb"
     "54feefe2784d31468dda88a63ce189d17d554f88"
     "13h6cm4708p5zczi7fc4qbdlwl1nhnhrk0ncwv9chb1q6jf55ndk")
    ("util-linux" "2.38.1-5+deb12u3"
     "u/util-linux/util-linux_2.38.1-5+deb12u3_amd64.deb"
     "dbe00bf187f7874551d4da36c11fafe33d508d2b"
     "0d1gwk003npp9larc53cjvsmpf18qydzrx3k0fffxqdj4kzl3clf")
    ("util-linux-extra" "2.38.1-5+deb12u3"
     "u/util-linux/util-linux-extra_2.38.1-5+deb12u3_amd64.deb"
     "4fbf9dfa8f6008aa3f4d8b2c83a06929219107ff"
     "126nwv9nsvxdmyz577s33p7q4rwqv6fp4y16x0c7mi75d26ad5xh")
    ("uuid-runtime" "2.38.1-5+deb12u3"
     "u/util-linux/uuid-runtime_2.38.1-5+deb12u3_amd64.deb"
     "e4c8c2be910fd65ae0b018916fd0b8b325ab5e7f"
     "06qdv2wjqnf108b363mq7hzvhrd7vbqf20f0bzhzm4s7pnwhpji3")
    ("xsltproc" "1.1.35-1+deb12u4"
     "libx/libxslt/xsltproc_1.1.35-1+deb12u4_amd64.deb"
     "acb05bfda9049b67f8d32352f6d208ee337a6490"
     "1k90cfwkwvcp18qb24skcc87zjlrng61ac8kyvhmq8027grxflg2")
    ("xz-utils" "5.4.1-1+deb12u1"
     "x/xz-utils/xz-utils_5.4.1-1+deb12u1_amd64.deb"
     "cde9e39c8c93267a5f616a5308d72768f39ab1f6"
     "104banjxd44vs7x61alxznnjmycpgbyqszwskvwf6sy0w00wavfc")
    ("zip" "3.0-13"
     "z/zip/zip_3.0-13_amd64.deb"
     "2f6ce1aa3f79be38800df69cb3bc83c5562e99b0"
     "15lbanmqg6pnxsvkz3slbcra3ff6mkm3wl28sjvbkismwiha6xw8")
    ("zlib1g" "1:1.2.13.dfsg-1"
     "z/zlib/zlib1g_1.2.13.dfsg-1_amd64.deb"
     "ddbc4d809f9dd8332328b4200f2f40aaf36412cb"
     "1r4cq33nsijibs64r3sngc3r9whfybpscl3nwbsjgpzy24a1vpfp")
    ("zlib1g-dev" "1:1.2.13.dfsg-1"
     "z/zlib/zlib1g-dev_1.2.13.dfsg-1_amd64.deb"
     "567a7afe8a9399ebe3668f97581311582ade6d6f"
     "0kq9ak1kh86nv3djpv0p5a89dgki0473gybak4vxzmfbc0gm7kpr")
    ("zstd" "1.5.4+dfsg2-5"
     "libz/libzstd/zstd_1.5.4+dfsg2-5_amd64.deb"
     "057c825b2f18561731d40baf16258a0cbd548b5e"
     "05bd9lypkp0x8mw14psxm9j1mxa827phlc9qj863llzxw8x86vrz")))
