#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# channels.lock, gx lock, gx pull, gx describe, authentication and downgrades.
: "${n=}" "${tmp=}" "${gx=}"
. "$(dirname "$0")/channel-lib.sh"

repo core
repo extra
mkdir project
cd project || exit 1
echo '(specifications->manifest (list))' >manifest.scm
"$gx" lock --check >../out 2>../err
test $? -eq 1 && grep -q 'does not exist' ../err
cd ..; ok $? "a lock that is not there fails the check"; cd project || exit 1
echo "(list $(channel core) $(channel extra))" >channels.scm
"$gx" lock >../out 2>../err && grep -q "(commit \"$(tip ../core)\")" channels.lock && grep -q 'nar-hash "sha256:' channels.lock
r=$?; cd ..; ok $r "gx lock writes commits and hashes"; cd project || exit 1
cp channels.lock first.lock
"$gx" lock --check >../out 2>../err
r=$?; cd ..; ok $r "which then passes the check"
change core second
change extra second
cd project || exit 1
"$gx" lock >../out 2>../err && cmp channels.lock first.lock >>../err
r=$?; cd ..; ok $r "gx lock changes nothing while the request is the same"; cd project || exit 1
rm manifest.scm
"$gx" lock --diff >../out 2>../err && grep -q "^core .* -> $(tip ../core)" ../out && grep -q '^extra ' ../out && cmp channels.lock first.lock
r=$?; cd ..; ok $r "--diff tells what an update would change"; cd project || exit 1
"$gx" lock --update extra >../out 2>../err && grep -q "$(tip ../extra)" channels.lock && ! grep -q "$(tip ../core)" channels.lock
r=$?; cd ..; ok $r "--update NAME moves one channel"; cd project || exit 1
cp channels.lock theirs.lock
cp first.lock channels.lock
"$gx" lock --update core >../out 2>../err
cp channels.lock ours.lock
"$gx" lock merge first.lock ours.lock theirs.lock >../out 2>../err && grep -q "$(tip ../core)" ours.lock && grep -q "$(tip ../extra)" ours.lock
r=$?; cd ..; ok $r "two updates of different channels merge"
cd project || exit 1
cp first.lock old.lock; cp channels.lock new.lock; cp channels.lock both.lock
(cd ../core && git checkout -q -b third HEAD && cd .. && change core third)
"$gx" lock --update core >../out 2>../err
(cd ../core && git checkout -q master && git merge -q third)
"$gx" lock --update core >../out 2>../err
"$gx" lock merge old.lock both.lock channels.lock >../out 2>../err && grep -q "$(tip ../core)" both.lock
r=$?; cd ..; ok $r "of two commits of one channel the descendant wins"
git -C core checkout -q -b aside HEAD~1
change core aside
cd project || exit 1
sed "s/(branch \"master\")//; s/$(git -C ../core rev-parse master)/$(tip ../core)/" channels.lock >aside.lock
"$gx" lock merge old.lock channels.lock aside.lock >../out 2>../err
test $? -eq 1 && grep -q 'channel core was changed on both sides' ../err
r=$?; cd ..; ok $r "unrelated ones are a conflict that is named"
git -C core checkout -q master
cd project || exit 1
git init -q . && echo 'channels.lock merge=gx' >.gitattributes
git config merge.gx.driver "$gx lock merge %O %A %B"
cp first.lock channels.lock; git add -A; git commit -q -m base
git checkout -q -b a; "$gx" lock --update core 2>/dev/null; git commit -q -a -m a
git checkout -q -b b HEAD~1; "$gx" lock --update extra 2>/dev/null; git commit -q -a -m b
git merge -q -m merged a >../out 2>../err && ! grep -q '<<<<' channels.lock && grep -q "$(tip ../core)" channels.lock && grep -q "$(tip ../extra)" channels.lock
r=$?; cd ..; ok $r "as a merge driver of git it leaves no conflict"
cd project || exit 1
"$gx" lock --export >../export.scm 2>../err; cd ..
"$gx" time-machine -C export.scm >out 2>err && "$gx" time-machine -C project/channels.lock >out2 2>err && cmp out out2
ok $? "--export prints a channels.scm of the same trees"
cd project || exit 1
echo "(list $(channel core) $(channel extra "(branch \"none\")"))" >channels.scm
"$gx" lock --check >../out 2>../err
test $? -eq 1 && grep -q 'is stale' ../err
r=$?; cd ..; ok $r "another request makes it stale"
sed -i "s/sha256:./sha256:0/; s/sha256:0\\(.\\)0/sha256:0\\11/" project/first.lock
tm -C project/first.lock
test $? -eq 1 && grep -q 'but the lock says' err
ok $? "a tree that is not the one locked is refused"
sed "s/(version 1)/(version 9)/" project/first.lock >v9.lock
tm -C v9.lock
test $? -eq 1 && grep -q 'version that this gx does not know' err
ok $? "a lock of the future is refused"

# --- pull, describe ---
mkdir -p "$XDG_CONFIG_HOME/gx"
echo "(list $(channel core))" >"$XDG_CONFIG_HOME/gx/channels.scm"
"$gx" pull >out 2>err && grep -q 'generation 1 is current' err
ok $? "gx pull records a generation"
"$gx" describe >out 2>err && grep -q "commit: $(tip core)" out
ok $? "gx describe tells its commit"
"$gx" describe -f channels >d.scm 2>err && tm -C d.scm
ok $? "describe -f channels can be used again"
for f in channels-sans-intro json recutils; do
	"$gx" describe -f $f >out 2>err && grep -q "$(tip core)" out || ok 1 "describe -f $f"
done
ok 0 "describe has Guix's formats"
was=$(tip core)
cat >core/news.scm <<END
(channel-news (version 0) (entry (commit "$(tip core)") (title (en "Old"))))
END
echo '(channel (version 0) (directory "src") (news-file "news.scm"))' >core/.guix-channel
change core fourth
echo "(channel-news (version 0) (entry (commit \"$(tip core)\") (title (de \"Neu\") (en \"New things\")) (body (en \"Read on.\"))))" >core/news.scm
change core fifth
"$gx" describe >out 2>err && grep -q "commit: $was" out
ok $? "a pulled channel stays where it is"
"$gx" pull >out 2>err && grep -q 'generation 2 is current' err && grep -q 'New things' out && ! grep -q '^Old' out
ok $? "the next pull moves it and shows its news"
"$gx" pull -l >out 2>err && grep -q 'Generation 2.*(current)' out
ok $? "generations are listed"
"$gx" pull --roll-back >out 2>err && "$gx" describe >out 2>err && grep -q "commit: $was" out
ok $? "--roll-back goes back"
"$gx" pull -S 0 >out 2>err
test $? -eq 2 && "$gx" pull -d0 >out 2>err
test $? -eq 2 && test "$("$gx" pull -l | grep -c Generation)" -eq 2
ok $? "there is no generation 0 to go to, or to delete"
"$gx" pull -S 2 >out 2>err && "$gx" pull -d >out 2>err && test "$("$gx" pull -l | grep -c Generation)" -eq 1
ok $? "-S and -d"
git -C core reset -q --hard HEAD~3
change core rewritten
"$gx" pull >out 2>err
test $? -eq 1 && grep -q 'does not descend from' err && grep -q -- --allow-downgrades err
ok $? "a rewritten history is refused"
"$gx" pull --allow-downgrades >out 2>err
ok $? "unless asked for"

# --- authentication ---
git clone -q "$GX_TEST_DATA/channel/chan.bundle" chan 2>/dev/null
git -C chan branch -q keyring origin/keyring 2>/dev/null
intro='(introduction (make-channel-introduction "e09e0c72a40ffb41f84e212345667441d97ce08a" (openpgp-fingerprint "5E48 2D23 90DA 1739 B03F  99C1 3129 FB70 6554 30C0")))'
# Made to be a core channel by the one beside it.
chan() { echo "(list $(channel core) (channel (name 'other) (url \"$tmp/extra\")) $(channel chan "(commit \"$1\") $2"))" >a.scm; tm -C a.scm; }
for c in $(cut -f2 "$GX_TEST_DATA/channel/authenticate.tsv" | grep -v end | sort -u); do
	git -C chan branch -q "b-$c" "$c" 2>/dev/null
done
chan 3e44202c6e9bc2c80a194bd0a593a9f94cdf1b2e "$intro" && ! grep -q 'not authenticated: .*chan' err
ok $? "signed by those who may: accepted"
chan d9869b4ebb3e49fbce2140222b4e9ee36d7e42c3 "$intro"
test $? -eq 1 && grep -q 'not signed by an authorized key' err
ok $? "signed by others: refused"
chan d9869b4ebb3e49fbce2140222b4e9ee36d7e42c3 && grep -q 'channel chan is not authenticated: it has no introduction' err
ok $? "without an introduction: said"
tm --disable-authentication -C a.scm && grep -q 'not authenticated, as asked' err
ok $? "--disable-authentication: said"
chan 3e44202c6e9bc2c80a194bd0a593a9f94cdf1b2e "$intro"
mv chan gone
tm -C a.scm
ok $? "a verified commit needs no network"
echo "1..$n"
