#!/bin/sh
# gx shell without a name finds the project's manifest, and uses it only as it was allowed.
# shellcheck source=tests/shell/lib.sh
. "${GX_TOP_SRCDIR:-.}/tests/shell/lib.sh"
# shellcheck source=tests/shell/shell-project.sh
. "$GX_TOP_SRCDIR/tests/shell/shell-project.sh"

fresh_store
unshare -m true 2>/dev/null || unshare -Um true 2>/dev/null ||
	skip_all "this machine allows no namespaces"
fake_project
mkdir "$scratch/empty"
cd "$scratch/empty" || exit 1
run gx shell -- true
is "$status" 1 "without a manifest there is nothing to enter"
like "$err" "no manifest.scm or guix.scm" "which is said"
cd "$project/sub" || exit 1

run gx shell -- ruby x
is "$status" 1 "a manifest that was found is not used by itself"
like "$err" "not allowed yet" "the message says so"
like "$err" "gx allow '$project'" "and what to do, as one types it"
is "$out" "" "nothing ran"
unlike "$err" BANNER "the hook neither"

run gx allow
is "$status" 0 "gx allow"
like "$err" "manifest.scm, setup-env.sh in $project" "says what it allows"
run gx allow --list
is "$out" "$project/manifest.scm" "gx allow --list shows it"
run gx allow --list --json
is "$(printf '%s' "$out" | tr -d ' \n')" \
	"[{\"changed\":false,\"file\":\"$(printf '%s' "$project" | tr -d ' ')/manifest.scm\"}]" "also as JSON"
run gx shell -- ruby x
is "$out" "fake ruby x" "now it is used, from a folder below"
like "$err" "BANNER" "with its hook"
# shellcheck disable=SC2016
run gx shell --no-setup -- sh -c 'echo $GX_PROJECT'
is "$out" "$project" "GX_PROJECT is the manifest's folder"
run gx shell -- be y
is "$out" "bundle exec y
wrapped 0" "aliases too"

echo '# more' >>"$project/setup-env.sh"
run gx shell -- ruby x
is "$status" 1 "a hook that changed is not used"
like "$err" "setup-env.sh changed since" "and named"
run gx allow --list
like "$out" "changed" "the list shows that too"
run gx shell -m "$project/manifest.scm" -- ruby x
is "$status" 0 "naming the manifest needs no permission"
run gx allow "$project"
run gx shell -- ruby x
is "$out" "fake ruby x" "allowed again"
touch "$project/setup-env.sh"
run gx shell -- ruby x
is "$out" "fake ruby x" "a touched file of the same content stays allowed"
echo '(list)' >"$project/channels.scm"
run gx shell -- ruby x
is "$status" 1 "channels.scm appearing beside it must be allowed"
rm "$project/channels.scm"
run gx shell -- ruby x
is "$status" 0 "and going away again needs nothing"
mv "$project/setup-env.sh" "$scratch/away"
run gx shell -- ruby x
is "$status" 1 "a hook that is gone is a change"
mv "$scratch/away" "$project/setup-env.sh"
echo ';; changed' >>"$project/manifest.scm"
run gx shell -- ruby x
like "$err" "manifest.scm changed since" "so is another manifest"

run gx allow
run gx deny
is "$status" 0 "gx deny takes it back"
run gx shell -- ruby x
like "$err" "not allowed yet" "then it is as before"
run gx deny
is "$status" 1 "what is not allowed cannot be denied"
echo '(x)' >"$project/sub/guix.scm"
run gx shell -- true
like "$err" "sub/guix.scm was found" "the nearest file counts, guix.scm too"
mkdir "$scratch/quiet"
cd "$scratch/quiet" || exit 1
echo '(use-modules (guix profiles)) (manifest (list))' >manifest.scm
gx allow 2>/dev/null
run gx shell --quiet -- true
is "$status/$err" "0/" "--quiet takes the project's manifest without a word"
run gx shell -q -- true
is "$status" 2 "-q looks for none, as Guix has it"
like "$err" "hint: --quiet is quiet without that" "and tells the difference"
done_testing
