# shellcheck shell=sh
# The Test Anything Protocol for shell tests, and a fresh store for each.  A test script
# sources this file, calls ok and friends, and ends with done_testing.
#
#	. "${GX_TOP_SRCDIR:-.}/tests/shell/lib.sh"
#	fresh_store
#	run gx hash file; is "$status" 0 "gx hash succeeds"; like "$out" '^1' "…"
#	done_testing

GX_TOP_SRCDIR=${GX_TOP_SRCDIR:-$(cd "$(dirname "$0")/../.." && pwd)}
GX_TOP_BUILDDIR=${GX_TOP_BUILDDIR:-$GX_TOP_SRCDIR/build}
GX_TEST_DATA=${GX_TEST_DATA:-$GX_TOP_SRCDIR/tests/data}
GX=${GX:-$GX_TOP_BUILDDIR/gx}
export GX_TOP_SRCDIR GX_TOP_BUILDDIR GX_TEST_DATA GX
unset GX_ENVIRONMENT GUIX_ENVIRONMENT GX_PROJECT GX_SHELL_LEVEL BASH_ENV ENV
umask 022	# other users run what root's tests make
tap_n=0 tap_failed=0
# shellcheck source=tests/shell/wait-lib.sh
. "$GX_TOP_SRCDIR/tests/shell/wait-lib.sh"

scratch=$(mktemp -d "${TMPDIR:-/tmp}/gx-test.XXXXXX") || exit 1
cleanup() {
	# Nothing that a test mounted or started may stay.
	grep -o " $scratch[^ ]*" /proc/mounts | sort -r | while read -r mounted; do
		umount -l "$mounted"
	done
	remove "$scratch"
}
trap cleanup EXIT
trap 'exit 1' INT TERM HUP

gx() { "$GX" "$@"; }

# A store of the test's own: $GX_STORE_ROOT.
fresh_store() {
	GX_STORE_ROOT=$scratch/store${1:-}
	export GX_STORE_ROOT
	mkdir -p "$GX_STORE_ROOT"
}

# ok SENTENCE COMMAND…: a test point that holds when COMMAND succeeds.
ok() {
	tap_sentence=$1; shift
	tap_n=$((tap_n + 1))
	if "$@"; then
		echo "ok $tap_n - $tap_sentence"
	else
		echo "not ok $tap_n - $tap_sentence"; tap_failed=1; return 1
	fi
}
# is GOT WANTED SENTENCE
is() {
	if [ "$1" = "$2" ]; then ok "$3" true; return; fi
	ok "$3" false
	printf '%s\n' "got: $1" "wanted: $2" | sed 's/^/#   /'
}
# like GOT EXTENDED-REGEXP SENTENCE
like() {
	if printf '%s\n' "$1" | grep -qE -e "$2"; then ok "$3" true; return; fi
	ok "$3" false
	printf '%s\n' "got: $1" "wanted: $2" | sed 's/^/#   /'
}
unlike() {
	if ! printf '%s\n' "$1" | grep -qE -e "$2"; then ok "$3" true; return; fi
	ok "$3" false
	printf '%s\n' "got: $1" "unwanted: $2" | sed 's/^/#   /'
}
# run COMMAND…: sets $out, $err and $status.
run() {
	status=0
	"$@" >"$scratch/.out" 2>"$scratch/.err" </dev/null || status=$?
	out=$(cat "$scratch/.out")
	err=$(cat "$scratch/.err")
	: "$out" "$err"
}
# skip SENTENCE REASON: a test point that cannot be tried here.
skip() {
	tap_n=$((tap_n + 1))
	echo "ok $tap_n - $1 # SKIP $2"
}
skip_all() {
	echo "1..0 # SKIP $1"
	exit 0
}
# need TOOL…: skip everything where one is missing; with CI=true that is a failure.
need() {
	for tap_tool; do
		command -v "$tap_tool" >/dev/null && continue
		[ "${CI:-}" = true ] && ok "$tap_tool is installed" false
		skip_all "$tap_tool is not installed"
	done
}
done_testing() {
	echo "1..$tap_n"
	exit $tap_failed
}
