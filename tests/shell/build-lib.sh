# shellcheck shell=sh
# For the tests of the builder: derivations whose builder is a static busybox.
#
#	drv=$(sh_drv NAME 'echo hello > $out' [WORD…])
#	run build "$drv"

. "${GX_TOP_SRCDIR:-.}/tests/shell/lib.sh"
need busybox
tool=$GX_TOP_BUILDDIR/tests/unit/build-tool
[ -x "$tool" ] || skip_all "build-tool is not built (make check builds it)"
# The tests' own gx-engine, so that they need no command line.
mkdir -p "$scratch/libexec" "$scratch/busybox/bin"
chmod 755 "$scratch"
ln -s "$GX_TOP_BUILDDIR/gx-builder" "$scratch/libexec/gx-builder"
ln -s "$tool" "$scratch/libexec/gx-engine"
GX_LIBEXEC=$scratch/libexec
export GX_LIBEXEC
cp "$(command -v busybox)" "$scratch/busybox/bin/busybox"
for name in sh cat ls id ps mkdir chmod touch sleep ln env hostname stat grep kill unshare mount \
	dd test wc sort true false seq setsid basename readlink ifconfig nc ping rm cp tr date \
	setfattr chroot head mknod; do
	ln -s busybox "$scratch/busybox/bin/$name"
done

# A fresh store with the busybox in it: $bb.
build_store() {
	fresh_store "$@"
	bb=$(as_user "$tool" add busybox "$scratch/busybox")
}
# Commands run as this user: the one that runs the tests, unless a test says otherwise.
as_user() { "$@"; }
build() { as_user "$tool" build "$@"; }
# A derivation that runs a script with busybox's shell.
sh_drv() {
	sh_drv_name=$1 sh_drv_script=$2
	shift 2
	as_user "$tool" drv "$sh_drv_name" "builder=$bb/bin/sh" arg=-c "arg=$sh_drv_script" \
		"src=$bb" "env=PATH=$bb/bin" "$@"
}
# A number that no other test has: sleeping for so many seconds is never over, and found again.
forever=7${$}0
# The text of an item.
item() { cat "$GX_STORE_ROOT$1"; }
