#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Every file that gx remembers something in, damaged in each of ten ways: the same command then
# gives the same answer and makes the file good again, or, for what cannot be made again, says
# which file it is.
# shellcheck source=tests/shell/profile-lib.sh
. "${GX_TOP_SRCDIR:-.}/tests/shell/profile-lib.sh"
unshare -m true 2>/dev/null || unshare -Um true 2>/dev/null ||
	skip_all "this machine allows no namespaces"
need git

toy toy 1 bin/toy
define toy 1 | write_channel
unset GX_CHANNELS GX_OFFLINE
cache=$GX_STORE_ROOT/cache state=$GX_STORE_ROOT/var/guix

# --- the damages: each changes $file ---
empty() { : >"$file"; }
cut() { head -c $(($(wc -c <"$scratch/whole") / 2)) "$scratch/whole" >"$file"; }
# One bit of the byte at PERCENT of the file.
flip() {
	flip_at=$((($(wc -c <"$scratch/whole") - 1) * $1 / 100))
	flip_byte=$(od -An -tu1 -j "$flip_at" -N 1 "$scratch/whole")
	# shellcheck disable=SC2059
	printf "\\$(printf %03o $((flip_byte ^ 4)))" |
		dd of="$file" bs=1 seek="$flip_at" conv=notrunc 2>/dev/null
}
early() { flip 3; }
middle() { flip 50; }
late() { flip 100; }
noise() { head -c 3000 /dev/urandom >"$file"; }
# What another version of gx could have written, by $version_by.
version() { ${version_by:-unsealed}; }
unsealed() { sed '/^end /d' "$scratch/whole" >"$file"; }
next_version() {
	sed -e '/^end /d' -e '1s/^gx-[a-z]* [0-9]*/&9/' "$scratch/whole" >"$file"
	echo "end $(sha256sum <"$file" | cut -d' ' -f1)" >>"$file"
}
entry_version() { printf '\002' | dd of="$file" bs=1 seek=8 conv=notrunc 2>/dev/null; }
directory() { rm -f "$file"; mkdir -p "$file/full"; }
unreadable() { chmod 000 "$file"; }
dangling() { rm -f "$file"; ln -s "$scratch/nowhere" "$file"; }
all_damages="empty cut early middle late noise version directory unreadable dangling"

restore() {
	chmod -R u+rwX "$file" 2>/dev/null
	rm -rf "$file"
	cp -p "$scratch/whole" "$file"
}

# What no damage may lead to.
calm() { ! grep -E 'Backtrace|[Ss]egmentation|dumped|Sanitizer|Assertion|assert' "$scratch/.err"; }

# damage KIND FILE COMMAND…: COMMAND makes FILE (the first that the pattern stands for).
# With $tells set it may fail instead, if what it says has that.
damage() {
	damage_kind=$1 damage_pattern=$2
	shift 2
	run "$@"
	# shellcheck disable=SC2086
	set -- "$(ls -td $damage_pattern 2>/dev/null | head -n 1)" "$@"
	file=$1
	shift
	ok "$damage_kind is kept" [ -e "$file" ] || {
		printf '%s\n' "$out" "$err" | sed 's/^/#   /'
		return
	}
	rm -f "$scratch/whole"
	cp -p "$file" "$scratch/whole"
	run "$@"
	damage_wanted=$out
	for damage in ${damages:-$all_damages}; do
		restore
		chmod u+w "$file"
		"$damage"
		rm -rf "$scratch/damaged"
		case $damage in directory | unreadable | dangling) ;; *) cp "$file" "$scratch/damaged" ;; esac
		run "$@"
		damage_said=$err
		if [ "$status:$out" = "0:$damage_wanted" ] && calm; then
			ok "$damage_kind, $damage: the answer is right" true
			[ -n "${unhealed:-}" ] || ok "… and the file is good again" healed
		elif [ -n "${tells:-}" ] && [ "$status" -eq 1 ] && calm &&
			printf '%s\n' "$damage_said" | grep -qE "$tells"; then
			ok "$damage_kind, $damage: is told" true
			[ -n "${unhealed:-}" ] || ok "… and the file is good again" healed
		else
			ok "$damage_kind, $damage" false
			printf '%s\n' "status $status" "$out" "$damage_said" | sed 's/^/#   /'
		fi
	done
	restore
}
# Is $file a file again that is not what the damage made of it?
healed() {
	[ -f "$file" ] && [ ! -L "$file" ] && [ -s "$file" ] && [ -r "$file" ] &&
		{ [ ! -f "$scratch/damaged" ] || ! cmp -s "$file" "$scratch/damaged"; }
}

# gx, which may not hang.
gxt() { timeout 600 "$GX" "$@"; }

# --- what was evaluated ---
toy_shell() { gxt shell -L "$modules" toy -- toy; }
version_by=entry_version
damage "an evaluation" "$cache/eval-1/*" toy_shell
find_toy() { gxt search -L "$modules" '^toy$'; }
damage "an index of packages" "$cache/index-1/*" find_toy
version_by=next_version
evaluate() { gxt build -d -L "$modules" toy; }
damage "an index of sources" "$cache/compiled/index-*" evaluate
derivation_of_hello() { gxt build -d hello; }
damage "a table of names" "$cache/compiled/names-*" derivation_of_hello

# --- compiled modules, without those that `make' compiled ---
mkdir -p "$scratch/ch/t" "$scratch/ch/guix" "$scratch/compiled" "$scratch/libexec"
echo '(define-module (guix packages))' >"$scratch/ch/guix/packages.scm"
echo '(define-module (t two) #:export (two)) (define (two) 2)' >"$scratch/ch/t/two.scm"
echo '(define-module (t bad)) (define x (let' >"$scratch/ch/t/bad.scm"
on_channel() {
	GX_LIBEXEC=$scratch/libexec timeout 600 "$GX_TOP_BUILDDIR/gx-eval" --channel="$scratch/ch" \
		--cache="$scratch/compiled" "$@"
}
compiled() {
	on_channel --compile 2>/dev/null
	on_channel -c '(display ((@ (t two) two)))' && on_channel --compile 2>/dev/null
	on_channel -c '(display (map car ((@ (gx engine) compiled-missing))))'
}
old_object() { LC_ALL=C sed 's/gx-go-1/gx-go-0/' "$scratch/whole" >"$file"; }
version_by=old_object
damage "a compiled module" "$scratch/compiled/*.go" compiled
version_by=next_version
damage "a module that cannot be compiled" "$scratch/compiled/*.failed" compiled

# --- packs ---
version_by=unsealed
pack() { gxt pack -L "$modules" -f oci toy; }
damage "a pack" "$cache/packs/*" pack
pack_anew() { rm -rf "$cache/packs"; pack; }
damage "a layer" "$cache/layers/*" pack_anew

# --- permissions: without one nothing runs ---
mkdir "$scratch/project"
echo '(specifications->manifest (list "toy"))' >"$scratch/project/manifest.scm"
in_project() { (cd "$scratch/project" && gxt "$@"); }
in_project allow 2>/dev/null
allowed() { in_project shell -L "$modules" -- toy || { in_project allow && return 1; }; }
version_by=entry_version tells="is not allowed yet"
damage "a permission" "$GX_STORE_ROOT/config/allowed/*" allowed
tells=

# --- channels ---
GIT_CONFIG_GLOBAL=$scratch/gitconfig GIT_CONFIG_SYSTEM=/dev/null
export GIT_CONFIG_GLOBAL GIT_CONFIG_SYSTEM
git config --global user.name tester
git config --global user.email tester@example.org
git config --global init.defaultBranch master
core=$scratch/core
git init -q "$core"
mkdir "$core/guix"
echo '(define-module (guix packages))' >"$core/guix/packages.scm"
echo '(channel (version 0))' >"$core/.guix-channel"
change() { echo "$1" >>"$core/text"; git -C "$core" add -A; git -C "$core" commit -q -m "$1"; }
change first
commit=$(git -C "$core" rev-parse HEAD)
pinned="(list (channel (name 'core) (url \"$core\") (branch \"master\") (commit \"$commit\")))"
echo "$pinned" >"$scratch/pinned.scm"
version_by=unsealed
tree() { gxt time-machine -C "$scratch/pinned.scm"; }
damage "a channel's tree" "$cache/channels/items/$commit-core" tree
# What the clone is read for: the branch's tip, and a tree that is not remembered.
echo "(list (channel (name 'core) (url \"$core\") (branch \"master\")))" >"$scratch/branch.scm"
read_clone() {
	rm -rf "$cache/channels/items"
	gxt time-machine -C "$scratch/branch.scm"
}
read_clone >/dev/null 2>&1
for clone in "$cache"/channels/*/HEAD; do
	clone=${clone%/HEAD}
	git -C "$clone" cat-file -e "$commit" 2>/dev/null && break
done
unhealed=yes damages="empty cut early middle late noise directory unreadable dangling"
for part in config HEAD refs/remotes/origin/master 'objects/pack/*.idx' 'objects/pack/*.pack'; do
	damage "a clone's ${part##*/}" "$clone/$part" read_clone
done
ok "the clone is sound in the end" git -C "$clone" fsck --full --strict
unhealed='' damages=

# --- what `gx pull' recorded: nothing else is used in its place ---
gx pull -C "$scratch/branch.scm" 2>/dev/null
described() { gxt describe; }
newer() { sed 's/(version 1)/(version 9)/' "$scratch/whole" >"$file"; }
version_by=newer tells="$GX_STORE_ROOT/state/pull/1.lock" unhealed=yes
damage "a generation of gx pull" "$GX_STORE_ROOT/state/pull/1.lock" described
rm "$GX_STORE_ROOT/state/pull/current"
for target in 7.lock nonsense; do
	ln -sfn "$target" "$GX_STORE_ROOT/state/pull/current"
	described >/dev/null 2>"$scratch/.err"
	like "$(cat "$scratch/.err")" "$GX_STORE_ROOT/state/pull/(current|7.lock)" \
		"a link to $target in place of the current generation is told"
done
rm -r "$GX_STORE_ROOT/state"
unhealed='' tells=

# --- launchers and what keeps a profile ---
launcher() { gxt env -L "$modules" toy; }
launcher >/dev/null 2>&1
version_by=old_launcher
old_launcher() { sed 's/exec/exec env/' "$scratch/whole" >"$file"; }
damage "a launcher" "$cache/shims/*/bin/toy" launcher
version_by=empty
damage "a shell's root" "$state/temproots/shell-*" toy_shell

# --- the store: what cannot be made again is told ---
build_anew() {
	gx gc >/dev/null 2>&1
	gxt build -L "$modules" toy
}
rm -rf "$state/gcroots"/gx-*
run build_anew
version_by=empty unhealed=yes tells=$state/gx.db
damage "the record of who made what" "$state/gx.db" build_anew
tells=$state/db/schema
damage "the database's version" "$state/db/schema" build_anew
tells=$state/db/db.sqlite damages="empty cut early noise directory dangling"
damage "the database" "$state/db/db.sqlite" build_anew
damages='' tells=$state/.gx-store
damage "the state's marker" "$state/.gx-store" build_anew
tells=$GX_STORE_ROOT/gnu/store/.gx-store
damage "the store's marker" "$GX_STORE_ROOT/gnu/store/.gx-store" build_anew
# Locks hold nothing that could be damaged.
damages="noise directory dangling"
for lock in gc.lock collector.lock; do
	tells=$state/$lock
	damage "the lock $lock" "$state/$lock" build_anew
done
damages='' tells='' unhealed=''
ok "the store has no fault in the end" gx gc --verify
done_testing
