#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Transports, many gx at once, and kills during a fetch.
: "${n=}" "${tmp=}" "${gx=}"
. "$(dirname "$0")/channel-lib.sh"
server="" daemon=""
trap 'kill $server $daemon 2>/dev/null; cd /; chmod -R u+w "$tmp"; rm -rf "$tmp"' EXIT

repo core
for i in 1 2 3 4 5 6 7 8; do
	head -c 200000 /dev/urandom >core/src/blob$i
	change core $i
done
# one URL: fetched, from an empty cache
fetched() {
	rm -rf "$GX_STORE_ROOT/cache"
	echo "(list (channel (name 'core) (url \"$1\")))" >c.scm
	tm -C c.scm && grep -q "core-$(tip core | cut -c1-12)/" out
}
fetched "$tmp/core"
ok $? "a plain path"
fetched "file://$tmp/core"
ok $? "file://"
(cd core/.. && fetched core)
ok $? "a relative path"

cat >ssh <<'END'
#!/bin/sh
# What ssh does, without a network: the last argument is the remote command.
echo "$@" >>ssh.log
for command; do :; done
exec sh -c "$command"
END
chmod +x ssh
GIT_SSH=$tmp/ssh
export GIT_SSH
fetched "ssh://me@example.org:2222$tmp/core" && grep -q "^-p 2222 me@example.org git-upload-pack '$tmp/core'" ssh.log
ok $? "ssh:// through the ssh program"
fetched "me@example.org:$tmp/core"
ok $? "user@host:path"
git -C core commit -q --allow-empty -m unreachable
lost=$(tip core)
git -C core reset -q --hard HEAD~
git -C core config uploadpack.allowAnySHA1InWant true
tm -C c.scm --commit="$lost"
ok $? "a commit that no branch reaches, where the server gives it"
unset GIT_SSH
GIT_SSH_COMMAND="$tmp/ssh -v" fetched "example.org:$tmp/core" && tail -n 1 ssh.log | grep -q '^-v '
ok $? "GIT_SSH_COMMAND"
fetched "ssh://-oProxyCommand=touch${IFS}$tmp/owned/x"
test $? -eq 1 && test ! -e owned
ok $? "a host that would be an option is refused"

if [ -x "$(git --exec-path)/git-daemon" ]; then
	port=$((20000 + $$ % 20000))
	git daemon --listen=127.0.0.1 --port=$port --base-path="$tmp" --export-all --reuseaddr 2>daemon.log & daemon=$!
	sleep 0.5
	fetched "git://127.0.0.1:$port/core"
	ok $? "git://"
else
	n=$((n + 1)); echo "ok $n - git:// # SKIP no git daemon"
fi
if command -v python3 >/dev/null; then
	git clone -q --bare core http.git && git -C http.git update-server-info
	mkfifo port
	cat >server.py <<'END'
import http.server, os, subprocess, sys, threading
class H(http.server.BaseHTTPRequestHandler):
    def log_message(self, *a): pass
    def do_POST(self): self.do_GET()
    def do_GET(self):
        path, _, query = self.path.partition("?")
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        env = dict(os.environ, GIT_PROJECT_ROOT=sys.argv[1], GIT_HTTP_EXPORT_ALL="1", PATH_INFO=path,
                   QUERY_STRING=query, REQUEST_METHOD=self.command,
                   CONTENT_TYPE=self.headers.get("Content-Type") or "")
        if self.headers.get("Content-Encoding"): env["HTTP_CONTENT_ENCODING"] = self.headers["Content-Encoding"]
        out = subprocess.run(["git", "http-backend"], input=body, env=env, stdout=subprocess.PIPE).stdout
        head, _, rest = out.partition(b"\r\n\r\n")
        fields = [l.split(": ", 1) for l in head.decode().split("\r\n")]
        status = [v for k, v in fields if k == "Status"]
        self.send_response(int(status[0].split()[0]) if status else 200)
        for k, v in fields:
            if k != "Status": self.send_header(k, v)
        self.send_header("Content-Length", str(len(rest)))
        self.end_headers()
        self.wfile.write(rest)
s = http.server.ThreadingHTTPServer(("127.0.0.1", 0), H)
print(s.server_address[1], flush=True)
threading.Timer(120, s.shutdown).start()
s.serve_forever()
END
	python3 server.py "$tmp" >port 2>server.err & server=$!
	read -r p <port
	fetched "http://127.0.0.1:$p/http.git"
	ok $? "http://"
	fetched "http://127.0.0.1:$p/none.git"
	test $? -eq 1 && grep -q 'fetch from http' err
	ok $? "a repository that is not there is told"
	# Fetches break off at any time: the clone stays sound, and the next fetch works.
	rm -rf "$GX_STORE_ROOT/cache"
	echo "(list (channel (name 'core) (url \"http://127.0.0.1:$p/http.git\")))" >c.scm
	rounds=${GX_TEST_KILLS:-25} i=0 bad=0
	while [ $i -lt "$rounds" ]; do
		i=$((i + 1))
		head -c 100000 /dev/urandom >core/src/more$i
		change core "more $i"
		git -C core push -q ../http.git master
		"$gx" time-machine -C c.scm >/dev/null 2>&1 & pid=$!
		sleep "0.0$((i * 7 % 10))"
		kill -9 $pid 2>/dev/null
		wait $pid 2>/dev/null
		for clone in "$GX_STORE_ROOT"/cache/channels/*/HEAD; do
			[ -e "$clone" ] || continue
			git -C "${clone%/HEAD}" fsck --full >fsck 2>&1 || bad=1
		done
	done
	test $bad -eq 0
	ok $? "a clone is sound after each of $rounds kills during a fetch"
	tm -C c.scm && grep -q "core-$(tip core | cut -c1-12)/" out
	ok $? "and the next fetch works"
	test -z "$(find "$GX_STORE_ROOT/cache/channels" -name '*.new' -o -name 'pack_git2_*')"
	ok $? "and leaves nothing behind of the broken ones"
fi
rm -rf "$GX_STORE_ROOT/cache"
echo "(list $(channel core))" >c.scm
for i in 1 2 3 4 5 6 7 8; do
	"$gx" time-machine -C c.scm >out.$i 2>err.$i &
	pids="$pids $!"
done
bad=0
for pid in $pids; do wait "$pid" || bad=1; done
cat out.* | sort -u >out
cat err.* >err
test $bad -eq 0 && test "$(wc -l <out)" -eq 1
ok $? "eight gx at once on an empty cache"
echo "1..$n"
