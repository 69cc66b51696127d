#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Fetches that break: kills at any instant, a full disk, servers that lie; and many at once.
# The clone in the cache stays sound, and the next fetch works.
: "${n=}" "${tmp=}" "${gx=}"
. "$(dirname "$0")/channel-lib.sh"
command -v python3 >/dev/null || { echo "1..0 # SKIP python3 serves the repositories"; exit 0; }

repo core
for i in 1 2 3 4; do
	head -c 100000 /dev/urandom >core/src/blob$i
	change core "$i"
done
git clone -q --bare core http.git
mkfifo port
python3 "$GX_TOP_SRCDIR/tests/shell/git-server.py" "$tmp" >port 2>/dev/null &
# shellcheck disable=SC2034  # for cleanup
servers=$!
read -r p <port
# at PATH: channels.scm names the repository at this path of the server.
at() { echo "(list (channel (name 'core) (url \"http://127.0.0.1:$p/$1\")))" >c.scm; }
# sound: every clone in the cache is what git calls sound, and nothing dangles.
sound() {
	for clone in "$GX_STORE_ROOT"/cache/channels/*/HEAD; do
		[ -e "$clone" ] || continue
		git -C "${clone%/HEAD}" fsck --full --strict >fsck 2>&1 && ! grep -q missing fsck || return 1
	done
}
works() { tm -C c.scm && grep -q "core-$(tip core | cut -c1-12)/" out; }

# --- kills ---
cat >kill.py <<'END'
"""Kill the command of the arguments after a share of the time that a whole run takes."""
import os, random, subprocess, sys, time
share, whole = float(sys.argv[1]), float(sys.argv[2])
p = subprocess.Popen(sys.argv[3:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
time.sleep(share * whole)
p.kill()
p.wait()
END
at http.git
begun=$(date +%s%N)
works
ok $? "a fetch by HTTP"
whole=$(awk "BEGIN { print ($(date +%s%N) - $begun) / 1e9 }")
rounds=${GX_TEST_KILLS:-100} i=0 bad=0
while [ $i -lt "$rounds" ]; do
	i=$((i + 1))
	head -c 20000 /dev/urandom >core/src/more
	change core "more $i"
	git -C core push -q ../http.git master
	# Now and then from an empty cache, so that making the clone is hit as well.
	[ $((i % 10)) -eq 0 ] && rm -rf "$GX_STORE_ROOT/cache/channels"
	python3 kill.py "$(awk "BEGIN { print ($i * 37 % 101) / 101 }")" $whole "$gx" time-machine -C c.scm
	sound || bad=$((bad + 1))
done
test $bad -eq 0
ok $? "a clone is sound after each of $rounds kills during a fetch"
works
ok $? "and the next fetch works"
test -z "$(find "$GX_STORE_ROOT/cache/channels" -name '*.new' -o -name 'pack_git2_*' -o -path '*/refs/*.lock')"
ok $? "and leaves nothing behind of the broken ones"

# --- servers that lie ---
for fault in cut cutrefs flip hollow lost empty page noise; do
	rm -rf "$GX_STORE_ROOT/cache"
	at $fault/http.git
	tm -C c.scm
	status=$?
	test $status -eq 1 && grep -q '^gx: error: channel core: .*http://127.0.0.1' err && sound
	ok $? "a server that lies ($fault) is told, and the clone stays sound"
	# The same clone, when the server has come to its senses.
	url=$(sed -n 's/.*url "\([^"]*\)".*/\1/p' c.scm)
	for clone in "$GX_STORE_ROOT"/cache/channels/*/HEAD; do
		git -C "${clone%/HEAD}" config "url.http://127.0.0.1:$p/http.git.insteadOf" "$url"
	done
	works
	ok $? "after which it can be fetched into ($fault)"
done

# --- the disk is full ---
mkdir small
if [ "$(id -u)" -eq 0 ] && mount -t tmpfs -o size=300k x small; then
	rm -rf "$GX_STORE_ROOT/cache"
	ln -s "$tmp/small" "$GX_STORE_ROOT/cache"
	at http.git
	tm -C c.scm
	test $? -eq 1 && grep -qi 'no space left' err
	ok $? "a full disk during a fetch is told"
	sound
	ok $? "the clone stays sound"
	mount -o remount,size=50m small
	works
	ok $? "and with more space the fetch works"
	umount small
	rm "$GX_STORE_ROOT/cache"
else
	n=$((n + 1)); echo "ok $n - a full disk # SKIP only root can mount a small one"
fi

# --- many at once ---
rm -rf "$GX_STORE_ROOT/cache"
at http.git
pids=
for i in 1 2 3 4 5 6 7 8; do
	"$gx" time-machine -C c.scm >out.$i 2>err.$i &
	pids="$pids $!"
done
bad=0
for pid in $pids; do wait "$pid" || bad=1; done
cat out.* | sort -u >out
cat err.* >err
test $bad -eq 0 && test "$(wc -l <out)" -eq 1 && sound
ok $? "eight gx at once on an empty cache"
change core last
git -C core push -q ../http.git master
pids=""
for i in 1 2; do
	"$gx" time-machine -C c.scm >out.$i 2>err.$i &
	pids="$pids $!"
done
bad=0
for pid in $pids; do wait "$pid" || bad=1; done
test $bad -eq 0 && cmp -s out.1 out.2 && grep -q "core-$(tip core | cut -c1-12)/" out.1 && sound
ok $? "two at once when there is something new"
echo "1..$n"
