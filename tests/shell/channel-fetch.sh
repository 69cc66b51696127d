#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Transports: paths, ssh, git, http and https; proxies, certificates; progress; offline.
: "${n=}" "${tmp=}" "${gx=}"
. "$(dirname "$0")/channel-lib.sh"

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
	port=$(reserved_port)
	git daemon --listen=127.0.0.1 --port="$port" --base-path="$tmp" --export-all --reuseaddr 2>daemon.log &
	servers=$!
	wait_until git ls-remote -q "git://127.0.0.1:$port/core" HEAD >daemon.head 2>&1
	fetched "git://127.0.0.1:$port/core"
	ok $? "git://"
else
	n=$((n + 1)); echo "ok $n - git:// # SKIP no git daemon"
fi
if command -v python3 >/dev/null; then
	git clone -q --bare core http.git
	mkfifo port
	serve=$GX_TOP_SRCDIR/tests/shell/git-server.py
	python3 "$serve" "$tmp" >port 2>>requests & servers="$servers $!"
	read -r p <port
	fetched "http://127.0.0.1:$p/http.git"
	ok $? "http://"
	fetched "http://127.0.0.1:$p/none.git"
	test $? -eq 1 && grep -q 'fetch from http' err
	ok $? "a repository that is not there is told"
	fetched "http://127.0.0.1:$p/http.git"
	commit=$(tip core)
	: >requests
	echo "(list (channel (name 'core) (url \"http://127.0.0.1:$p/http.git\") (commit \"$commit\")))" >c.scm
	tm -C c.scm && test ! -s requests
	ok $? "a full commit that is here makes no request"
	tm -C c.scm --branch=master --offline && test ! -s requests
	ok $? "nor does --offline"
	rm -rf "$GX_STORE_ROOT/cache"
	tm --offline -C c.scm
	test $? -eq 1 && grep -q 'gx is offline' err && test ! -s requests
	ok $? "which says what is missing"
	GX_OFFLINE=1 "$gx" time-machine -C c.scm >out 2>err
	test $? -eq 1 && grep -q 'gx is offline' err && test ! -s requests
	ok $? "as GX_OFFLINE does"
	python3 - "$gx" time-machine -C c.scm >screen <<-'END'
		import os, pty, sys
		os.environ["TERM"] = "xterm"
		os._exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))
	END
	grep -qE 'fetching channel core: [0-9]+ of [0-9]+ objects' screen
	ok $? "a terminal shows how far the fetch is"
	if command -v openssl >/dev/null; then
		openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem -days 30000 -subj /CN=localhost \
			-addext subjectAltName=DNS:localhost 2>/dev/null
		proxy=127.0.0.1:$p
		python3 "$serve" "$tmp" cert.pem key.pem >port 2>/dev/null & servers="$servers $!"
		read -r p <port
		fetched "https://localhost:$p/http.git"
		test $? -eq 1 && grep -qi 'certificate' err
		ok $? "https:// with a certificate that nobody vouches for is refused"
		SSL_CERT_FILE=$tmp/cert.pem fetched "https://localhost:$p/http.git"
		ok $? "SSL_CERT_FILE vouches for it"
		GIT_SSL_CAINFO=$tmp/cert.pem fetched "https://localhost:$p/http.git"
		ok $? "so does GIT_SSL_CAINFO"
		git config --global http.sslCAInfo "$tmp/cert.pem"
		fetched "https://localhost:$p/http.git"
		ok $? "and git's own configuration"
		: >requests
		https_proxy=http://$proxy fetched "https://localhost:$p/http.git" &&
			grep -q "^CONNECT localhost:$p" requests
		ok $? "https:// through the proxy that https_proxy names"
		: >requests
		HTTPS_PROXY=http://$proxy no_proxy='example.org, localhost' fetched "https://localhost:$p/http.git" &&
			test ! -s requests
		ok $? "but not where no_proxy forbids it"
		git config --global http.proxy "$proxy"
		https_proxy=http://127.0.0.1:9 fetched "https://localhost:$p/http.git" && grep -q '^CONNECT' requests
		ok $? "git's own configuration comes first"
		git config --global http.proxy http://127.0.0.1:9
		fetched "https://localhost:$p/http.git"
		test $? -eq 1 && grep -q 'connect to 127.0.0.1' err
		ok $? "a proxy that is not there is an error"
	else
		n=$((n + 1)); echo "ok $n - https:// # SKIP openssl makes the certificate"
	fi
fi
echo "1..$n"
