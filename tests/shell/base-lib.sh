# shellcheck shell=sh
# For tests of the base channel: one realised store, shared by the tests of a run and kept
# between runs ($GX_TEST_STORE), every item of which is verified by hash before it is used.
# shellcheck source=tests/shell/lib.sh
. "${GX_TOP_SRCDIR:-.}/tests/shell/lib.sh"

shared_store() {
	GX_STORE_ROOT=${GX_TEST_STORE:-${XDG_CACHE_HOME:-$HOME/.cache}/gx-tests/store}
	export GX_STORE_ROOT
	mkdir -p "$GX_STORE_ROOT"
}

# A copy of examples/traveling-ruby in $scratch/app.  A shallow clone of gx lacks the commit
# that its channels.scm pins: there the packages are those of the tree.
example() {
	cp -r "$GX_TOP_SRCDIR/examples/traveling-ruby" "$scratch/app"
	rm -rf "$scratch/app/vendor"
	pin=$(grep -oE '[0-9a-f]{40}' "$scratch/app/channels.scm")
	if [ "$(git -C "$GX_TOP_SRCDIR" rev-parse --is-shallow-repository 2>/dev/null)" = true ] &&
		! git -C "$GX_TOP_SRCDIR" cat-file -e "$pin" 2>/dev/null; then
		rm "$scratch/app/channels.scm"
	fi
	manifest=$scratch/app/manifest.scm
	: "$manifest"
}
