#!/bin/sh
# Wrong manifests by the hundred, the same ones each time (tests/fuzz/manifests.scm; for longer
# runs see tests/fuzz/manifests): what is raised is told without internals, at a place of theirs.
# shellcheck source=tests/shell/lib.sh
. "${GX_TOP_SRCDIR:-.}/tests/shell/lib.sh"

fresh_store
HOME=$scratch/home
export HOME
mkdir "$HOME" "$scratch/work"
cd "$scratch/work" || exit 1
unset GX_BACKTRACE
fuzz() { run timeout 3600 "$GX" repl -q -- "$GX_TOP_SRCDIR/tests/fuzz/manifests.scm" "$@"; }

fuzz --seed=11 --count=300 --directory="$PWD"
like "$out" "^good [0-9]+, error [0-9]+, slow 0, fault 0\$" "three hundred are told well"
[ "$status" -eq 0 ] || printf '%s\n' "$err" | sed 's/^/# /'
printf '%s\n' "$out" | grep '^#'

# --- through the whole program ----------------------------------------------------------------------
fuzz --seed=12 --count=12 --write="$PWD"
is "$status" 0 "manifests are written"
faults=
for file in manifest[0-9]*.scm; do
	run timeout 600 "$GX" shell -q -n -m "$file" --progress=none
	case $status in
	0) continue ;;
	1) ;;
	*) faults="$faults $file (status $status)" ;;
	esac
	printf '%s\n' "$err" | grep -qE "^gx: error: ($file:|[^/]*$)" || faults="$faults $file (no error)"
	printf '%s\n' "$err" | grep -qE "Backtrace|boot-9|In procedure|gx/eval" &&
		faults="$faults $file (internals)"
	[ -z "$out" ] || faults="$faults $file (stdout)"
done
is "$faults" "" "gx shell fails on each with status 1 and an error in words"
done_testing
