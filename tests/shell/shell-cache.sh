#!/bin/sh
# The evaluation cache in use: a warm entry needs nothing but system calls, and what changed
# is noticed.
# shellcheck source=tests/shell/lib.sh
. "${GX_TOP_SRCDIR:-.}/tests/shell/lib.sh"
# shellcheck source=tests/shell/shell-project.sh
. "$GX_TOP_SRCDIR/tests/shell/shell-project.sh"

fresh_store
unshare -m true 2>/dev/null || unshare -Um true 2>/dev/null ||
	skip_all "this machine allows no namespaces"
fake_project
cd "$project" || exit 1

# With an engine that only says so, every miss is seen.
mkdir "$scratch/libexec"
printf '#!/bin/sh\necho MISS\n' >"$scratch/libexec/gx-engine"
printf '#!/bin/sh\n' >"$scratch/libexec/gx-eval"
chmod +x "$scratch/libexec"/*
GX_LIBEXEC=$scratch/libexec
export GX_LIBEXEC
profile=$("$GX_TOP_BUILDDIR/tests/unit/fake-profile" "$scratch/specs" \
	"$packages/ruby-3.4" -- -m "$project/manifest.scm") || exit 1
shell() { run gx shell --no-setup "$@"; }

shell -m manifest.scm -- ruby x
is "$out" "fake ruby x" "a warm entry needs no engine"
shell -m ./manifest.scm -- ruby x
is "$out" "fake ruby x" "however the manifest is named"
shell -m manifest.scm --pure -- ruby x
is "$out" "fake ruby x" "options that do not decide the profile share the entry"
shell -m manifest.scm -L . -- ruby x
is "$out" MISS "a load path decides it"
shell -m manifest.scm -D hello -- ruby x
is "$out" MISS "so do packages"
shell -m manifest.scm --rebuild-cache -- ruby x
is "$out" MISS "--rebuild-cache evaluates"
shell -m manifest.scm -n -- ruby x
is "$out" MISS "a dry run is the engine's"

if command -v strace >/dev/null; then
	strace -f -o "$scratch/trace" "$GX" shell --no-setup -m manifest.scm -- true
	# Where the tree is must not look like what is sought.
	sed "/execve(.*\/true/,\$d; s|$GX_TOP_SRCDIR||g; s|$scratch||g" "$scratch/trace" >"$scratch/before"
	is "$(grep -v execve "$scratch/before" |
		grep -cE 'socket|connect|\.scm|\.go"|sqlite|guile|clone|fork')" 1 \
		"no socket, no Guile, no database, no child: the manifest is only looked at"
	is "$(grep -cE 'open.*manifest\.scm' "$scratch/before")" 0 "and not read"
else
	skip "strace of a warm entry" "strace is not installed"
fi

cp manifest.scm "$scratch/saved"
touch manifest.scm
shell -m manifest.scm -- ruby x
is "$out" MISS "a manifest that looks otherwise goes to the engine"
echo ';; more' >>manifest.scm
GX_LIBEXEC=$scratch/libexec
shell -m manifest.scm -- ruby x
is "$out" MISS "an edited manifest too"

profile=$("$GX_TOP_BUILDDIR/tests/unit/fake-profile" "$scratch/specs" \
	"$packages/ruby-3.4" -- -m "$project/manifest.scm") || exit 1
for file in "$GX_STORE_ROOT"/cache/eval-1/*; do printf x >>"$file"; done
shell -m manifest.scm -- ruby x
is "$out" MISS "a damaged entry is a miss"

profile=$("$GX_TOP_BUILDDIR/tests/unit/fake-profile" "$scratch/specs" \
	"$packages/ruby-3.4" -- -m "$project/manifest.scm") || exit 1
shell -m manifest.scm -- ruby x
is "$out" "fake ruby x" "which is then written anew"
echo changed >>"$scratch/libexec/gx-eval"
shell -m manifest.scm -- ruby x
is "$out" MISS "another evaluator is a miss"

profile=$("$GX_TOP_BUILDDIR/tests/unit/fake-profile" "$scratch/specs" \
	"$packages/ruby-3.4" -- -m "$project/manifest.scm") || exit 1
chmod -R u+w "$GX_STORE_ROOT$profile"; rm -rf "${GX_STORE_ROOT:?}$profile"
shell -m manifest.scm -- ruby x
is "$out" MISS "a profile that is gone is a miss"

# --- the collector and a running shell --------------------------------------------------------------
unset GX_LIBEXEC
GX_STORE_ROOT=$scratch/store2
export GX_STORE_ROOT
profile=$("$GX_TOP_BUILDDIR/tests/unit/fake-profile" "$scratch/specs" \
	"$packages/ruby-3.4" -- -m "$project/manifest.scm") || exit 1
run gx gc
ok "the cache's profile survives a collection" test -e "$GX_STORE_ROOT$profile"
mkfifo "$scratch/go"
# shellcheck disable=SC2016
gx shell --no-setup -m manifest.scm -- sh -c 'echo running >&2; cat "$0" >/dev/null; ruby late' \
	"$scratch/go" >"$scratch/late" 2>"$scratch/running" &
wait_for_line "$scratch/running" running
rm -rf "$GX_STORE_ROOT/cache"
run gx gc
is "$status" 0 "gx gc beside a running shell"
ok "keeps its profile, although the cache forgot it" test -e "$GX_STORE_ROOT$profile"
: >"$scratch/go"
wait
is "$(cat "$scratch/late")" "fake ruby late" "the shell goes on"
run gx gc
ok "and the profile goes when the shell is gone" test ! -e "$GX_STORE_ROOT$profile"
done_testing
