#!/bin/sh
# A store that is not at /gnu/store is shown there: with and without a /gnu/store on the
# machine, with and without root; and a clear word where the kernel forbids it.
# shellcheck source=tests/shell/lib.sh
. "${GX_TOP_SRCDIR:-.}/tests/shell/lib.sh"
# shellcheck source=tests/shell/shell-project.sh
. "$GX_TOP_SRCDIR/tests/shell/shell-project.sh"
need unshare setpriv

fresh_store
unshare -m true 2>/dev/null || unshare -Um true 2>/dev/null ||
	skip_all "this machine allows no namespaces"
fake_project
cd "$project" || exit 1
root_profile=$profile
: >"$scratch/writable"
chmod 666 "$scratch/writable"

# shellcheck disable=SC2016
check='echo "id=$(id -u)"; pwd; command -v ruby; touch /gnu/store/x 2>/dev/null || echo read-only
ls /gnu; test -e "$0" && echo outside; touch "$0" && echo writable; grep CapEff /proc/self/status'

# run_as_usual COMMAND…: without privileges, also when the tests are run by root.
run_as_usual() {
	if [ "$(id -u)" -eq 0 ]; then
		setpriv --reuid=65534 --regid=65534 --clear-groups "$@"
	else
		"$@"
	fi
}
if [ "$(id -u)" -eq 0 ]; then
	chmod 755 "$scratch"
	fresh_store -usual
	chown 65534:65534 "$GX_STORE_ROOT" "$project"
	remember_project run_as_usual || exit 1
	user=65534
else
	user=$(id -u)
fi
shown() { # WHO: what `check' must have printed
	is "$out" "id=$user
$project
$profile/bin/ruby
read-only
store
outside
writable
CapEff:	0000000000000000" "$1: the store is shown read-only, all else is as before, no privilege is left"
}

run run_as_usual "$GX" shell --no-setup -m manifest.scm -- sh -c "$check" "$scratch/writable"
shown "an ordinary user"
is "$err" "" "without a word"

# The same where the root has no /gnu: a root that is mirrored without it.
cat >"$scratch/without-gnu" <<'END'
root=$1; shift
mount -t tmpfs none "$root" || exit 77
mkdir "$root/old"
for entry in /*; do
	name=${entry#/}
	if [ "$name" = gnu ]; then continue
	elif [ -L "$entry" ]; then cp -P "$entry" "$root/$name"
	elif [ -d "$entry" ]; then mkdir "$root/$name" && mount --rbind "$entry" "$root/$name"
	fi
done
here=$PWD
cd "$root" && pivot_root . old && umount -l old && cd "$here" || exit 77
[ ! -e /gnu ] || exit 77
exec "$@"
END
mkdir "$scratch/root"
if [ "$(id -u)" -eq 0 ]; then
	run unshare -m sh "$scratch/without-gnu" "$scratch/root" setpriv --reuid=65534 \
		--regid=65534 --clear-groups "$GX" shell --no-setup -m manifest.scm -- \
		sh -c "$check" "$scratch/writable"
	shown "an ordinary user without /gnu on the machine"
	fresh_store
	profile=$root_profile
	run unshare -m sh "$scratch/without-gnu" "$scratch/root" "$GX" shell --no-setup \
		-m manifest.scm -- ruby as-root
	is "$out" "fake ruby as-root" "root without /gnu on the machine"
	run "$GX" shell --no-setup -m manifest.scm -- sh -c 'grep -c " /gnu/store " /proc/mounts'
	is "$out" 1 "root: the mount is there"
	ok "and in the shell's own namespace only" sh -c '! grep -q " /gnu/store " /proc/mounts'
else
	# in a namespace of ours, with the rights that this takes given up again
	run unshare -Um --map-current-user --keep-caps sh "$scratch/without-gnu" "$scratch/root" \
		setpriv --inh-caps=-all --ambient-caps=-all "$GX" shell --no-setup -m manifest.scm \
		-- sh -c "$check" "$scratch/writable"
	shown "an ordinary user without /gnu on the machine" || printf '%s\n' "$err" | sed 's/^/# /'
	skip "root without /gnu on the machine" "this needs root"
fi

# Nested: the store is visible already.
run "$GX" shell --no-setup -m manifest.scm -- "$GX" shell --no-setup -m "$project/manifest.scm" \
	-- sh -c 'grep -c " /gnu/store " /proc/mounts'
is "$out" 1 "a shell inside does not mount again"

# A kernel that says no.  (The limit is of the namespace made for this test.)
limited() { unshare -U --map-current-user --keep-caps sh -c "$@"; }
if limited 'echo 0 >/proc/sys/user/max_user_namespaces' 2>/dev/null; then
	# shellcheck disable=SC2016
	run limited 'echo 0 >/proc/sys/user/max_user_namespaces
		exec setpriv --bounding-set=-all --inh-caps=-all --ambient-caps=-all "$@"' sh \
		"$GX" shell --no-setup -m manifest.scm -- true
	is "$status" 1 "where namespaces are forbidden entering fails"
	like "$err" "user.max_user_namespaces is 0" "naming the knob"
	like "$err" "sudo install -d -o .* /gnu/store" "and the way without"
else
	skip "where namespaces are forbidden" "the limit cannot be set here"
fi
done_testing
