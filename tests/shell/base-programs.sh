#!/bin/sh
# Each program of the collection runs in a pure shell of its own package.
# shellcheck source=tests/shell/base-lib.sh
. "${GX_TOP_SRCDIR:-.}/tests/shell/base-lib.sh"
shared_store
TMPDIR=$scratch; export TMPDIR

tab=$(printf '\t')
while IFS=$tab read -r package command wanted; do
	case $package in ''|'#'*) continue ;; esac
	# coreutils, sed and grep for the tests' own pipes; never what is under test.
	run gx shell --no-setup --pure -E '^TMPDIR$' "$package" coreutils bash grep sed -- \
		bash -c "$command"
	like "$out" "$wanted" "$package works" || printf '%s\n' "$err" | sed 's/^/# /'
done <"$GX_TEST_DATA/base/programs.tsv"
done_testing
