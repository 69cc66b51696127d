#!/bin/sh
# gx graph and gx why, on derivations: nothing has to be built for them.
# shellcheck source=tests/shell/lib.sh
. "${GX_TOP_SRCDIR:-.}/tests/shell/lib.sh"

fresh_store
HOME=$scratch/home
export HOME
mkdir "$HOME" "$scratch/work"
cd "$scratch/work" || exit 1

drv=$(gx build -d hello)
run gx graph -t derivation hello
is "$status" 0 "gx graph draws a derivation"
like "$out" '^digraph' "for dot"
like "$out" "\"$drv\" -> \"/gnu/store/" "with its inputs"
run gx graph "$drv" --json
like "$out" "^\{\"nodes\":\[.*\"$drv\".*\"edges\":\[\[" "or as JSON"
last=$(gx gc -R "$drv" | grep '\.drv$' | grep -v -- -hello- | head -n 1)
run gx why "$drv" "$last"
is "$status" 0 "gx why finds a chain"
is "$(printf '%s\n' "$out" | sed -n '1p;$p')" "$drv
$last" "from the first item to the last"
run gx why --json "$drv" "$last"
like "$out" '^\[' "or an array"
run gx graph --path "$drv" "$last"
like "$out" "\"$drv\" -> " "a graph can be of one chain"
run gx why "$last" "$drv"
is "$status" 1 "without a chain gx why fails"
like "$err" "does not refer to" "and says so"
run gx why "$drv"
is "$status" 2 "one item is a usage error"
run gx graph hello
is "$status" 3 "references of what is not realised: status 3"
run gx graph "$drv" -o graph.dot
like "$(cat graph.dot)" '^digraph' "-o writes a file"
if command -v dot >/dev/null; then
	run gx graph "$drv" -o graph.svg
	like "$(cat graph.svg)" '<svg' "or a picture"
else
	skip "or a picture" "dot is not installed"
fi
done_testing
