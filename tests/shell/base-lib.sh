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

# Ask the network once; without it what is not realised yet cannot be.
in_shell() { # PACKAGES -- COMMAND…
	gx shell --no-setup "$@"
}
