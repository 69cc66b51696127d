#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Pushes to registries with moods: tokens, patience, redirections, mounts, authorities of their
# own.  The package is a folder, so nothing has to be built.
# shellcheck source=tests/shell/lib.sh
. "${GX_TOP_SRCDIR:-.}/tests/shell/lib.sh"
PATH=$PATH:/usr/sbin:/sbin
need python3

fresh_store
cd "$scratch" || exit 1
unset http_proxy https_proxy all_proxy SSL_CERT_FILE SSL_CERT_DIR CURL_CA_BUNDLE
HOME=$scratch XDG_CONFIG_HOME=$scratch/config DOCKER_CONFIG=$scratch/docker
export HOME XDG_CONFIG_HOME DOCKER_CONFIG
unset XDG_RUNTIME_DIR
mkdir app docker
echo text >app/text
cat >app.scm <<END
(use-modules (guix gexp))
(manifest (list (manifest-entry (name "app") (version "1")
                                (item (local-file "$scratch/app" "app-1" #:recursive? #t)))))
END
registry_pid=
stop_registry() {
	[ -z "$registry_pid" ] || { kill "$registry_pid"; wait "$registry_pid"; } 2>/dev/null
	registry_pid=
}
trap 'stop_registry; cleanup' EXIT
start_registry() {	# MOOD…: $port
	stop_registry
	rm -f place place.log
	touch place.log
	python3 "$GX_TOP_SRCDIR/tests/shell/registry.py" place "$@" 2>errors &
	registry_pid=$!
	placed() { [ -s place ] || ended $registry_pid; }
	wait_until placed
	read -r port _ <place
}
login() {	# FIELDS: of the registry in docker's configuration
	echo "{\"auths\":{\"127.0.0.1:$port\":{$1}}}" >docker/config.json
}
push() { run gx pack -m app.scm --push "127.0.0.1:$port/$1"; }
password="\"auth\":\"$(printf gx:secret | base64)\""

start_registry busy
push team/app:1
like "$status:$(printf '%s' "$err" | tail -n 1)" '^0:.*pushed 4 blobs' "a registry that is busy at first gets the image"
start_registry hangup
push team/app:1
like "$status:$(printf '%s' "$err" | tail -n 1)" '^0:.*pushed 4 blobs' "so does one that hangs up on each first upload"
push other/app:1
like "$status:$(printf '%s' "$err" | tail -n 1)" '^0:.*pushed 0 blobs .*, 4 were there' \
	"what another repository has is not sent again"
is "$(grep -c '^mounted other/app team/app' place.log)" 4 "but mounted from there"
start_registry
push third/app:1
like "$status:$(printf '%s' "$err" | tail -n 1)" '^0:.*pushed 4 blobs' "a registry that lost what it had gets it again"

touch place.stuck
start_registry stuck
"$GX" pack -q -m app.scm --push "127.0.0.1:$port/team/app:1" &
wait_for_line place.log stuck
kill -9 $!
wait $! 2>/dev/null
rm place.stuck
push team/app:1
like "$status:$(printf '%s' "$err" | tail -n 1)" '^0:.*pushed 3 blobs .*, 1 were there' \
	"a push that was killed goes on where it was"

start_registry bearer expire
push team/app:1
like "$status:$err" '^1:.*gives no token: status 401' "without a password there is no token"
like "$err" "docker login 127.0.0.1:$port" "and a hint"
login "$password"
push team/app:1
like "$status:$(printf '%s' "$err" | tail -n 1)" '^0:.*pushed 4 blobs' "tokens that expire under way are renewed"
ok "more than once" [ "$(grep -c '^token given' place.log)" -gt 1 ]
start_registry bearer
login '"identitytoken":"refresh"'
push team/app:1
like "$status:$(printf '%s' "$err" | tail -n 1)" '^0:.*pushed 4 blobs' "a token may stand for the password"
printf '{"credsStore":"test"}' >docker/config.json
mkdir bin
cat >bin/docker-credential-test <<'END'
#!/bin/sh
read -r host
echo "$1 $host" >>helped
printf '{"ServerURL":"%s","Username":"<token>","Secret":"refresh"}' "$host"
END
chmod +x bin/docker-credential-test
start_registry bearer
PATH=$scratch/bin:$PATH push team/app:1
like "$status:$(printf '%s' "$err" | tail -n 1)" '^0:.*pushed 4 blobs' "a helper may keep it"
is "$(head -n 1 helped)" "get 127.0.0.1:$port" "which is asked for the registry"

start_registry bearer elsewhere
login "$password"
push team/app:1
like "$status:$(printf '%s' "$err" | tail -n 1)" '^0:.*pushed 4 blobs' "blobs may be kept by another server"
push team/app:2
like "$status:$(printf '%s' "$err" | tail -n 1)" '^0:.*pushed 0 blobs .*, 4 were there' "that is asked for what is there"
is "$(grep -c LEAK place.log)" 0 "and never sees our password or token"
stop_registry
push team/app:3
is "$status" 1 "a registry that is not there is an error, at once"

run gx pack -m app.scm --push "127.0.0.1:$port/app:1" -o file.tar
is "$status" 2 "one goes to a registry or to a file"
run gx pack -m app.scm --push app:1
like "$err" 'names no registry' "a name without registry is refused"

# A real registry behind TLS, with an authority of its own.
if ! command -v docker-registry >/dev/null || ! command -v openssl >/dev/null; then
	skip "a registry behind TLS" "docker-registry or openssl is not installed"
	done_testing
fi
tls() {
	openssl req -x509 -newkey rsa:2048 -nodes -days 3650 -subj "/CN=Test CA" \
		-keyout ca.key -out ca.pem &&
	openssl req -newkey rsa:2048 -nodes -subj "/CN=localhost" -keyout server.key \
		-out server.csr &&
	echo "subjectAltName=DNS:localhost,IP:127.0.0.1" >ext &&
	openssl x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 3650 \
		-extfile ext -out server.crt
}
run tls
is "$status" 0 "a certificate is made"
port=$(reserved_port)
cat >registry.yml <<END
version: 0.1
storage: {filesystem: {rootdirectory: $scratch/registry}}
http: {addr: "127.0.0.1:$port", tls: {certificate: $scratch/server.crt, key: $scratch/server.key}}
END
docker-registry serve registry.yml >registry.log 2>&1 &
registry_pid=$!
answers() {
	ended $registry_pid || python3 -c "import socket; socket.create_connection(('127.0.0.1', $port))" 2>/dev/null
}
wait_until answers
rm docker/config.json
push app:1
is "$status" 1 "a certificate that nobody vouches for is refused"
like "$err" '[Cc]ertificate' "and told so"
mkdir -p "config/containers/certs.d/127.0.0.1:$port"
cp ca.pem "config/containers/certs.d/127.0.0.1:$port/ca.crt"
push app:1
like "$status:$(printf '%s' "$err" | tail -n 1)" '^0:.*pushed 4 blobs' "an authority in certs.d vouches for it" ||
	tail -n 3 registry.log | sed 's/^/# /'
digest=$out
rm -r config
SSL_CERT_FILE=$scratch/ca.pem push app:2
like "$status:$(printf '%s' "$err" | tail -n 1)" '^0:.*pushed 0 blobs' "or SSL_CERT_FILE"
if command -v skopeo >/dev/null; then
	run skopeo inspect --tls-verify=false "docker://127.0.0.1:$port/app:2"
	like "$out" "\"Digest\": \"${digest#*@}\"" "skopeo finds the image by the digest that was told"
else
	skip "skopeo finds the image" "skopeo is not installed"
fi
done_testing
