#!/bin/sh
# gx search and gx show: what they find, and the index that answers them.
# shellcheck source=tests/shell/lib.sh
. "${GX_TOP_SRCDIR:-.}/tests/shell/lib.sh"

fresh_store
HOME=$scratch/home
export HOME
mkdir "$HOME" "$scratch/work"
cd "$scratch/work" || exit 1

run gx show hello
is "$status" 0 "gx show succeeds"
like "$out" '^name: hello$' "and tells the name"
like "$out" '^version: [0-9.]+$' "the version"
like "$out" '^synopsis: .' "and the synopsis"
first=$out
ok "an index is kept" test -d "$GX_STORE_ROOT/cache/index-1"

# From now on the index answers.
run gx search --json '^hello$'
is "$status" 0 "gx search succeeds"
like "$out" '"name": *"hello"' "and finds the package, as JSON"
run gx search '^hello$'
like "$(printf '%s\n' "$out" | sed -n 1p)" '^name: hello$' "the best match comes first"
like "$out" '^relevance: [1-9]' "each with its relevance"
strace=$(command -v strace)
if [ -n "$strace" ]; then
	run strace -f -e trace=execve -o trace "$GX" show hello
	is "$out" "$first" "the second answer is the same"
	unlike "$(cat trace)" 'gx-eval' "and needs no evaluator"
else
	skip "the second answer is the same" "strace is not installed"
	skip "and needs no evaluator" "strace is not installed"
fi

run gx search no-such-package-at-all
is "$status:$out" "0:" "a search that finds nothing prints nothing"
run gx search --json no-such-package-at-all
is "$out" "[]" "or an empty array"
run gx search '['
is "$status" 2 "what is no regular expression is a usage error"
run gx search
is "$status" 2 "so is searching for nothing"
run gx show helo
is "$status" 1 "an unknown package fails"
like "$err" "did you mean 'hello'" "with a suggestion"
run gx show hello@99
is "$status" 1 "so does an unknown version"
like "$err" 'there is [0-9]' "with those that exist"

for file in "$GX_STORE_ROOT"/cache/index-1/*; do
	printf 'damaged' | dd of="$file" bs=1 seek=100 conv=notrunc 2>/dev/null
done
run gx show hello
is "$out" "$first" "a damaged index is made again"

mkdir -p modules/mine
cat >modules/mine/packages.scm <<'M'
(define-module (mine packages)
  #:use-module (guix packages)
  #:use-module (gnu packages base))
M
run gx show -L modules hello
is "$status" 0 "a load path of one's own has an index of its own"
is "$(find "$GX_STORE_ROOT/cache/index-1" -type f | wc -l)" 3 \
	"beside that of all packages, and that of hello alone"
run gx search xyzzy-nothing
is "$status/$out" "0/" "nothing found is no error"
like "$err" "^gx: none of [0-9]+ packages matches" "but said"
run gx show xyzzy-nothing
like "$err" "hint: .gx search xyzzy-nothing' looks in descriptions" "where to look on"
done_testing
