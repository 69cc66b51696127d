#!/bin/sh
# The shared store is sound, and all packages that the other base-* tests use are realised.
# shellcheck source=tests/shell/base-lib.sh
. "${GX_TOP_SRCDIR:-.}/tests/shell/base-lib.sh"
shared_store

if [ -d "$GX_STORE_ROOT/gnu/store" ]; then
	run gx gc --verify=contents
	if ! is "$status" 0 "every item of the shared store has its hash"; then
		printf '%s\n' "$err" | sed 's/^/# /'
		chmod -R u+w "$GX_STORE_ROOT" && rm -rf "$GX_STORE_ROOT"
		mkdir -p "$GX_STORE_ROOT"
	fi
else
	ok "a new shared store" true
fi

# shellcheck disable=SC2046  # a list of words
run gx build -k $(sed 's/#.*//; s/\t.*//' "$GX_TEST_DATA/base/programs.tsv" \
	"$GX_TEST_DATA/base/libraries.tsv" | sort -u)
is "$status" 0 "the packages of the collection are realised" ||
	printf '%s\n' "$err" | tail -40 | sed 's/^/# /'
example
run gx build -m "$manifest"
is "$status" 0 "so is the example's manifest"
done_testing
