#!/bin/sh
# `gx shell -m manifest.scm -- COMMAND' from the cache: variables, hooks, statuses.
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
unset PSQL_HOST PSQL_PORT DATABASE_URL PKG_CONFIG_PATH
fake_project
cd "$project" || exit 1
shell() { run gx shell -m manifest.scm "$@"; }

shell -- ruby -v
is "$status" 0 "the environment's program runs"
is "$out" "fake ruby -v" "and is the environment's"
like "$err" "sourcing setup-env.sh" "one line says that the hook is sourced"
like "$err" "BANNER localhost" "the banner goes to stderr"

shell --no-setup -- ruby -v
is "$err" "" "--no-setup sources nothing and says nothing"

# shellcheck disable=SC2016 # for the inner shells
{
shell --no-setup -- sh -c 'exit 42'
is "$status" 42 "the command's status is kept"
shell --no-setup -- sh -c 'kill -TERM $$'
is "$status" 143 "and its signal"
shell -- sh -c 'exit 43'
is "$status" 43 "also with a hook"
shell --no-setup -- sh -c 'echo $GX_ENVIRONMENT; echo $GUIX_ENVIRONMENT; echo $GX_PROJECT; echo $GX_SHELL_LEVEL'
is "$out" "$profile
$profile
$project
1" "GX_ENVIRONMENT, GUIX_ENVIRONMENT, GX_PROJECT and GX_SHELL_LEVEL are set"
shell --no-setup -- sh -c 'echo $PATH; echo $PKG_CONFIG_PATH; echo $SSL_CERT_FILE'
is "$out" "$profile/bin:$profile/sbin:$PATH
$profile/lib/pkgconfig
$profile/etc/ssl/ca.crt" "search paths are those that exist"
PKG_CONFIG_PATH=/host shell --no-setup -- sh -c 'echo $PKG_CONFIG_PATH'
is "$out" "$profile/lib/pkgconfig:/host" "they go before what was there"
unset PKG_CONFIG_PATH

shell -- sh -c 'echo $DATABASE_URL; echo $BUNDLE_PATH; echo "$QUOTED"'
is "$out" "postgres://localhost:5432/db
$project/vendor/bundle
it's \"quoted\" \$HOME" "the hook's variables arrive"
PSQL_HOST=10.0.1.5 shell -- sh -c 'echo $DATABASE_URL'
is "$out" "postgres://10.0.1.5:5432/db" "a variable set before entering wins"
unset PSQL_HOST

cd sub || exit 1
run gx shell -m ../manifest.scm -- sh -c 'echo $GX_PROJECT; pwd'
is "$out" "$project
$project/sub" "from a folder below, GX_PROJECT is the manifest's folder"
cd ..

shell -- be rails test
is "$out" "bundle exec rails test
wrapped 0" "an alias of the hook is a command"
shell -- bundle fail
is "$status" 7 "a function of the hook keeps the status"
shell -- be "two words" '$HOME' '*'
like "$out" '^bundle exec two words \$HOME \*$' "arguments are not parsed again"
out=$(echo input | gx shell -m manifest.scm -- cat 2>/dev/null)
is "$out" input "the standard input is the command's"
shell -- no-such-program
is "$status" 127 "an unknown command has status 127"
like "$err" "no-such-program: command not found" "and a message"
shell --no-setup -- no-such-program
is "$status" 127 "also without a hook"
shell --no-setup -- /etc/passwd
is "$status" 126 "what cannot be executed has status 126"

# --- bash -lc: /etc/profile overwrites PATH ---------------------------------------------------
printf 'PATH=/usr/bin:/bin; export PATH; PKG_CONFIG_PATH=/profile; export PKG_CONFIG_PATH\n' \
	>"$HOME/.bash_profile"
# a profile that starts bash by itself, as those of version managers do
echo 'x=$(bash -c "echo child")' >>"$HOME/.bash_profile"
shell -- bash -lc 'command -v ruby; be rails test; echo $DATABASE_URL'
is "$status" 0 "bash -lc with the hook"
is "$out" "$profile/bin/ruby
bundle exec rails test
wrapped 0
postgres://localhost:5432/db" "keeps PATH, aliases, functions and variables"
like "$err" "BANNER" "the banner is on stderr"
is "$(printf '%s\n' "$err" | grep -c BANNER)" 1 "once"
shell --no-setup -- bash -lc 'command -v ruby; echo $PKG_CONFIG_PATH; echo "${BASH_ENV-unset}"'
is "$out" "$profile/bin/ruby
$profile/lib/pkgconfig:/profile
unset" "without a hook too, and BASH_ENV is given back"
shell -- bash -lc 'source ./setup-env.sh; be x'
is "$status" 0 "sourcing the hook by hand, as for Guix, still works"
shell -- bash -lc 'env | grep __GX_; bash -c "echo inner; type be 2>&1 | head -1"'
like "$out" "inner" "a bash below runs"
unlike "$out" "BANNER|__GX_" "and does not repeat the hook, nothing internal is left"
echo 'echo from-user-bash-env >&2' >"$scratch/user-env"
BASH_ENV=$scratch/user-env shell -- bash -lc 'bash -c true; echo $BASH_ENV'
is "$out" "$scratch/user-env" "the user's BASH_ENV is restored"
is "$(printf '%s\n' "$err" | grep -c from-user-bash-env)" 3 "and read by each bash as ever"
unset BASH_ENV
shell -- bash -c 'be x "$0" "$1"' zero one
is "$out" "bundle exec x zero one
wrapped 0" "bash -c gets its arguments"
echo 'be from-script "$@"' >"$scratch/script"
shell -- bash "$scratch/script" a b
is "$out" "bundle exec from-script a b
wrapped 0" "so does a script"
out=$(echo 'be from-stdin' | gx shell -m manifest.scm -- bash 2>/dev/null)
is "$out" "bundle exec from-stdin
wrapped 0" "and bash that reads its standard input"
for flags in -ic -lic '-l -i -c' '--login -ic'; do
	# shellcheck disable=SC2086
	shell -- bash $flags 'command -v ruby; be x; exit 4'
	is "$out" "$profile/bin/ruby
bundle exec x
wrapped 0" "bash $flags has environment, alias and function"
	is "$status" 4 "and its status is kept"
done
shell -- bash --norc -ic 'command -v ruby'
is "$out" "$profile/bin/ruby" "bash --norc is left alone"
shell -- bash -lc 'exit 9'
is "$status" 9 "the status of bash -lc is kept"

# --- pure ------------------------------------------------------------------------------------------
SECRET=x KEEP_ME=y shell --no-setup --pure -E '^KEEP' -- /usr/bin/env
unlike "$out" "SECRET|PSQL" "--pure drops variables"
like "$out" "^KEEP_ME=y" "-E keeps those that match"
like "$out" "^HOME=" "some are always kept"
like "$out" "^PATH=$profile/bin:$profile/sbin\$" "PATH is the environment's alone"
unset SECRET KEEP_ME
shell --no-setup --pure -- bash -lc 'echo hi'
is "$status" 127 "with --pure the host's programs are not found by name"
shell --pure -E '[' -- true
is "$status" 2 "a wrong regular expression is a usage error"
}

# --- search paths -----------------------------------------------------------------------------------
shell --search-paths
like "$out" "^export PATH=\"$profile/bin:$profile/sbin\\\$\{PATH:\+:\\\$PATH\}\"\$" \
	"--search-paths prints PATH"
like "$out" "^export SSL_CERT_FILE=\"$profile/etc/ssl/ca.crt\"\$" "and single values"
shell --search-paths --pure
like "$out" "^export PATH=\"$profile/bin:$profile/sbin\"\$" "with --pure nothing is appended"

# --- other hooks ------------------------------------------------------------------------------------
printf 'export OTHER=1\nset -eu\nfalse\n' >"$scratch/other.sh"
# shellcheck disable=SC2016
shell --setup="$scratch/other.sh" -- sh -c 'echo $OTHER-${PSQL_HOST-none}'
is "$out" "1-none" "--setup=FILE is sourced instead, set -e does no harm"
shell --setup=/nonexistent/file -- true
is "$status" 1 "a hook that does not exist is an error"
run gx shell -m /nonexistent/manifest.scm -- true
like "$err" "/nonexistent/manifest.scm: no such file" "so is such a manifest"

# --- nesting and holding ----------------------------------------------------------------------------
# shellcheck disable=SC2016
shell --no-setup -- "$GX" shell -m "$project/manifest.scm" --no-setup -- \
	sh -c 'echo $GX_SHELL_LEVEL; ruby nested'
is "$out" "2
fake ruby nested" "shells nest"

# --- a profile by name ------------------------------------------------------------------------------
run gx shell -p "$GX_STORE_ROOT$profile" -- ruby by-profile
is "$out" "fake ruby by-profile" "-p enters a profile"
run gx shell -p /usr -- true
like "$err" "/usr is not a profile" "and nothing else"
# --- a hook that ends the shell --------------------------------------------------------------------
for line in 'exit 4' 'set -u; echo "$no_such_variable"'; do
	echo "$line" >setup-env.sh
	shell -- true
	ok "$line in a hook: the command does not run" test "$status" -ne 0
	like "$err" "gx: error: .*setup-env.sh ended the shell; the command was not run" "which is told"
done
# shellcheck disable=SC2016
echo 'trap "echo the end" EXIT' >setup-env.sh
shell -- true
unlike "$err" "ended the shell" "a trap of the hook's own is no such case"
done_testing
