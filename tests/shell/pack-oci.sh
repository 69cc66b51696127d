#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# OCI images of a hand-made store, for skopeo, umoci, runc and podman; and pushed to a registry.
# shellcheck source=tests/shell/pack-lib.sh
. "${GX_TOP_SRCDIR:-.}/tests/shell/pack-lib.sh"
# shellcheck source=tests/shell/engine-lib.sh
. "${GX_TOP_SRCDIR:-.}/tests/shell/engine-lib.sh"
need busybox unshare

image() {	# STORE [KEY=VALUE]…
	store=$1; shift
	"$MAKE" "$store" "$PROFILE" tag=team/app:1.0 entry=bin/leaf "env=PATH=$PROFILE/bin" \
		user=app:10001:10001 "$@"
}

if [ "${1:-}" = inside ]; then
	T=$2
	trap - EXIT
	mount --make-rprivate / && ip link set lo up
	case $3 in
	registry)
		mkdir "$T/registry"
		cat >"$T/registry.yml" <<-END
		version: 0.1
		storage: {filesystem: {rootdirectory: $T/registry}}
		http: {addr: 127.0.0.1:15000}
		auth: {htpasswd: {realm: test, path: $T/htpasswd}}
		END
		# user "gx", password "secret"
		# shellcheck disable=SC2016
		echo 'gx:$2y$05$C4MeTAfmKCNMdgmM0TO.5edTd6gmB1YAOYDmhpmCIcith0R/SKyt6' >"$T/htpasswd"
		docker-registry serve "$T/registry.yml" >"$T/registry.log" 2>&1 &
		server=$!
		wait_until curl -s -o /dev/null http://127.0.0.1:15000/v2/
		name=127.0.0.1:15000/team/app:1.0
		DOCKER_CONFIG=$T/nobody image "$T/s1" format=oci push=$name >"$T/push0" 2>&1
		mkdir -p "$T/config"
		printf '{"auths":{"127.0.0.1:15000":{"auth":"%s"}}}' "$(printf gx:secret | base64)" \
			>"$T/config/config.json"
		export DOCKER_CONFIG="$T/config"
		image "$T/s1" format=oci push=$name >"$T/push1" 2>&1
		image "$T/s1" format=oci push=$name >"$T/push2" 2>&1
		image "$T/s2" format=oci push=127.0.0.1:15000/team/app:1.1 >"$T/push3" 2>&1
		skopeo copy --src-tls-verify=false --authfile "$T/config/config.json" \
			docker://$name "oci:$T/pulled:1.0" >"$T/pull" 2>&1
		kill $server
		wait $server
		;;
	runc)
		cd "$T/bundle" || exit 1
		sed -i 's/"terminal": true/"terminal": false/' config.json
		runc --root "$T/runc" run test >"$T/runc.out" 2>"$T/runc.err"
		;;
	podman)
		start_engine podman "$T/pm" || exit 1
		engine load -i "$T/zstd.tar" >"$T/load" 2>&1
		id=$(sed -n 's/^Loaded image[^:]*: *//p' "$T/load")
		engine run --rm "$id" >"$T/podman.out" 2>"$T/podman.err"
		;;
	esac
	exit 0
fi

make_store "$T/s1"
make_store "$T/s2" other
image "$T/s1" format=oci >"$T/a.tar" 2>"$T/layers"
check "an archive is made" tar -tf "$T/a.tar"
rm -rf "$T/s1/layers"
image "$T/s1" format=oci threads=3 >"$T/b.tar" 2>/dev/null
check "it is the same without the cache of digests" cmp "$T/a.tar" "$T/b.tar"
image "$T/s1" format=oci compression=zstd >"$T/zstd.tar" 2>/dev/null
image "$T/s1" format=oci-dir compression=gzip dir="$T/layout" 2>/dev/null
image "$T/s2" format=oci-dir compression=gzip tag=team/app:1.1 dir="$T/layout" 2>/dev/null
same "a directory holds two images, and shares their blobs" \
	"$(grep -o '"digest"' "$T/layout/index.json" | wc -l) $(find "$T/layout/blobs" -type f | wc -l)" \
	"2 10"
(cd "$T/layout/blobs/sha256" && for blob in *; do echo "$blob  $blob"; done | sha256sum -c --quiet) \
	>/dev/null 2>&1
ok $? "each blob is named after its hash"

if command -v skopeo >/dev/null; then
	check "skopeo reads the archive" skopeo inspect "oci-archive:$T/a.tar"
	check "skopeo copies the zstd one to a layout" \
		skopeo copy "oci-archive:$T/zstd.tar" "oci:$T/copied:1.0"
else
	skip "skopeo reads the archive" "skopeo is not installed"
fi
if ! command -v umoci >/dev/null || ! command -v runc >/dev/null; then
	skip "umoci unpacks, runc runs" "umoci or runc is not installed"
elif [ "$(id -u)" -ne 0 ]; then
	skip "umoci unpacks, runc runs" "this needs root"
else
	check "umoci unpacks it" umoci unpack --image "$T/layout:1.1" "$T/bundle"
	check "runc was started" unshare -mn sh "$0" inside "$T" runc
	same "runc runs it" "$(cat "$T/runc.out")" other
fi
if ! command -v podman >/dev/null || [ "$(id -u)" -ne 0 ]; then
	skip "podman loads the zstd archive" "podman is not installed, or we are not root"
else
	check "podman was started" unshare -mn sh "$0" inside "$T" podman
	same "podman loads the zstd archive and runs it" "$(cat "$T/podman.out")" text
	[ $failed -eq 0 ] || sed 's/^/# /' "$T/load" "$T/podman.err"
fi
# A package of certificates as a profile has it: links to where only a namespace shows the store.
make_store "$T/s3"
rm "$T/s3$PROFILE/etc"
mkdir -p "$T/s3$PROFILE/etc/ssl/certs"
ln -s "$CERTS/etc/ssl/certs/A.pem" "$T/s3$PROFILE/etc/ssl/certs"
ln -s "$CERTS/nothing" "$T/s3$PROFILE/etc/ssl/certs/lost.pem"
image "$T/s3" format=oci-dir compression=none dir="$T/certs" >"$T/out" 2>&1
ok $? "certificates may be links, and lead nowhere" || sed 's/^/# /' "$T/out"
for blob in "$T/certs/blobs/sha256"/*; do
	tar -xOf "$blob" etc/ssl/certs/ca-certificates.crt 2>/dev/null
done >"$T/bundle.crt"
check "those that are there are joined" cmp "$T/bundle.crt" "$T/s3$CERTS/etc/ssl/certs/A.pem"

if ! command -v docker-registry >/dev/null || ! command -v skopeo >/dev/null ||
	[ "$(id -u)" -ne 0 ]; then
	skip "a registry takes it" "docker-registry or skopeo is not installed, or we are not root"
else
	check "a registry was started" unshare -mn sh "$0" inside "$T" registry
	check "without a password there is a hint" grep -q 'docker login 127.0.0.1:15000' "$T/push0"
	same "the first push moves all blobs" "$(grep -o 'moved.*kept [0-9]*' "$T/push1")" \
		"moved 6 kept 0"
	same "the second moves nothing" "$(grep moved "$T/push2")" "moved 0 kept 6 bytes 0"
	same "a changed leaf moves its layer and the configuration" \
		"$(grep -o 'moved.*kept [0-9]*' "$T/push3")" "moved 2 kept 4"
	check "skopeo pulls it" test -s "$T/pulled/index.json"
	[ $failed -eq 0 ] || sed 's/^/# /' "$T"/push? "$T/pull"
fi
finish
