#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Fetching from servers that are well, absent, slow, broken and lying.
n=0
ok() { # STATUS SENTENCE
	n=$((n + 1))
	if [ "$1" -eq 0 ]; then echo "ok $n - $2"; else echo "not ok $n - $2"; sed 's/^/# /' out; fi
}
command -v python3 >/dev/null || { echo "1..0 # SKIP python3 serves the files"; exit 0; }
here=$(cd "$(dirname "$0")" && pwd)
fetch=${GX_TOP_BUILDDIR:?}/tests/unit/net-fetch
# shellcheck source=tests/shell/wait-lib.sh
. "$here/wait-lib.sh"
tmp=$(mktemp -d)
cd "$tmp" || exit 1
server=
trap 'kill $server 2>/dev/null; cd /; remove "$tmp"' EXIT
trap 'exit 1' INT TERM HUP
unset http_proxy https_proxy all_proxy ALL_PROXY HTTPS_PROXY
dd if=/dev/urandom of=data bs=100000 count=10 2>/dev/null
sum=$(sha256sum data | cut -d' ' -f1)
mkfifo port
python3 "$here/net-server.py" data log >port 2>server.err & server=$!
read -r port <port
u=http://127.0.0.1:$port
dead=http://127.0.0.1:1
got() { cmp -s data got && rm -f got; }
left() { test -z "$(find . -name 'got*')"; }

"$fetch" got "$sum" $u/good/x >out 2>&1 && got
ok $? "a file is fetched"
"$fetch" got "$sum" $u/none/x $u/wrong/x $dead/x $u/good/x >out 2>&1 && grep -q '^place 3' out && got
ok $? "absent, wrong and refused places are passed over"
"$fetch" got "$sum" $u/none/x $u/wrong/y $dead/x >out 2>&1
test $? -eq 1 && grep -q 'code 7' out && grep -q "$u/none/x: the server answers 404" out &&
	grep -q "$u/wrong/y: it serves other content: sha256 hash " out && grep -q "$dead/x: " out &&
	grep -q 'expected sha256: ' out && left
ok $? "the final error lists each place, the reason and both hashes"
"$fetch" got "$sum" $u/cut/x >out 2>&1 && grep -q "bytes 1000000" out && got && test "$(grep -c '^/cut' log)" -eq 3
ok $? "a transfer that breaks off twice is resumed, no byte travels twice"
"$fetch" got "$sum" $u/cutnorange/x >out 2>&1 && grep -q "bytes 1500000" out && got
ok $? "a server that cannot resume starts over"
"$fetch" got "$sum" $u/wrongrange/x $u/good/x >out 2>&1 && grep -q '^place 1' out && got
ok $? "a range other than the one asked for is refused"
"$fetch" got "$sum" $u/short/x $u/good/x >out 2>&1 && grep -q '^place 1' out && got
ok $? "a Content-Length that is too small is a wrong file"
"$fetch" got "$sum" $u/long/x >out 2>&1
test $? -eq 1 && left
ok $? "a Content-Length that is too large is no success"
"$fetch" got "$sum" $u/busy/x >out 2>&1 && got
ok $? "an overloaded server is asked again"
"$fetch" got "$sum" $u/loop/x $u/good/x >out 2>&1 && grep -q '^place 1' out && got
ok $? "a redirection without end ends"
"$fetch" got - $u/tofile/x >out 2>&1
test $? -eq 1 && left
ok $? "a server cannot redirect to a local file"
"$fetch" got "$sum" $u/moved/x >out 2>&1 && got
ok $? "a redirection is followed"
"$fetch" -s 1 got "$sum" $u/stall/x >out 2>&1
test $? -eq 1 && left
ok $? "a stalled transfer is given up"
"$fetch" -m 2000000 got "$sum" $u/endless/x $u/good/x >out 2>&1 && grep -q '^place 1' out && got
ok $? "a file larger than allowed is given up"
: >empty
"$fetch" got "$(sha256sum empty | cut -d' ' -f1)" $u/empty/x >out 2>&1 && cmp -s empty got && rm got
ok $? "an empty file is a file"
"$fetch" got "$sum" "file://$tmp/data" >out 2>&1 && got
ok $? "file:// works"
"$fetch" got - "file://$tmp" "file://$tmp/port" >out 2>&1
test $? -eq 1 && grep -q 'not a regular file' out && left
ok $? "file:// of a directory or a pipe is refused"
mkdir -p parts
head -c 600000 data >parts/$sum.part
"$fetch" -p parts got "$sum" $u/good/resumed >out 2>&1 && grep -q "bytes 400000" out && got && grep -q '^/good/resumed 600000' log
ok $? "what an earlier process left is taken up"
head -c 600000 /dev/zero >parts/$sum.part
"$fetch" -p parts got "$sum" $u/good/spoilt >out 2>&1 && got
ok $? "and thrown away when it was spoilt"
head -c 2000000 /dev/zero >parts/$sum.part
"$fetch" -p parts got "$sum" $u/good/large >out 2>&1 && got
ok $? "also when it is longer than the file"
"$fetch" -h hosts got "$sum" $dead/x $u/good/x >out 2>&1 && got && grep -q '^- 127.0.0.1:1 ' hosts &&
	"$fetch" -h hosts got "$sum" $dead/x >out 2>&1
test $? -eq 1 && grep -q "$dead/x: " out
ok $? "an unreachable host is remembered, and asked all the same when nothing else is left"
chmod 755 data
"$fetch" -x got 0000000000000000000000000000000000000000000000000000000000000000 $u/good/x >out 2>&1
test $? -eq 1 && left
ok $? "an executable is checked by the hash of its archive"
echo "1..$n"
