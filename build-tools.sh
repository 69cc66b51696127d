# shellcheck shell=sh
# Shared by `setup' and `check': Debian packages, and the build in ./build.

# shellcheck disable=SC2034  # used by the scripts that source this file
BUILD_PACKAGES="gcc make autoconf automake pkg-config git guile-3.0 guile-3.0-dev libgit2-dev
 libgcrypt20-dev zlib1g-dev libcurl4-gnutls-dev libsqlite3-dev libarchive-dev libzstd-dev
 liblz-dev liblzma-dev libseccomp-dev libjansson-dev libsquashfs-dev"
# shellcheck disable=SC2034
TEST_PACKAGES="busybox-static zsh fish tcsh strace curl python3 shellcheck binutils procps
 podman runc skopeo umoci docker.io docker-registry podman-compose docker-compose netavark aardvark-dns
 iptables uidmap direnv graphviz squashfs-tools rpm zstd xz-utils lzip gpg gpg-agent openssl"

# install_missing PACKAGES: ask for root only when something is missing.
install_missing() {
	missing=
	for package in $1; do
		dpkg-query -W -f '${Status}' "$package" 2>/dev/null |
			grep -q 'ok installed' || missing="$missing $package"
	done
	[ -n "$missing" ] || return 0
	command -v apt-get >/dev/null || {
		echo "gx is built on Debian 12; please install the equivalents of:$missing" >&2
		return 1
	}
	echo "setup: installing$missing"
	as_root=
	[ "$(id -u)" = 0 ] || as_root=sudo
	$as_root apt-get update -qq
	# shellcheck disable=SC2086  # a list of words
	$as_root env DEBIAN_FRONTEND=noninteractive \
		apt-get install -y -qq --no-install-recommends $missing >/dev/null
}

# build_gx: configure once, then make.
build_gx() {
	[ -x configure ] || ./autogen.sh >/dev/null 2>&1
	mkdir -p build
	[ -f build/Makefile ] || (cd build && ../configure --quiet)
	make -C build --no-print-directory -s -j"$(nproc)" all
}
