#!/bin/sh
# The steps of the GitHub action, with GitHub's variables and a cache that is a folder: what is
# restored is checked, and what is damaged is not used.
# shellcheck source=tests/shell/base-lib.sh
. "${GX_TOP_SRCDIR:-.}/tests/shell/base-lib.sh"
need bash sha256sum
shared_store
action=$GX_TOP_SRCDIR/ci/action.sh
HOME=$scratch/home
RUNNER_TEMP=$scratch/temp GITHUB_PATH=$scratch/path GITHUB_OUTPUT=$scratch/output
export HOME RUNNER_TEMP GITHUB_PATH GITHUB_OUTPUT
mkdir -p "$HOME" "$RUNNER_TEMP" "$scratch/project"
cd "$scratch/project" || exit 1
echo '(specifications->manifest (list "bash" "coreutils" "hello"))' >manifest.scm
echo 'export GREETING="${GREETING:-from the hook}"' >setup-env.sh

# A new step: its outputs are in $output.
step() {
	: >"$GITHUB_OUTPUT"
	run "$action" "$@"
	output=$(cat "$GITHUB_OUTPUT")
}
output_of() { printf '%s\n' "$output" | sed -n "s/^$1=//p"; }

# --- install
INPUT_PROGRAM=$GX step install
is "$status" 0 "a gx that is installed is taken" || printf '%s\n' "$out$err" | sed 's/^/# /'
is "$(cat "$GITHUB_PATH")" "$(dirname "$GX")" "and put into PATH"
INPUT_PROGRAM=/nowhere/gx step install
is "$status" 1 "one that is not there is refused"
like "$out" '^::error::' "with an annotation"
mkdir -p "$scratch/source/gx-1"
printf '%s\n' 'BUILD_PACKAGES=' 'install_missing() { :; }' \
	'build_gx() { mkdir build; echo "#!/bin/sh" >build/gx; chmod +x build/gx; }' \
	>"$scratch/source/gx-1/build-tools.sh"
tar -cz -f "$scratch/gx-1.tar.gz" -C "$scratch/source" gx-1
sum=$(sha256sum "$scratch/gx-1.tar.gz" | cut -d' ' -f1)
: >"$GITHUB_PATH"
INPUT_RELEASE=$scratch/gx-1.tar.gz INPUT_RELEASE_SHA256=$sum step install
is "$(cat "$GITHUB_PATH")" "$RUNNER_TEMP/gx/build" "a release is built"
ok "by its own script" test -x "$RUNNER_TEMP/gx/build/gx"
rm -rf "$RUNNER_TEMP/gx"
INPUT_RELEASE=$scratch/gx-1.tar.gz INPUT_RELEASE_SHA256=$(echo "$sum" | tr 0-9 1-90) step install
is "$status" 1 "one with another hash is refused"
ok "before it is unpacked" test ! -e "$RUNNER_TEMP/gx"
INPUT_RELEASE=$scratch/gx-1.tar.gz step install
is "$status" 1 "as is one without a hash"

# --- a first run: nothing is cached
PATH=$(dirname "$GX"):$PATH
export PATH
step key
key=$(output_of key) file=$(output_of file)
like "$key" '^gx-1-[0-9a-z]{32}$' "the environment has a key"
step key
is "$(output_of key)" "$key" "the same every time"
step restore
is "$(output_of cache-hit)" false "nothing is cached at first"
step save
is "$status" 0 "the environment is saved" || printf '%s\n' "$err" | sed 's/^/# /'
ok "as one file" test -s "$file"
ok "without the compiler that made it" sh -c '! grep -q gcc-12 "$1"' sh "$file"
mkdir "$scratch/cache"
mv "$file" "$scratch/cache/$key"

# --- another machine, on which nothing could be made
GX_DEBIAN_MIRROR=http://127.0.0.1:1 GX_STORE_ROOT=$scratch/other
export GX_DEBIAN_MIRROR GX_STORE_ROOT
mkdir "$GX_STORE_ROOT"
step key
is "$(output_of key)" "$key" "another machine finds the same key"
is "$(output_of ready)" false "where the environment is not there yet"
cp "$scratch/cache/$key" "$file"
printf X | dd of="$file" bs=1 seek=100000 conv=notrunc 2>/dev/null
step restore
is "$status" 0 "a damaged file does not end the job"
like "$out" '^::warning::.*damaged' "but is told"
is "$(output_of cache-hit)" false "and is no hit"
is "$(find "$GX_STORE_ROOT/gnu/store" -maxdepth 1 -name '*-hello-2.10')" "" \
	"nothing of it is in the store"
ok "it is gone" test ! -e "$file"
cp "$scratch/cache/$key" "$file"
step restore
is "$(output_of cache-hit)" true "a sound file is taken in"
run gx gc --verify=contents
is "$status" 0 "every item has its hash"
step key
is "$(output_of ready)" true "further steps need no cache"
INPUT_COMMAND='hello; echo "$GREETING"
false | true
echo not reached' step run
is "$status" 1 "a command that fails fails the step"
is "$out" "Hello, world!
from the hook" "up to there it ran in the environment, with the hook" || printf '%s\n' "$err" | sed 's/^/# /'
unlike "$err" 'building [^p]|downloading' "and nothing was made for that"

# --- a change
echo '(specifications->manifest (list "bash" "coreutils"))' >manifest.scm
step key
unlike "$(output_of key)" "$key" "another environment has another key"
echo '(broken' >manifest.scm
step key
is "$status" 1 "a manifest that is broken fails the step"
like "$out" '^::error::manifest.scm' "and is annotated"

# --- the files for GitHub
used=$(sed -n 's/.*action\.sh" \([a-z]*\).*/\1/p' "$GX_TOP_SRCDIR/action.yml" | sort | tr '\n' ' ')
is "$used" "install key restore run save " "action.yml uses each step once"
for workflow in "$GX_TOP_SRCDIR"/examples/*/.github/workflows/*.yml; do
	run sh -c 'sed -n "/uses: OWNER\/gx@/,/- name:/s/^          \([a-z0-9-]*\):.*/\1/p" "$1" | sort -u' sh "$workflow"
	for input in $out; do
		ok "$(basename "$workflow"): the action has the input $input" \
			grep -q "^  $input:" "$GX_TOP_SRCDIR/action.yml"
	done
done
done_testing
