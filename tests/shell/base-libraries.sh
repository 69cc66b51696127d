#!/bin/sh
# Each library is found by pkg-config, compiled against, linked, and runs outside the shell.
# shellcheck source=tests/shell/base-lib.sh
. "${GX_TOP_SRCDIR:-.}/tests/shell/base-lib.sh"
shared_store
TMPDIR=$scratch; export TMPDIR

tab=$(printf '\t')
while IFS=$tab read -r package modules header statement; do
	case $package in ''|'#'*) continue ;; esac
	printf "#include <$header>\n#include <stdio.h>\nint main(void)\n{\n\t%s;\n\treturn 0;\n}\n" \
		"$statement" >"$scratch/client.c"
	# shellcheck disable=SC2086  # a list of words
	run gx shell --no-setup --pure -E '^TMPDIR$' $package gcc-toolchain pkg-config bash coreutils \
		-- bash -c "cd '$scratch' && gcc -o client client.c \$(pkg-config --cflags --libs $modules) && ./client"
	is "$status" 0 "a client of $package compiles, links and runs: $out"
	[ "$status" = 0 ] || printf '%s\n' "$err" | sed 's/^/# /'
done <"$GX_TEST_DATA/base/libraries.tsv"
done_testing
