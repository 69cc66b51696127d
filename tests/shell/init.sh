#!/bin/sh
# gx init: what it makes of projects of many kinds, and what it leaves alone.
# shellcheck source=tests/shell/lib.sh
. "${GX_TOP_SRCDIR:-.}/tests/shell/lib.sh"
fresh_store
HOME=$scratch/home; export HOME
mkdir "$HOME"

# The specifications of a manifest, one a line.
specifications() { sed -n 's/^  "\([^"]*\)".*/\1/p' "$1"; }

manifests=
for data in "$GX_TEST_DATA"/init/*/; do
	name=$(basename "$data")
	cp -r "$data" "$scratch/$name"
	cd "$scratch/$name" || exit 1
	chmod -R u+w .
	rm -f wanted told
	run gx init
	is "$status" 0 "$name: a manifest is written" || printf '%s\n' "$err" | sed 's/^/# /'
	is "$(specifications manifest.scm)" "$(cat "$data/wanted")" "$name: it names what the project needs"
	[ ! -e "$data/told" ] || ok "$name: it is told where the project cannot have its will" \
		sh -c 'printf %s "$1" | grep -qF -e "$2"' sh "$err" "$(cat "$data/told")"
	[ ! -e setup-env.sh ] || ok "$name: the hook is sound" sh -c '! command -v shellcheck || shellcheck setup-env.sh'
	manifests="$manifests -m $scratch/$name/manifest.scm"
done
# shellcheck disable=SC2086  # a list of words
run gx build -n $manifests
is "$status" 0 "all of these manifests can be evaluated" || printf '%s\n' "$err" | sed 's/^/# /'

cd "$scratch/ruby" || exit 1
echo mine >setup-env.sh
before=$(cat manifest.scm)
run gx init
is "$status" 1 "a manifest that is there is refused"
like "$err" 'manifest.scm is there already' "for that reason"
like "$err" 'force' "and the way out is told"
echo ';; mine' >manifest.scm
run gx init --force
is "$(cat manifest.scm)" "$before" "--force replaces it"
unlike "$(cat setup-env.sh)" mine "and the hook"
rm manifest.scm
echo mine >setup-env.sh
run gx init
is "$(cat setup-env.sh)" mine "a hook of the user's stays when only the manifest is new"
like "$err" 'setup-env.sh stays' "which is told"

rm manifest.scm setup-env.sh
run gx init --print
like "$out" '^  "ruby@3.4.5"' "--print prints the manifest"
like "$out" '^export GEM_HOME=' "and the hook"
ok "and writes nothing" sh -c '! ls manifest.scm setup-env.sh 2>/dev/null'
run gx init --json --print
if command -v python3 >/dev/null; then
	is "$(printf '%s' "$out" | python3 -c 'import json, sys
d = json.load(sys.stdin)
p = d["packages"][0]
print(p["specification"], p["asked"], p["asked_in"], p["fits"], d["next"], d["files"][0]["written"])')" \
		"ruby@3.4.5 3.4.5 .ruby-version True gx shell -m manifest.scm False" "--json says all of it"
fi
# The commit that the example pins is from before there was a package of Node.js.
pin=$GX_TOP_SRCDIR/examples/traveling-ruby/channels.scm
if git -C "$GX_TOP_SRCDIR" cat-file -e "$(grep -oE '[0-9a-f]{40}' "$pin")" 2>/dev/null; then
	mkdir "$scratch/pinned"
	cp "$pin" "$scratch/pinned"
	echo '{}' >"$scratch/pinned/package.json"
	run gx init "$scratch/pinned"
	like "$err" 'no channel has node' "a project's own channels decide what there is"
else
	skip "a project's own channels decide what there is" "this clone has no history"
fi

# --- odd contents -------------------------------------------------------------------------------------
mkdir "$scratch/odd" "$scratch/odd/web" "$scratch/odd/services" "$scratch/odd/services/api"
cd "$scratch/odd" || exit 1
printf '\357\273\277{"engines": {"node": "22.x"}}' >package.json
run gx init --print
like "$out" '^  "node@22"' "a byte order mark is no part of JSON"
unlike "$err" "not JSON" "nor a fault"
echo v22.0.1 >.nvmrc
echo '{}' >package.json
run gx init --print
like "$out" '^  "node@22"' "where a version is not there, the nearest one that begins so is taken"
like "$err" "asks for node 22.0.1; the channels have 22\\." "and told"
rm .nvmrc package.json
echo '{}' >web/package.json
echo 'requests' >services/api/requirements.txt
echo 'all:' >Makefile
run gx init --print
unlike "$out" '"(node|python)"' "projects below are not mixed in"
like "$err" "^gx: web/package.json: a Node.js project of its own is in web \\(.gx init web'\\)" \
	"but named, with what to do"
like "$err" "^gx: services/api/requirements.txt: a Python project" "also two folders down"
cd "$scratch" || exit 1

mkdir "$scratch/empty"
run gx init "$scratch/empty"
like "$err" 'nothing here tells' "a folder that says nothing is told so"
like "$err" "next: cd $scratch/empty && gx shell" "with the next command"
run gx init "$scratch/none"
is "$status" 1 "a folder that is not there is an error"
done_testing
