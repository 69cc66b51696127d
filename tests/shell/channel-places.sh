#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Repositories as they come: branches that replace others, tags of anything, paths from elsewhere,
# names of objects that gx does not know, directories that lead out.
: "${n=}" "${tmp=}" "${gx=}"
. "$(dirname "$0")/channel-lib.sh"
trap 'cd /; chmod -R u+w "$tmp"; rm -rf "$tmp"' EXIT

repo core
repo extra
# at FIELDS: channel extra with FIELDS beside core.
at() {
	echo "(list $(channel core) (channel (name 'extra) $1))" >c.scm
	tm -C c.scm
}
url="(url \"$tmp/extra\")"
# is_at COMMIT: what the last one found.
is_at() { grep -q "extra-$(printf %.12s "$1")" out; }
refused() {
	at "$1"
	test $? -eq 1 && grep -q "$2" err
	ok $? "$3"
}

# --- references ---
git -C extra branch topic
git -C extra tag rel
at "$url (commit \"rel\")" && is_at "$(tip extra)"
ok $? "a tag"
git -C extra branch -q -D topic
git -C extra tag -d rel >/dev/null
git -C extra checkout -q -b topic/sub
change extra second
git -C extra tag -a -m annotated rel/1.0
at "$url (branch \"topic/sub\")" && is_at "$(tip extra)"
ok $? "a branch below the name of one that was deleted"
at "$url (commit \"rel/1.0\")" && is_at "$(tip extra)"
ok $? "an annotated tag below the name of one that was deleted"
git -C extra tag tree "$(git -C extra rev-parse 'HEAD^{tree}')"
at "$url (commit \"$(tip extra | cut -c1-10)\")"
change extra third
at "$url (commit \"$(tip extra | cut -c1-10)\")" && is_at "$(tip extra)"
ok $? "a tag that names no commit hinders nothing"
git -C extra tag -f rel/1.0 HEAD >/dev/null 2>&1
at "$url (commit \"rel/1.0\")" && is_at "$(tip extra)"
ok $? "a tag that was moved"
at "$url (commit \"$(tip extra | tr a-f A-F)\")" && is_at "$(tip extra)"
ok $? "a full commit in capitals"
refused "$url (commit \"topic/sub\")" 'has no commit or tag topic/sub' "a branch is no commit"
grep -q -- '--branch=topic/sub' err
ok $? "but what it is is said"
git -C extra checkout -q master

# --- places ---
mkdir -p "$HOME" elsewhere project
cp -r extra "$HOME/own"
at '(url "~/own")' && is_at "$(tip extra)"
ok $? "a tilde is the home directory"
git config --global "url.$tmp/.insteadOf" short:
at '(url "short:extra")' && is_at "$(tip extra)"
ok $? "insteadOf of the configuration that GIT_CONFIG_GLOBAL names"
echo "(list (channel (name 'core) (url \"../core\")) (channel (name 'extra) (url \"../extra\")))" >project/channels.scm
echo '#t' >project/manifest.scm
cd elsewhere || exit 1
"$gx" lock -m ../project/manifest.scm >../out 2>../err && grep -q 'url "../extra"' ../project/channels.lock
r=$?; cd ..; ok $r "a relative path starts where channels.scm is, and stays as it was written"
cd elsewhere && "$gx" time-machine -C ../project/channels.lock -- describe -f channels >../out 2>../err && grep -q "url \"$tmp/extra\"" ../out
r=$?; cd ..; ok $r "in the lock too"
git init -q --bare empty
refused "(url \"$tmp/none\")" "there is no repository at $tmp/none" "no such path"
refused "(url \"$tmp/c.scm\")" 'is a file' "a file"
refused "(url \"$tmp/empty\")" 'has no branch master' "an empty repository"
refused '(url "ftp://127.0.0.1/x")' 'not fetched by ftp' "another protocol"
if git init -q --object-format=sha256 long 2>/dev/null; then
	git -C long commit -q --allow-empty -m first
	refused "(url \"$tmp/long\")" 'names its objects by SHA-256' "SHA-256"
	refused "(url \"file://$tmp/long\")" 'names its objects by SHA-256' "SHA-256, by URL"
fi

# --- directories ---
mkdir "$tmp/outside"
ln -s ../outside extra/out
echo '(channel (version 0) (directory "out"))' >extra/.guix-channel
change extra link
refused "$url" "no directory .out. in this channel" "a directory that is a link is refused"
echo '(channel (version 0) (directory "nothing"))' >extra/.guix-channel
change extra nothing
refused "$url" "no directory .nothing. in this channel" "so is one that is not there"
grep -q "channel extra@$(tip extra | cut -c1-7): .guix-channel" err
ok $? "with its file"
echo "1..$n"
