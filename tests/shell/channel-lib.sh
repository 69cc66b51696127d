# shellcheck shell=sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Git repositories and test points for the channel tests.
n=0
# ok STATUS SENTENCE: a failure shows what `out' and `err' hold.
ok() {
	n=$((n + 1))
	if [ "$1" -eq 0 ]; then
		echo "ok $n - $2"
	else
		echo "not ok $n - $2"
		cat out err 2>/dev/null | head -20 | sed 's/^/# /'
	fi
}
command -v git >/dev/null || { echo "1..0 # SKIP git makes the repositories"; exit 0; }
# shellcheck source=tests/shell/wait-lib.sh
. "$(dirname "$0")/wait-lib.sh"
gx=${GX_TOP_BUILDDIR:?}/gx
tmp=$(mktemp -d)
cd "$tmp" || exit 1
servers=
# shellcheck disable=SC2086  # a list of words
cleanup() {
	[ -z "$servers" ] || { kill $servers; wait; } 2>/dev/null
	cd /
	remove "$tmp"
}
trap cleanup EXIT
trap 'exit 1' INT TERM HUP
export HOME="$tmp/home" XDG_CONFIG_HOME="$tmp/config" GX_STORE_ROOT="$tmp/gx"
export GIT_CONFIG_GLOBAL="$tmp/gitconfig" GIT_CONFIG_SYSTEM=/dev/null
unset GX_CHANNELS GX_OFFLINE http_proxy https_proxy all_proxy ALL_PROXY HTTPS_PROXY no_proxy NO_PROXY
unset GIT_SSL_CAINFO SSL_CERT_FILE SSL_CERT_DIR
mkdir -p "$HOME" "$XDG_CONFIG_HOME"
git config --global user.name tester
git config --global user.email tester@example.org
git config --global init.defaultBranch master
git config --global protocol.file.allow always

# repo NAME [DEPENDENCIES]: a channel; `core' in its name makes it a core channel.
repo() {
	git init -q "$1"
	mkdir -p "$1/src/guix"
	case $1 in *core*) echo '(define-module (guix packages))' >"$1/src/guix/packages.scm" ;; esac
	echo "(channel (version 0) (directory \"src\") (dependencies $2))" >"$1/.guix-channel"
	echo "; $1" >"$1/src/$1.scm"
	change "$1" first
}
# change NAME TEXT: one more commit.
change() {
	echo "$2" >>"$1/src/text"
	git -C "$1" add -A
	git -C "$1" commit -q -m "$2"
}
tip() { git -C "$1" rev-parse HEAD; }
# channel NAME [FIELDS]: its form.
channel() { echo "(channel (name '$1) (url \"$tmp/$1\") $2)"; }
tm() { "$gx" time-machine "$@" >out 2>err; }
