#!/bin/sh
# The plan knows how large the files of the collection are, before any server is asked.
# shellcheck source=tests/shell/lib.sh
. "${GX_TOP_SRCDIR:-.}/tests/shell/lib.sh"

fresh_store
sizes=$GX_TOP_SRCDIR/channels/base/download-sizes
is "$(grep -vcE '^[0-9a-f]{64} [1-9][0-9]*$' "$sizes")" 0 "each row is a hash and a size"
ok "the rows are sorted, each hash once" env LC_ALL=C sort -cu "$sizes"

run gx package -A
is "$status" 0 "the packages of the collection"
# shellcheck disable=SC2046  # a list of words
run gx build -n $(printf '%s\n' "$out" | awk '{ print $1 "@" $2 }')
is "$status" 0 "what realising them takes"
like "$err" "^[0-9]+ files would be downloaded \((at least )?[0-9]+ MB\):" "is told with its size"
# A server that one cannot reach everywhere has told nothing.
is "$(printf '%s\n' "$err" | sed -n '/downloaded/,/built/s/^ .*-\(.*\)\.drv$/\1/p' |
	grep -v '^16\.4\.tar\.bz2$')" "" "which is known of every file"
run gx build -n bash
like "$err" "^[0-9]+ files would be downloaded \([0-9.]+ MB\):" "for some packages it is the whole"
done_testing
