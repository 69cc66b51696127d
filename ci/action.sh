#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The steps of action.yml.  Usage: action.sh install|key|restore|save|run
#
# Inputs come as INPUT_… variables; results go to the files that GitHub names in GITHUB_PATH and
# GITHUB_OUTPUT.  The environment travels through the cache as one file, RUNNER_TEMP/gx-environment.
set -eu
top=$(cd "$(dirname "$0")/.." && pwd)
environment=${RUNNER_TEMP:-/tmp}/gx-environment
manifest=${INPUT_MANIFEST:-manifest.scm}

fail() {
	echo "::error::$*"
	exit 1
}
as_root() {
	if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

# A /gnu/store of the user's own, with which no command has to run in a namespace.
make_store() {
	[ "$(id -u)" = 0 ] || [ -e /gnu/store ] || [ -n "${GX_STORE_ROOT:-}" ] ||
		as_root install -d -o "$(id -un)" /gnu/store ||
		echo "::notice::/gnu/store cannot be made: gx keeps its store in the home directory"
}

# Builders run in namespaces of the user's own, which Ubuntu restricts.
allow_namespaces() {
	knob=kernel.apparmor_restrict_unprivileged_userns
	unshare -Urm mount -t tmpfs none /mnt 2>/dev/null && return
	[ -e "/proc/sys/$(echo $knob | tr . /)" ] && as_root sysctl -q -w $knob=0 && return
	[ "$(id -u)" = 0 ] || echo "::warning::this machine allows no user namespaces"
}

# The source archive that was asked for, checked and unpacked; prints where.
fetch_release() {
	archive=$RUNNER_TEMP/gx-release.tar
	case $INPUT_RELEASE in
	*://*) curl -fsSL -o "$archive" "$INPUT_RELEASE" ;;
	*) cp "$INPUT_RELEASE" "$archive" ;;
	esac
	echo "${INPUT_RELEASE_SHA256:-none}  $archive" | sha256sum -c --quiet >&2 || return 1
	mkdir -p "$RUNNER_TEMP/gx"
	tar -x -f "$archive" -C "$RUNNER_TEMP/gx" --strip-components=1
	echo "$RUNNER_TEMP/gx"
}

# build_tree DIR: with what its own build-tools.sh says.
build_tree() (
	cd "$1"
	# shellcheck source=build-tools.sh disable=SC1091
	. ./build-tools.sh
	install_missing "$BUILD_PACKAGES"
	build_gx
)

install_gx() {
	if [ -n "${INPUT_PROGRAM:-}" ]; then
		[ -x "$INPUT_PROGRAM" ] || fail "$INPUT_PROGRAM is no program"
		dirname "$INPUT_PROGRAM" >>"$GITHUB_PATH"
	else
		tree=$top
		if [ -n "${INPUT_RELEASE:-}" ]; then
			tree=$(fetch_release) || fail "$INPUT_RELEASE is not what release-sha256 says"
		fi
		build_tree "$tree"
		echo "$tree/build" >>"$GITHUB_PATH"
	fi
	make_store
	allow_namespaces
}

# A pin that is there must hold.
locked() {
	[ ! -e "$(dirname "$manifest")/channels.lock" ] || echo --locked
}

# ready: an earlier step of the job has realised it.
key() {
	# shellcheck disable=SC2046  # one word or none
	name=$(gx cache key $(locked) -m "$manifest") || fail "$manifest cannot be evaluated"
	ready=false
	gx shell --no-build --no-setup -m "$manifest" -- true 2>/dev/null && ready=true
	printf '%s\n' "key=$name" "file=$environment" "ready=$ready" >>"$GITHUB_OUTPUT"
}

# What is damaged is not used, but made anew.
restore() {
	hit=false
	if [ -e "$environment" ]; then
		if gx cache restore "$environment"; then
			hit=true
		else
			echo "::warning::the cached environment is damaged and will be made anew"
			rm -f "$environment"
		fi
	fi
	echo "cache-hit=$hit" >>"$GITHUB_OUTPUT"
}

save() {
	gx cache save "$environment" -m "$manifest"
}

run() {
	exec gx shell -m "$manifest" -- bash -e -o pipefail -c "$INPUT_COMMAND"
}

case ${1:-} in
install) install_gx ;;
key | restore | save | run) "$1" ;;
*) fail "usage: action.sh install|key|restore|save|run" ;;
esac
