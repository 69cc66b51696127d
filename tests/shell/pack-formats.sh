#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Tarballs, file system images and packages, for the programs that take them.
# shellcheck source=tests/shell/pack-lib.sh
. "${GX_TOP_SRCDIR:-.}/tests/shell/pack-lib.sh"
need busybox tar

make_store "$T/s"
pack() {	# FORMAT [KEY=VALUE]…
	format=$1; shift
	"$MAKE" "$T/s" "$PROFILE" format="$format" link=/usr/local/bin/leaf=bin/leaf \
		name=Leaf_pack version=1.0-rc1 "$@"
}
# same_tree DIR: is the store's content there?
same_tree() {
	diff -r --no-dereference "$1/gnu" "$T/s/gnu" >"$T/diff" 2>&1 &&
		[ "$(readlink "$1/usr/local/bin/leaf")" = "$PROFILE/bin/leaf" ] &&
		[ "$(stat -c %Y,%a "$1$LEAF/share/text")" = 1,444 ]
}

for method in none gzip zstd xz lzip; do
	if [ $method != none ] && ! command -v $method >/dev/null; then
		skip "a tarball compressed with $method" "$method is not installed"
		continue
	fi
	pack tarball compression=$method >"$T/x.$method"
	mkdir "$T/$method"
	if [ $method = none ]; then cat "$T/x.none"; else $method -dc <"$T/x.$method"; fi |
		tar -C "$T/$method" -xf -
	same_tree "$T/$method"
	ok $? "a tarball compressed with $method holds the store"
done
pack tarball compression=gzip threads=4 | cmp - "$T/x.gzip"
ok $? "the number of threads does not matter"

# A stack that no memory holds: threads cannot start.  Every sh has -s, whatever POSIX says.
# shellcheck disable=SC3045
if (ulimit -s 100000000000) 2>/dev/null; then
	(ulimit -s 100000000000; pack tarball compression=gzip threads=4) | cmp - "$T/x.gzip"
	ok $? "nor whether there may be any"
else
	skip "nor whether there may be any" "the stack cannot grow"
fi

if command -v unsquashfs >/dev/null; then
	for method in none gzip zstd xz; do
		pack squashfs compression=$method >"$T/$method.sqfs"
		rm -rf "$T/sq"
		check "unsquashfs unpacks an image compressed with $method" \
			unsquashfs -q -n -d "$T/sq" "$T/$method.sqfs"
		same_tree "$T/sq"
		ok $? "it holds the store"
		chmod -R u+w "$T/sq"
	done
	pack squashfs compression=zstd threads=5 | cmp - "$T/zstd.sqfs"
	ok $? "the same image goes through a pipe, with another number of threads"
else
	skip "unsquashfs unpacks an image" "unsquashfs is not installed"
fi
# A limit on the size of files stands for a full disk: it fails likewise.
(trap '' XFSZ; ulimit -f 1; pack squashfs compression=gzip 2>"$T/said" >"$T/full") && status=0 ||
	status=$?
same "an image without space for it fails" "$status" 1
check "and says why" grep 'write the image: File too large' "$T/said"

if [ "$(id -u)" -eq 0 ] && unshare -m sh -c '
	mkdir "$1/mnt" && mount -t squashfs -o loop,ro "$1/gzip.sqfs" "$1/mnt"' sh "$T" 2>/dev/null
then
	same "the kernel mounts it" "$(unshare -m sh -c '
		mount -t squashfs -o loop,ro "$1/gzip.sqfs" "$1/mnt" && cat "$1/mnt$2/share/text"' \
		sh "$T" "$LEAF")" text
else
	skip "the kernel mounts it" "loop mounts are not possible here"
fi

if command -v dpkg >/dev/null && [ "$(id -u)" -eq 0 ]; then
	for method in none gzip zstd xz; do
		pack deb compression=$method >"$T/$method.deb"
		check "dpkg-deb reads a package compressed with $method" \
			dpkg-deb -c "$T/$method.deb"
	done
	mkdir -p "$T/dpkg/var/lib/dpkg/updates" "$T/dpkg/var/lib/dpkg/info"
	touch "$T/dpkg/var/lib/dpkg/status"
	check "dpkg installs it" dpkg --root="$T/dpkg" --force-not-root --force-bad-path \
		--log=/dev/null -i "$T/gzip.deb"
	same_tree "$T/dpkg"
	ok $? "the files are there"
	same "it is known by a lawful name" \
		"$(dpkg-query --admindir="$T/dpkg/var/lib/dpkg" -W)" "leaf-pack	1.0-rc1"
	check "dpkg removes it" dpkg --root="$T/dpkg" --log=/dev/null -r leaf-pack
	[ ! -e "$T/dpkg$LEAF" ]
	ok $? "nothing is left"
else
	skip "dpkg installs a package" "dpkg is not installed, or we are not root"
fi

if command -v rpm >/dev/null && [ "$(id -u)" -eq 0 ]; then
	for method in gzip zstd xz; do
		pack rpm compression=$method >"$T/$method.rpm"
		check "rpm finds a package compressed with $method sound" rpm -K "$T/$method.rpm"
	done
	mkdir -p "$T/rpm"
	check "rpm installs it" rpm -i --root "$T/rpm" --dbpath /var/lib/rpm --nodeps --noscripts \
		--excludepath /none "$T/gzip.rpm"
	same_tree "$T/rpm"
	ok $? "the files are there"
	same "rpm finds them unchanged" "$(rpm --root "$T/rpm" --dbpath /var/lib/rpm -V Leaf_pack)" ""
	same "rpm knows whose they are" \
		"$(rpm --root "$T/rpm" --dbpath /var/lib/rpm -qf "$LEAF/share/text")" \
		"Leaf_pack-1.0_rc1-1.x86_64"
	sed -i s/text/toxt/ "$T/rpm$LEAF/share/text"
	rpm --root "$T/rpm" --dbpath /var/lib/rpm -V Leaf_pack >"$T/verify"
	same "and that one was changed" "$(grep -c "^..5.*$LEAF/share/text" "$T/verify")" 1
else
	skip "rpm installs a package" "rpm is not installed, or we are not root"
fi
finish
