#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# From pinned channels to production: examples/channel-o11y packed by time-machine, loaded and
# run by podman and dockerd as its README says; TLS from inside, with an authority of one's own.
# shellcheck source=tests/shell/base-lib.sh
. "${GX_TOP_SRCDIR:-.}/tests/shell/base-lib.sh"
# shellcheck source=tests/shell/engine-lib.sh
. "${GX_TOP_SRCDIR:-.}/tests/shell/engine-lib.sh"
PATH=$PATH:/usr/sbin:/sbin
need runc unshare curl python3
[ "$(id -u)" = 0 ] || skip_all "this needs root"

certs=/etc/ssl/certs/ca-bundle.crt
as="--user 10001:10001 -e SSL_CERT_FILE=$certs"	# a list of words
# openssl ARGUMENT…: in a container whose entry point it is
openssl() {
	# shellcheck disable=SC2086
	engine run --rm --network host $as "$@" 2>&1
}
# connect IMAGE…: to our server
connect() {
	openssl "$@" s_client -connect "127.0.0.1:$(cat port)" -verify_return_error \
		-verify_hostname localhost -quiet
}
tls() {	# a server that nobody but our own authority vouches for
	engine load <ca.tar >>loaded 2>&1 || cat loaded
	python3 tls-server server.pem >port &
	server=$!
	wait_until test -s port
	connect o11y-ca:1 | grep 'hello over TLS' >/dev/null && echo "tls trusted"
	connect --entrypoint "$(cat entry)" o11y-listener:latest | grep 'verify failed' >/dev/null &&
		echo "tls refused"
	openssl o11y-ca:1 storeutl -noout -certs $certs | sed -n 's/^Total found/parsed/p'
	kill $server
}
if [ "${1:-}" = inside ]; then
	rm -rf "$scratch"
	scratch=$2
	trap - EXIT
	cd "$scratch" || exit 1
	start_engine "$3" "$scratch/$3" || exit 1
	engine load <result >loaded 2>&1 || cat loaded
	# shellcheck disable=SC2086
	# A kernel that cannot limit memory or processors refuses the container.
	engine run -d --name o11y $as -p 8080:8080 --memory 256m --cpus 1 \
		o11y-listener:latest >id 2>limits || {
		sed 's/^/limits refused: /' limits
		engine rm -f o11y >/dev/null 2>&1
		# shellcheck disable=SC2086
		engine run -d --name o11y $as -p 8080:8080 o11y-listener:latest >id
	}
	curl -sS --retry 600 --retry-all-errors --retry-delay 1 http://127.0.0.1:8080/health
	echo "image $(engine inspect --format '{{.Config.Image}}' o11y | sed 's|^localhost/||')"
	echo "limits $(engine inspect --format '{{.HostConfig.Memory}} {{.HostConfig.NanoCpus}}' o11y)"
	sed -n 's/^Uid:/uid/p' "/proc/$(engine inspect --format '{{.State.Pid}}' o11y)/status"
	engine rm -f o11y >/dev/null 2>&1
	[ "$3" = docker ] || tls
	stop_engine
	exit 0
fi

self=$(realpath "$0")
shared_store
cd "$scratch" || exit 1
ln -s "$GX" gx
PATH=$scratch:$PATH
if ! "$GX" describe -f recutils | grep -q '^commit: .'; then
	skip "the sequence of the example" "channels/base is modified: it has no commit to pin"
	done_testing
fi
"$GX_TOP_SRCDIR/examples/channel-o11y/make-channel" "$scratch" >/dev/null
sequence() {
	gx time-machine -C channels.scm -- pack -f docker -m runtime-manifest.scm \
		--entry-point=bin/o11y-listener --image-tag=o11y-listener:latest \
		--save-provenance -r result
}
run sequence
is "$status" 0 "the image is made" || printf '%s\n' "$err" | sed 's/^/# /'
first=$out
run sequence
is "$status:$out" "0:$first" "a second time, result in the way, it is the same"
run gx verify-image result
is "$status" 0 "its provenance makes it again" || printf '%s\n' "$err" | sed 's/^/# /'
config=$(tar -xOf result "$(tar -tf result | grep '^[0-9a-f]*\.json$')")
printf '%s\n' "$config" | grep -o '/gnu/store/[a-z0-9]*-profile/bin/o11y-listener' | head -n 1 |
	sed 's/o11y-listener$/openssl/' >entry

# An authority, a certificate for localhost, and a server that has it.
run gx shell -q openssl bash -- bash -ec '
	openssl req -x509 -newkey rsa:2048 -nodes -days 3650 -subj "/CN=Test CA" \
		-keyout ca.key -out ca.pem
	openssl req -newkey rsa:2048 -nodes -subj "/CN=localhost" -keyout server.key -out server.csr
	printf "subjectAltName=DNS:localhost,IP:127.0.0.1\n" >ext
	openssl x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 3650 \
		-extfile ext -out server.crt
	cat server.key server.crt >server.pem'
is "$status" 0 "a certificate is made" || printf '%s\n' "$err" | sed 's/^/# /'
cat >tls-server <<'END'
import socket, ssl, sys
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(sys.argv[1])
listener = socket.create_server(("127.0.0.1", 0))
print(listener.getsockname()[1], flush=True)
while True:
    connection = listener.accept()[0]
    try:
        with context.wrap_socket(connection, server_side=True) as secure:
            secure.sendall(b"hello over TLS\n")
    except OSError:
        connection.close()
END
cat >ca.scm <<END
;; An authority of one's own is a package with etc/ssl/certs/NAME.pem.
(use-modules (guix gexp))
(manifest
 (list (manifest-entry
        (name "test-ca")
        (version "1")
        (item (file-union "test-ca-1"
                          (list (list "etc/ssl/certs/test-ca.pem"
                                      (local-file "$scratch/ca.pem"))))))))
END
run gx time-machine -C channels.scm -- pack -q -f docker -m runtime-manifest.scm -m ca.scm \
	--image-tag=o11y-ca:1 --entry-point=bin/openssl --max-layers=2 -o ca.tar
is "$status" 0 "an image with an authority of one's own" || printf '%s\n' "$err" | sed 's/^/# /'
tar -xOf ca.tar files/layer.tar | tar -xO etc/ssl/certs/ca-certificates.crt >bundle
ok "has it in its bundle" grep -qF "$(sed -n 2p ca.pem)" bundle
count=$(grep -c 'BEGIN CERTIFICATE' bundle)
ok "beside those of nss-certs ($count)" [ "$count" -gt 100 ]

for engine in podman docker; do
	program=$engine
	[ $engine = docker ] && program=dockerd
	if ! command -v $program >/dev/null; then
		skip "$engine runs it" "$program is not installed"
		continue
	fi
	run unshare -mn sh "$self" inside "$scratch" $engine
	[ "$status" = 0 ] || printf '%s\n' "$err" | sed 's/^/# /'
	like "$out" '^ok' "$engine: /health answers on the published port"
	like "$out" '^image (docker.io/library/)?o11y-listener:latest$' "$engine: the name is exact"
	like "$out" '^uid[[:space:]]10001[[:space:]]10001' "$engine: the process is 10001"
	if printf '%s\n' "$out" | grep '^limits refused'; then
		skip "$engine: memory and processors are limited" "this kernel cannot"
	else
		is "$(printf '%s\n' "$out" | grep '^limits')" "limits 268435456 1000000000" \
			"$engine: memory and processors are limited"
	fi
	[ $engine = podman ] || continue
	like "$out" '^tls trusted$' "from inside, a server of our authority is trusted"
	like "$out" '^tls refused$' "without our authority it is not"
	like "$out" "^parsed: $count\$" "OpenSSL parses the whole bundle"
done
done_testing
