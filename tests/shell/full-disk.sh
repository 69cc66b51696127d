#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Disks that are full where gx remembers, evaluates, locks and installs: what can be done without
# is, anything else is told, nothing is lost, and with more space the same command works.
# shellcheck source=tests/shell/profile-lib.sh
. "${GX_TOP_SRCDIR:-.}/tests/shell/profile-lib.sh"
mkdir "$scratch/probe"
[ "$(id -u)" -eq 0 ] && mount -t tmpfs -o size=4k x "$scratch/probe" 2>/dev/null ||
	skip_all "only root can mount a small disk"
umount "$scratch/probe"
unshare -m true 2>/dev/null || skip_all "this machine allows no namespaces"

toy toy 1 bin/toy
toy two 2 bin/two
{ define toy 1; define two 2; } | write_channel
unset GX_CHANNELS GX_OFFLINE
state=$GX_STORE_ROOT/var/guix

# small DIRECTORY: a small disk of its own, with what it holds; full, space: fill and free it.
small() {
	disk=$1
	mkdir -p "$disk"
	cp -a "$disk" "$scratch/kept"
	mount -t tmpfs -o size=16m,nr_inodes=600 x "$disk"
	cp -a "$scratch/kept/." "$disk/"
	rm -rf "$scratch/kept"
}
full() {
	mkdir -p "$disk/fill"
	dd if=/dev/zero of="$disk/fill/bytes" bs=64k 2>/dev/null
	cat /dev/zero >"$disk/fill/rest" 2>/dev/null
	full_n=0
	while touch "$disk/fill/$full_n" 2>/dev/null; do full_n=$((full_n + 1)); done
}
space() { rm -rf "$disk/fill"; }
shell() { run gx shell -L "$modules" toy -- toy; }
leftovers() { find "$disk" -name '.tmp*' -o -name '*.????????????' ! -name fill; }

shell
is "$out" "toy 1" "there is a toy"
derivation=$(gx build -d -L "$modules" toy 2>/dev/null)

# --- the cache ---
rm -rf "$GX_STORE_ROOT/cache"
small "$GX_STORE_ROOT/cache"
full
shell
is "$status:$out" "0:toy 1" "with a full cache a shell is evaluated and entered"
shell
is "$status:$out:$err" "0:toy 1:" "again and again, without a word"
run gx build -d -L "$modules" toy
is "$status:$out" "0:$derivation" "derivations are the same"
run gx search -L "$modules" '^toy$'
is "$status" 0 "searching works"
like "$out" '^name: toy$' "and finds the package"
is "$(leftovers)" "" "nothing unfinished is left there"
space
shell
is "$status:$out" "0:toy 1" "with space it goes on"
ok "and is remembered" sh -c "ls '$GX_STORE_ROOT'/cache/eval-1/* >/dev/null"
umount -l "$disk"
rm -rf "$GX_STORE_ROOT/cache"

# --- the lock beside a manifest ---
mkdir "$scratch/project"
small "$scratch/project"
echo '(specifications->manifest (list "toy"))' >"$disk/manifest.scm"
mkdir "$scratch/plain"
cp "$disk/manifest.scm" "$scratch/plain"
if gx lock -m "$scratch/plain/manifest.scm" 2>/dev/null; then
	full
	run sh -c "cd '$disk' && '$GX' shell -L '$modules' -m manifest.scm -- toy"
	is "$status:$out" "0:toy 1" "a manifest on a full disk is entered"
	like "$err" 'channels[.]lock.*No space left' "and why its lock is not written is said"
	ok "no half lock is there" [ ! -e "$disk/channels.lock" ]
	run gx lock -m "$disk/manifest.scm"
	is "$status" 1 "asked for the lock itself, gx fails"
	like "$err" 'channels[.]lock.*No space left' "and says why"
	is "$(leftovers)" "" "nothing unfinished is left there"
	space
	run gx lock -m "$disk/manifest.scm"
	is "$status" 0 "with space the lock is written"
	cp "$disk/channels.lock" "$scratch/lock"
	full
	run gx lock --update -m "$disk/manifest.scm"
	ok "a full disk later leaves it as it is" cmp -s "$disk/channels.lock" "$scratch/lock"
else
	skip "a lock on a full disk" "the base channel is modified here, so no commit names it"
fi
umount -l "$disk"

# --- the links of a profile ---
gx package -L "$modules" -i toy 2>/dev/null
small "$state/profiles"
full
run gx package -L "$modules" -i two
is "$status" 1 "where there is no space for a generation's link nothing is installed"
like "$err" 'guix-profile.*No space left' "which is told"
run gx package -I
like "$out" '^toy' "the profile is still the one before"
unlike "$out" '^two' "and has no new package"
space
run gx package -L "$modules" -i two
is "$status" 0 "with space the transaction works"
run gx package -I
is "$(printf '%s\n' "$out" | cut -f 1 | tr '\n' ' ')" "toy two " "and both are there"
umount -l "$disk"

# --- the store itself, while an evaluation writes its derivations ---
small "$scratch/all"
GX_STORE_ROOT=$disk/store
mkdir -p "$GX_STORE_ROOT"
gx build -L "$modules" toy >/dev/null 2>&1
full
run gx build -L "$modules" two
is "$status" 1 "a store on a full disk takes no derivations"
like "$err" 'No space left|disk is full' "which is told"
unlike "$err" 'Backtrace|Sanitizer' "calmly"
space
run gx gc --verify
is "$status" 0 "the store has no fault"
run gx build -L "$modules" two
is "$status" 0 "and the next build works"
full
run gx shell -L "$modules" toy -- toy
like "$status:$out$err" '^(0:toy 1|1:.*(No space left|disk is full))' \
	"a shell on a full disk is entered or told why not"
space
shell
is "$status:$out" "0:toy 1" "and is entered with space"
run gx gc --verify
is "$status" 0 "the store has no fault in the end"
umount -l "$disk"
done_testing
