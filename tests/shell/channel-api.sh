#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Package definitions as third-party channels have them: loaded form by form and whole, with the same
# derivations.  Their sources do not exist.
# shellcheck source=tests/shell/lib.sh
. "${GX_TOP_SRCDIR:-.}/tests/shell/lib.sh"
need git

GIT_CONFIG_GLOBAL=$scratch/gitconfig GX_CHANNELS_TOLD=1
export GIT_CONFIG_GLOBAL GX_CHANNELS_TOLD
unset GX_CHANNELS GX_OFFLINE
fresh_store
cd "$scratch" || exit 1
git config --global user.name tester
git config --global user.email tester@example.org
cp -r "$GX_TEST_DATA/channel-api" acme
chmod -R u+w acme
git init -q -b master acme
git -C acme add -A
git -C acme commit -q -m first
git init -q -b master base
mkdir base/channels
cp -r "$GX_TOP_SRCDIR/channels/base" base/channels
chmod -R u+w base
cp "$GX_TOP_SRCDIR/.guix-channel" base
git -C base add -A
git -C base commit -q -m first
cat >channels.scm <<END2
(list (channel (name 'base) (url "$scratch/base")) (channel (name 'acme) (url "$scratch/acme")))
END2

run gx time-machine -C channels.scm
# hid is hidden, old-bin and sup stand for bin-x.
packages="tool-a tool-b prebuilt c1 m1 p1 p2 r1 pl1 t1 g1 bin-x python-foo.bar old-bin sup rep multi wp meta lf ver compr count2 changed flowing"
for package in $packages; do
	run env GX_EVAL_CHECK=1 "$GX" time-machine --offline -C channels.scm -- build -d "$package"
	like "$status $out" '^0 /gnu/store/.*\.drv$' "$package, lazily and whole"
done
run gx time-machine --offline -C channels.scm -- build -d changed flowing
like "$(printf '%s ' $out)" '-changed-after.drv .*-flowing-after.drv' "what changes something is evaluated in its order"
for variable in hid trans trans2 wrapper script withpatch; do
	run gx time-machine --offline -C channels.scm -- build -d -e "(@ (acme packages binaries) $variable)"
	like "$status $out" '^0 /gnu/store/.*\.drv$' "the variable $variable"
done
run gx time-machine --offline -C channels.scm -- search acme
is "$status" 0 "all can be searched"

# What is elsewhere an output of gcc is a package here.
echo '(use-modules (gnu packages gcc)) (packages->manifest (list (list gcc "lib")))' >manifest.scm
run gx time-machine --offline -C channels.scm -- build -d -m manifest.scm
like "$out" 'gcc-lib-.*\.drv$' "gcc's output lib in a manifest"
run gx time-machine --offline -C channels.scm -- build -d -e '(@ (acme packages tools) prebuilt)'
run gx time-machine --offline -C channels.scm -- build -d -e '
(use-modules (guix packages) (guix hg-download))
(package (inherit (@ (acme packages tools) prebuilt))
  (source (origin (method hg-fetch) (uri (hg-reference (url "https://example.org/hg") (changeset "0123456789")))
    (sha256 (base32 "0000000000000000000000000000000000000000000000000000")))))'
like "$err" 'checkouts of Mercurial repositories cannot be fetched: https://example.org/hg' "what cannot be fetched is told when it is wanted"

# Links stay inside the tree.
mkdir outside
echo '(define-module (acme out)) (define-public out 1)' >outside/out.scm
ln -s ../../outside/out.scm acme/acme/out.scm
echo '"inner"' >acme/target
ln -s ../target acme/acme/inner
git -C acme add -A
git -C acme commit -q -m links
run gx time-machine -C channels.scm
echo '(use-modules (acme out)) (packages->manifest (list out))' >manifest.scm
run gx time-machine --offline -C channels.scm -- build -d -m manifest.scm
like "$status $err" '^1 .*(leads out of its channel|no module .acme out.)' "a module outside of the channel's tree is not its own"
run gx time-machine --offline -C channels.scm -- build -d -e '
(begin (use-modules (guix packages))
  (package (inherit (@ (acme packages tools) prebuilt))
    (name (call-with-input-file (search-path %load-path "acme/inner") read))))'
like "$out" '-inner-1.2.3.drv$' "a link inside is followed"
done_testing
