#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# From channels.scm to trees in the store.
: "${n=}" "${tmp=}" "${gx=}"
. "$(dirname "$0")/channel-lib.sh"

repo core
mkdir core/src/bin
printf '#!/bin/sh\n' >core/src/bin/tool
chmod 755 core/src/bin/tool
ln -s bin/tool core/src/link
# Git sorts this directory behind the file, an archive before it.
mkdir core/src/a && echo x >core/src/a/x && echo y >core/src/a.b
change core second
echo "(list $(channel core))" >c.scm
tm -C c.scm
ok $? "a channel at the tip of its branch"
dir=$(cat out)
case $dir in */gnu/store/*-gx-channel-core-$(tip core | cut -c1-12)/src) true ;; *) false ;; esac
ok $? "is a store item named after channel and commit"
test -x "$dir/bin/tool" && test ! -x "$dir/core.scm" && test "$(readlink "$dir/link")" = bin/tool &&
	diff -r --no-dereference core/src "$dir" >out
ok $? "modes, links and contents are those of the repository"
hash=$("$gx" hash -S nar -x core 2>/dev/null || "$gx" hash -r -x core 2>/dev/null)
other=$("$gx" hash -S nar "${dir%/src}" 2>/dev/null || "$gx" hash -r "${dir%/src}")
test -n "$hash" && test "$hash" = "$other"
ok $? "the item has the hash of a checkout"

commit=$(tip core)
change core third
echo "(list $(channel core "(commit \"$commit\")"))" >pinned.scm
mv core away
tm -C pinned.scm && test "$(cat out)" = "$dir"
ok $? "a full commit that is here needs no repository"
tm -C c.scm
test $? -eq 1 && grep -q 'no repository at' err
ok $? "a branch does"
tm --offline -C c.scm && test "$(cat out)" = "$dir"
ok $? "but --offline takes the tip that was fetched last"
mv away core
tm --offline -C c.scm && test "$(cat out)" = "$dir" && tm -C c.scm && test "$(cat out)" != "$dir"
ok $? "--offline does not look, otherwise the branch is followed"
short=$(echo "$commit" | cut -c1-9)
tm -C c.scm --commit="$short" && test "$(cat out)" = "$dir"
ok $? "a short commit"
git -C core tag -a -m tag v1 "$commit"
tm -C c.scm --commit=v1 && test "$(cat out)" = "$dir"
ok $? "a tag"
git -C core checkout -q -b side
change core side
side=$(tip core | cut -c1-12)
git -C core checkout -q master
tm -C c.scm --branch=side && grep -q "core-$side/" out
ok $? "a branch by name"
tm -C c.scm --branch=none
test $? -eq 1 && grep -q 'has no branch none' err
ok $? "a branch that does not exist is named"
tm -C c.scm --commit=0123456789012345678901234567890123456789
test $? -eq 1 && grep -q 'has no commit 0123' err
ok $? "a commit that does not exist is named"
git clone -q core main && git -C main branch -q -m trunk
echo "(list (channel (name 'core) (url \"$tmp/main\")))" >trunk.scm
tm -C trunk.scm && grep -q "core-$(tip main | cut -c1-12)/" out
ok $? "without branch master the repository's HEAD is followed"

dep() { echo "(channel (name $1) (url \"$tmp/$1\") $2)"; }
repo left "$(dep core "(commit \"$commit\")")"
repo right "$(dep core "(commit \"$commit\")")"
repo top "$(dep left) $(dep right)"
echo "(list $(channel top))" >t.scm
tm -C t.scm && test "$(wc -l <out)" -eq 4 && head -n 1 out | grep -q "core-$(echo "$commit" | cut -c1-12)"
ok $? "dependencies are followed, a diamond is resolved once, the core comes first"
repo wrong "$(dep core "(commit \"$(tip core)\")")"
repo clash "$(dep left) $(dep wrong)"
echo "(list $(channel clash))" >t.scm
tm -C t.scm
test $? -eq 1 && grep -q 'core is needed at two commits' err && grep -q 'by channel wrong' err
ok $? "two commits of one channel are a conflict"
echo "(list $(channel clash) $(channel core "(commit \"$commit\")"))" >t.scm
tm -C t.scm
ok $? "which channels.scm decides"
repo ring "$(dep round) $(dep core)"
repo round "$(dep ring)"
echo "(list $(channel ring))" >t.scm
tm -C t.scm
test $? -eq 1 && grep -q 'in a circle: ring -> round -> ring' err
ok $? "a circle is named"
echo "(list $(channel round "(branch \"none\")"))" >t.scm
repo plain
echo "(list $(channel plain))" >t.scm
tm -C t.scm
test $? -eq 1 && grep -q 'no channel provides (guix packages): plain' err
ok $? "no core channel is an error"
repo core2
echo "(list $(channel core) $(channel core2))" >t.scm
tm -C t.scm
test $? -eq 1 && grep -q 'several channels provide (guix packages): core, core2' err
ok $? "two are one as well"
echo "(list (channel (name '../../x) (url \"$tmp/core\")))" >t.scm
tm -C t.scm
test $? -eq 1 && grep -q "t.scm:1:16: a channel's name" err
ok $? "a name that would escape is refused, with its place"
echo '(define x 1) (list x)' >t.scm
tm -C t.scm
test $? -eq 1 && grep -q 't.scm:1:14: this file yields (1), not a list of channels' err
ok $? "a program that yields something else is refused"
repo sub
git -C sub submodule -q add "$tmp/core" inner 2>/dev/null
change sub module
echo "(list $(channel core) $(channel sub))" >t.scm
tm -C t.scm
test $? -eq 1 && grep -q "channel sub: .inner. is a submodule" err
ok $? "submodules are refused by name"
repo engine
echo '(channel (version 0) (gx (engine 2)))' >engine/.guix-channel
change engine future
echo "(list $(channel core) $(channel engine))" >t.scm
tm -C t.scm
test $? -eq 1 && grep -q 'needs engine 2' err
ok $? "a channel for a newer gx says so"
echo '(channel (version 0) (directory "../up"))' >engine/.guix-channel
change engine up
tm -C t.scm
test $? -eq 1 && grep -q 'outside of the channel' err
ok $? "a directory outside of the channel is refused"
# Also where gx was built in a clone that has no origin.
old=$(git -C "$GX_TOP_SRCDIR" rev-parse -q --verify HEAD~1 2>/dev/null)
if [ -n "$old" ]; then
	echo "(list (channel (name 'base) (url \"https://gx.invalid/gx.git\") (commit \"$old\")))" >t.scm
	GX_BASE_URL=gx:base tm --offline -C t.scm && grep -q -- "-gx-channel-base-$(echo "$old" | cut -c1-12)/" out
	ok $? "a commit that came with gx needs no repository, whatever its URL"
	test ! -s err
	ok $? "nor an introduction"
	echo "(list (channel (name 'base) (url \"gx:base\") (commit \"$old\")))" >t.scm
	GX_BASE_URL=$tmp/none tm -C t.scm && grep -q -- "-gx-channel-base-$(echo "$old" | cut -c1-12)/" out
	ok $? "a lock that names no place for base works where gx knows one"
	echo "(list (channel (name 'base) (url \"gx:base\")))" >t.scm
	GX_BASE_URL=gx:base tm -C t.scm && test -d "$(cat out)/gnu/packages"
	ok $? "without any place, base is the copy that came with gx"
fi
find "$GX_STORE_ROOT/cache/channels" -maxdepth 1 -type d -name '*x*' -o -name '..*' | grep -v '/[0-9a-z]*$' >out
test ! -s out
ok $? "clones are named by hash"
echo "1..$n"
