#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The memory of a pack does not grow with what is packed, and nothing is written beside it: a
# closure of 512 MiB, which takes no room on disk, as every format, into a pipe.
# shellcheck source=tests/shell/pack-lib.sh
. "${GX_TOP_SRCDIR:-.}/tests/shell/pack-lib.sh"
need busybox python3

make_store "$T/small"
make_store "$T/large"
truncate -s 256M "$T/large$LEAF/share/zeros" "$T/large$BUSYBOX/bin/zeros"
mkdir "$T/tmp"
# peak STORE KEY=VALUE…: the peak memory of a pack in KiB
peak() {
	store=$1; shift
	TMPDIR=$T/tmp python3 - "$MAKE" "$store" "$PROFILE" "$@" <<-'P'
	import resource, subprocess, sys
	pack = subprocess.Popen(sys.argv[1:], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
	size = 0
	while block := pack.stdout.read(1 << 20):
	    size += len(block)
	if pack.wait():
	    sys.exit("the pack failed")
	print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, size)
	P
}
for options in format=docker format=oci "format=oci compression=zstd" format=squashfs \
	"format=tarball compression=none" "format=deb compression=none" "format=rpm compression=zstd"
do
	# shellcheck disable=SC2046,SC2086  # lists of words
	set -- $(peak "$T/small" $options) $(peak "$T/large" $options)
	[ $# -eq 4 ] && [ "$3" -lt $((64 * 1024)) ] && [ $(($3 - $1)) -lt $((12 * 1024)) ]
	ok $? "$options: 512 MiB take no more memory than 1 MiB (${3:-?} KiB, ${1:-?} KiB)"
done
# Sparse files take nothing, so what takes something was written.
same "nothing was written but the packs" \
	"$(du -sm "$T/large" "$T/tmp" | awk '{ n += $1 } END { print n < 16 }')" 1
finish
