#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A runtime from two pinned channels, as examples/channel-o11y has it: built, then had again without
# a network.
# shellcheck source=tests/shell/base-lib.sh
. "${GX_TOP_SRCDIR:-.}/tests/shell/base-lib.sh"
need git strace unshare
shared_store
unset GX_CHANNELS GX_OFFLINE

"$GX_TOP_SRCDIR/examples/channel-o11y/make-channel" "$scratch/o11y" >"$scratch/said" 2>&1 || {
	grep -q 'is modified' "$scratch/said" && skip_all "the base channel of this tree is modified"
	ok "the channel is made" false
	done_testing
}
cd "$scratch/o11y" || exit 1
is "$(grep -cE '\(commit "[0-9a-f]{40}"\)' channels.scm)" 2 "channels.scm names both channels' commits"
run gx time-machine -C channels.scm -- build -m runtime-manifest.scm
is "$status" 0 "its manifest is built"
first=$out
like "$first" 'o11y-listener-' "with the channel's own package"
like "$first" 'openssl-' "and one of the base channel"
ok "which is a program" test -x "$GX_STORE_ROOT$(printf '%s\n' "$first" | grep o11y)/bin/o11y-listener"

more=n
[ "$(id -u)" = 0 ] || more=Unc	# as themselves: the store is theirs
if unshare -$more true 2>/dev/null; then
	run unshare -$more "$GX" time-machine -C channels.scm -- build -m runtime-manifest.scm
	is "$out" "$first" "the second time it needs no network"
else
	skip "the second time it needs no network" "no namespace without network"
fi
strace -f -qq -e trace=connect,sendto -o trace "$GX" time-machine -C channels.scm -- build -m runtime-manifest.scm \
	>again 2>/dev/null
is "$(cat again)" "$first" "nor does it change"
is "$(grep -c AF_INET trace)" 0 "and connects to nobody"
done_testing
