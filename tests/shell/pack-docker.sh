#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Docker images of a hand-made store: the same bytes every time, loaded and run by the real
# engines in a private mount and network namespace.
# shellcheck source=tests/shell/pack-lib.sh
. "${GX_TOP_SRCDIR:-.}/tests/shell/pack-lib.sh"
# shellcheck source=tests/shell/engine-lib.sh
. "${GX_TOP_SRCDIR:-.}/tests/shell/engine-lib.sh"
need busybox unshare

image() {	# STORE FILE [KEY=VALUE]…
	store=$1 file=$2; shift 2
	"$MAKE" "$store" "$PROFILE" format=docker tag=registry.example:5000/team/app:1.0 \
		entry=bin/sh "env=PATH=$PROFILE/bin" user=app:10001:10001 label=org.test=1 \
		port=8080/tcp volume=/data bin-sh= link=/opt/tools=bin "$@" >"$file" 2>"$T/layers"
}

if [ "${1:-}" = inside ]; then
	# in the namespace: $2 is the directory of the test, $3 the engine's case
	T=$2
	trap - EXIT
	start_engine "$3" "$T/$3" || exit 1
	name=registry.example:5000/team/app:1.0
	publish="-p 127.0.0.1:18080:8080"
	[ "$3" = podman ] || publish="$publish --memory 256m"
	engine load <"$T/a.tar" >"$T/$3.load" 2>&1 || { cat "$T/$3.load"; exit 1; }
	engine inspect --format '{{json .Config.Labels}}{{json .Config.ExposedPorts}}' "$name" \
		>"$T/$3.inspect"
	engine run --rm "$name" -c 'id -u; id -un; id -gn; leaf; ls -ld /tmp /data /home/app;
		/opt/tools/cat /etc/ssl/certs/ca-bundle.crt; echo $PATH' >"$T/$3.run" 2>"$T/$3.err"
	engine run --rm --user 10002:10002 -e SSL_CERT_FILE=/etc/ssl/certs/ca-bundle.crt "$name" \
		-c 'id -u; test -r $SSL_CERT_FILE && echo readable' >"$T/$3.user" 2>>"$T/$3.err"
	# shellcheck disable=SC2086
	engine run -d --name web $publish "$name" -c \
		'echo healthy >/data/health; exec httpd -f -p 8080 -h /data' >"$T/$3.id" 2>>"$T/$3.err"
	wait_until curl -sSf -o "$T/$3.web" http://127.0.0.1:18080/health 2>>"$T/$3.err"
	engine rm -f -v web >/dev/null 2>&1
	stop_engine
	exit 0
fi

make_store "$T/s1"
make_store "$T/s2"
touch "$T/s2$LEAF/share/text"
chmod 0600 "$T/s2$LEAF/share/text"
make_store "$T/s3" "other text"
image "$T/s1" "$T/a.tar"
cp "$T/layers" "$T/layers.a"
check "an image is made" test -s "$T/a.tar"
image "$T/s2" "$T/b.tar"
check "the same image comes from another store, other times and other modes" \
	cmp "$T/a.tar" "$T/b.tar"
image "$T/s3" "$T/c.tar"
same "a changed leaf changes its own layer only" \
	"$(diff "$T/layers.a" "$T/layers" | grep '^>' | sed 's/.* //')" "leaf-1.0"
same "the name is taken literally" \
	"$(tar -xOf "$T/a.tar" manifest.json | grep -o '"RepoTags":[^]]*]')" \
	'"RepoTags":["registry.example:5000/team/app:1.0"]'
image "$T/s1" "$T/m.tar" max-layers=2
same "with --max-layers=2 there are two layers" "$(wc -l <"$T/layers")" 2
same "nothing but root owns files outside the volumes and the home" \
	"$(tar -xOf "$T/a.tar" files/layer.tar | tar -tv --numeric-owner | grep -v ' 0/0 ' |
	   sed 's/.* //' | tr '\n' ' ')" "data/ home/app/ "

for engine in docker podman; do
	program=$engine
	[ $engine = docker ] && program=dockerd
	if ! command -v $program >/dev/null; then
		skip "$engine loads and runs the image" "$program is not installed"
		continue
	elif [ "$(id -u)" -ne 0 ]; then
		skip "$engine loads and runs the image" "this needs root"
		continue
	fi
	check "$engine ran" unshare -mn sh "$0" inside "$T" $engine
	check "$engine loads it under its name" \
		grep -q 'registry.example:5000/team/app:1.0' "$T/$engine.load"
	same "$engine sees labels and ports" "$(cat "$T/$engine.inspect")" \
		'{"org.test":"1"}{"8080/tcp":{}}'
	same "$engine runs it as the user, with programs, certificates and directories" \
		"$(awk '{print $1, $3}' "$T/$engine.run" | tr '\n' ';')" \
		"10001 ;app ;app ;text ;drwxr-xr-x app;drwxr-xr-x app;drwxrwxrwt root;-----BEGIN ;MIIB ;-----END ;$PROFILE/bin ;"
	same "$engine runs it as another user" "$(tr '\n' ' ' <"$T/$engine.user")" "10002 readable "
	same "$engine publishes its port" "$(cat "$T/$engine.web")" healthy
	[ $failed -eq 0 ] || sed 's/^/# /' "$T/$engine.err" "$T/$engine.run"
done
finish
