#!/bin/sh
# gx is killed at any instant, or the disk is full: the store stays right.
# shellcheck disable=SC2016,SC2119
. "${GX_TOP_SRCDIR:-.}/tests/shell/build-lib.sh"
engine=$GX_TOP_BUILDDIR/gx-engine
[ -x "$engine" ] || skip_all "gx-engine is not built"
verify() { "$engine" gc --verify=contents >"$scratch/verify" 2>&1; }

build_store
fan=
for i in 1 2 3 4 5 6; do
	fan="$fan in=$(sh_drv "leaf$i" "mkdir \$out; for j in 1 2 3; do
		dd if=/dev/zero of=\$out/\$j bs=1k count=20 2>/dev/null; done; echo $i > \$out/i")"
done
# shellcheck disable=SC2086
all=$(sh_drv all 'echo > $out' $fan)
faults=0
for ms in 005 010 015 020 030 040 050 065 080 100 120 150; do
	"$tool" build -q -M 2 "$all" >/dev/null 2>&1 &
	pid=$!
	sleep 0.$ms
	kill -9 $pid 2>/dev/null
	wait $pid 2>/dev/null
	verify || faults=$((faults + 1))
done
is "$faults" 0 "after kill -9 at twelve instants the store has no fault"
run build -q "$all"
is "$status" 0 "… and the next build works"
ok "… and leaves a store without fault" verify
collect() { "$engine" gc >/dev/null 2>&1; }
ok "the collector runs" collect
# A builder whose gx was killed may outlive it for a moment.
tidy() { collect && [ -z "$(ls -A "$GX_STORE_ROOT/gnu/store/.tmp")" ]; }
ok "… and removes what the killed ones left" wait_until tidy

if [ "$(id -u)" -eq 0 ] && mkdir "$scratch/small" && mount -t tmpfs -o size=12m x "$scratch/small"; then
	GX_STORE_ROOT=$scratch/small
	bb=$("$tool" add busybox "$scratch/busybox")
	drv=$(sh_drv large 'dd if=/dev/zero of=$out bs=64k count=400')
	run build -q "$drv"
	is "$status" 1 "a build on a full disk fails"
	like "$err" 'No space left' "… and says why"
	ok "… and leaves a store without fault" verify
	run build -q "$(sh_drv small 'echo fine > $out')"
	is "$status" 0 "the next one works"
	for i in 1 2 3 4 5 6 7 8 9 10 11 12; do
		build -q "$(sh_drv "fill$i" "dd if=/dev/urandom of=\$out bs=64k count=16; echo $i >> \$out")" \
			>/dev/null 2>&1
	done
	ok "when the disk fills up while builds are registered the store has no fault" verify
	collect
	# (a builder of downloads sees the host's programs, but not its /tmp)
	file=$(readlink -f "$(command -v bash)")
	drv=$("$tool" drv large-file builder=builtin:download "env=url=\"file://$file\"" \
		fixed=sha256:"$(sha256sum "$file" | cut -d' ' -f1)")
	head -c 12000000 /dev/zero >"$scratch/small/rest" 2>/dev/null
	run build -q "$drv"
	rm "$scratch/small/rest"
	like "$err" 'No space left' "a disk without any room is told as such"
	# room for the database, but not for the file
	room=$(($(df -k --output=avail "$scratch/small" | tail -n 1) - 700))
	[ "$room" -le 0 ] || head -c "${room}k" /dev/zero >"$scratch/small/rest"
	run build -q "$drv"
	rm -f "$scratch/small/rest"
	like "$err" 'No space left' "a download on a full disk says why"
	like "$err" "^hint: .gx gc' deletes" "and what makes room"
	umount "$scratch/small"
else
	skip "a full disk" "only root can mount a small one"
fi
done_testing
