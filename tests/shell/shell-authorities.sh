#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Certificate authorities of one's own in an environment that brings certificates: a company's,
# whose proxy looks into TLS.
# shellcheck source=tests/shell/base-lib.sh
. "${GX_TOP_SRCDIR:-.}/tests/shell/base-lib.sh"
need python3

shared_store
cd "$scratch" || exit 1
unset SSL_CERT_FILE GIT_SSL_CAINFO CURL_CA_BUNDLE GX_EXTRA_CA
echo '(specifications->manifest (list "curl" "openssl" "nss-certs" "bash"))' >m.scm
run gx build -q -m m.scm
if [ "$status" -ne 0 ]; then
	skip "authorities in an environment" "the packages could not be realised: $err"
	done_testing
fi
# Another openssl's configuration is nobody's.
run gx shell -q -m m.scm -- bash -ec "$(cat <<'END'
export OPENSSL_CONF=$PWD/openssl.cnf
printf '[req]\ndistinguished_name = dn\nx509_extensions = ca\n[dn]\n[ca]\nbasicConstraints = critical, CA:TRUE\n' >openssl.cnf
for name in corp other; do
	openssl req -x509 -newkey rsa:2048 -nodes -days 3650 -subj "/CN=$name" \
		-keyout $name.key -out $name.pem
	openssl req -newkey rsa:2048 -nodes -subj "/CN=localhost" -keyout server.key -out server.csr
	echo "subjectAltName=DNS:localhost,IP:127.0.0.1" >ext
	openssl x509 -req -in server.csr -CA $name.pem -CAkey $name.key -CAcreateserial \
		-days 3650 -extfile ext -out server.crt
	cat server.key server.crt >$name-server.pem
done
END
)"
is "$status" 0 "authorities are made" || printf '%s\n' "$err" | sed 's/^/# /'
cat >server.py <<'END'
import http.server, ssl, sys
class Hello(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"hello\n")
    def log_message(self, *words):
        pass
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Hello)
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(sys.argv[1])
server.socket = context.wrap_socket(server.socket, server_side=True)
print(server.server_port, flush=True)
server.serve_forever()
END
servers=
trap 'kill $servers 2>/dev/null; cleanup' EXIT
for name in corp other; do
	python3 server.py $name-server.pem >$name.port &
	servers="$servers $!"
done
wait_until test -s corp.port -a -s other.port
# fetch NAME OPTION…: from that server, in the environment
fetch() {
	name=$1; shift
	run gx shell -q -m m.scm "$@" -- curl -sS "https://127.0.0.1:$(cat "$name.port")/"
}

fetch corp
unlike "$out" hello "an environment's certificates do not vouch for a company's server"
fetch corp --extra-ca=corp.pem
is "$out" hello "with the company's authority they do" || printf '%s\n' "$err" | sed 's/^/# /'
fetch other --extra-ca=corp.pem
unlike "$out" hello "but not for another's"
GX_EXTRA_CA=$scratch/corp.pem:$scratch/other.pem
export GX_EXTRA_CA
fetch other
is "$out" hello "a variable may name several" || printf '%s\n' "$err" | sed 's/^/# /'
fetch corp --pure
is "$out" hello "a pure environment has them too"
if unshare -Urm true 2>/dev/null; then
	fetch corp -C -N
	is "$out" hello "and a container" || printf '%s\n' "$err" | sed 's/^/# /'
else
	skip "and a container" "this system allows no user namespaces"
fi
run gx shell -q -m m.scm -- sh -c 'grep -c "BEGIN CERT" "$SSL_CERT_FILE"; echo "$SSL_CERT_FILE"'
count=$(printf '%s\n' "$out" | head -n 1)
ok "beside all that the environment brings ($count)" [ "$count" -gt 100 ]
bundle=$(printf '%s\n' "$out" | tail -n 1)
like "$bundle" "^$GX_STORE_ROOT/cache/certificates-1/[0-9a-f]*\.crt\$" "in a file of the cache"
run gx env --format=json -m m.scm
like "$out" "$bundle" "gx env names the same"
run gx env --format=direnv -m m.scm
like "$out" "watch_file .*corp.pem" "and watches the files"
if command -v strace >/dev/null; then
	# The engine looks again at files that were written just before they were read.
	warm() {
		strace -f -e trace=execve -o trace "$GX" shell -m m.scm -- true && not grep -q gx-engine trace
	}
	ok "before long no engine is asked" wait_until warm
fi
cp other.pem corp.pem
run gx shell -q -m m.scm -- sh -c 'echo "$SSL_CERT_FILE"'
ok "another content gives another file" [ "$out" != "$bundle" ]
fetch corp
unlike "$out" hello "which vouches no more for the first"

fetch corp --extra-ca=none.pem
is "$status" 1 "a file that is not there is an error"
like "$err" 'extra-ca: .*none.pem: no such file' "and named"
echo text >text.pem
GX_EXTRA_CA=$scratch/text.pem
fetch corp
like "$err" 'GX_EXTRA_CA: .*text.pem has no certificates' "so is one without certificates"
unset GX_EXTRA_CA
run gx shell --extra-ca=other.pem bash -- true
is "$status" 0 "an environment without certificates is entered"
like "$err" 'no certificates that .*other.pem could be joined to' \
	"an environment without certificates is told of"
run env SSL_CERT_FILE="$scratch/other.pem" "$GX" shell --rebuild-cache -m m.scm -- true
like "$err" 'SSL_CERT_FILE=.*other.pem gives way .* GX_EXTRA_CA=.*other.pem' \
	"a host's own file is pointed out when it gives way"
done_testing
