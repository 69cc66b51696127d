#!/bin/sh
# gx env: an environment as data, and launchers where only a namespace shows the store.
# shellcheck source=tests/shell/lib.sh
. "${GX_TOP_SRCDIR:-.}/tests/shell/lib.sh"
# shellcheck source=tests/shell/shell-project.sh
. "$GX_TOP_SRCDIR/tests/shell/shell-project.sh"
need bash

fresh_store
unshare -m true 2>/dev/null || unshare -Um true 2>/dev/null ||
	skip_all "this machine allows no namespaces"
HOME=$scratch/home
export HOME
mkdir "$HOME"
unset PKG_CONFIG_PATH SSL_CERT_FILE
fake_project
cd "$project" || exit 1
environment() { run gx env -m manifest.scm "$@"; }

environment
shims=$(printf '%s\n' "$out" | sed -n 's|^export PATH="\([^:]*\)/bin:.*|\1|p')
like "$shims" "^$GX_STORE_ROOT/cache/shims/$(basename "$profile" | cut -c1-32)-" "the launchers are the profile's"
is "$status" 0 "gx env"
is "$err" "" "runs no hook and says nothing"
like "$out" "^export PATH=\"$shims/bin:$shims/sbin\\\$\{PATH:\+:\\\$PATH\}\"\$" \
	"PATH names launchers, as the host does not see the store"
like "$out" "^export GX_PROJECT=\"$project\"\$" "GX_PROJECT is set"
# shellcheck disable=SC2016
is "$(bash -c 'eval "$1"; ruby "two words" "\$x"; cat "$SSL_CERT_FILE"' bash "$out")" \
	'fake ruby two words $x
certificates' "bash takes it: programs run, single files are where the host finds them"
# shellcheck disable=SC2016
is "$(bash -c 'eval "$1"; pwd; ruby; exec bundle fail' bash "$out"; echo "$?")" "$project
fake ruby 
bundle fail
7" "a launcher keeps arguments, directory and status"

mkdir "$scratch/moved"
ln -s "$GX" "$GX_TOP_BUILDDIR"/gx-* "$scratch/moved"
export GX_LIBEXEC="$scratch/moved"
remember_project
environment
unset GX_LIBEXEC
is "$(printf '%s\n' "$out" | grep -c "^export PATH=\"$shims/")" 0 \
	"a gx that is elsewhere has launchers of its own"
# shellcheck disable=SC2016
is "$(bash -c 'eval "$1"; ruby moved' bash "$out")" "fake ruby moved" "which work"

environment --format=dotenv
like "$out" "^SSL_CERT_FILE='/" "dotenv has plain values"
unlike "$out" 'export|\$' "and nothing else"
environment --format=json
if command -v jq >/dev/null; then
	is "$(printf '%s' "$out" | jq -r .profile)" "$profile" "json names the profile"
	is "$(printf '%s' "$out" | jq -r .variables.PKG_CONFIG_PATH.operation)" prefix \
		"and operations"
	is "$(printf '%s' "$out" | jq -r '.watch[]')" "$project/manifest.scm" \
		"and the files to watch"
else
	skip "json" "jq is not installed"
fi
environment --format=jsn
is "$status" 2 "an unknown format is a usage error"
like "$err" "did you mean 'json'" "with a suggestion"
environment --format=sh
for sh in dash ksh mksh 'busybox sh'; do
	command -v "${sh%% *}" >/dev/null || continue
	# shellcheck disable=SC2016,SC2086 # words of a command
	is "$(printf '%s\n' 'set -eu; eval "$1"; ruby from "$PKG_CONFIG_PATH"' >"$scratch/take"
		$sh "$scratch/take" "$out")" "fake ruby from $profile/lib/pkgconfig" "$sh takes sh"
done
if command -v tcsh >/dev/null; then
	environment --format=tcsh
	# shellcheck disable=SC2016
	is "$(PKG_CONFIG_PATH=/host tcsh -fc 'eval `"$GX" env -m manifest.scm --format=tcsh`
ruby from "$PKG_CONFIG_PATH"')" "fake ruby from $profile/lib/pkgconfig:/host" "tcsh takes it"
else
	skip "tcsh takes it" "tcsh is not installed"
fi
if command -v fish >/dev/null; then
	environment --format=fish
	is "$(fish -N -c "$out; ruby from fish; echo \$PKG_CONFIG_PATH")" \
		"fake ruby from fish
$profile/lib/pkgconfig" "fish takes it"
else
	skip "fish takes it" "fish is not installed"
fi
if command -v direnv >/dev/null; then
	# shellcheck disable=SC2016
	echo 'eval "$("$GX" env -m manifest.scm --format=direnv)"' >.envrc
	direnv allow . 2>/dev/null
	is "$(direnv exec . ruby by direnv 2>/dev/null)" "fake ruby by direnv" "direnv takes it"
	like "$(direnv exec . sh -c "echo \$DIRENV_WATCHES" 2>/dev/null)" . "with what to watch"
else
	skip "direnv takes it" "direnv is not installed"
fi

run gx env
like "$err" "not allowed yet" "a project that is found must be allowed"
run gx allow
run gx env
is "$status" 0 "then it is used"

# What is not realised is not made.
cat >"$scratch/real.scm" <<'END'
(use-modules (gnu packages) (guix profiles))
(specifications->manifest '("hello"))
END
for format in bash json; do
	run gx env --no-build --format=$format -m "$scratch/real.scm"
	is "$status" 3 "--no-build: status 3 for what is not realised, as $format"
	is "$out" "" "and nothing on the standard output"
done
like "$err" "have to be realised" "which is said"
run gx env --no-build --format=direnv -m "$scratch/real.scm"
like "$out" "^watch_file '$scratch/real.scm'\$" "direnv is told what to watch all the same"
run gx env --no-build -m manifest.scm
is "$status" 0 "and 0 for what is"

# Inside a shell the store is visible: no launcher is needed.
run gx shell --no-setup -m manifest.scm -- "$GX" env -m "$project/manifest.scm"
like "$out" "^export PATH=\"$profile/bin" "inside a shell PATH names the profile"

ok "launchers stay while the cache knows the profile" test -x "$shims/bin/ruby"
rm -rf "$GX_STORE_ROOT/cache/eval-1"
run gx gc
ok "and go with it" test ! -e "$shims"
done_testing
