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

# --- weights: each closure asked anew of gx gc -R, against the one walk of gx size --------------------
run gx size --json "$drv"
is "$status" 0 "gx size weighs a derivation's closure"
if command -v python3 >/dev/null; then
	printf '%s\n' "$out" >size.json
	gx graph --json "$drv" >graph.json
	is "$(python3 - <<'END'
import json
size, graph = json.load(open("size.json")), json.load(open("graph.json"))
own = {item["path"]: item["self"] for item in size["items"]}
refs = {node: set() for node in graph["nodes"]}
for a, b in graph["edges"]:
    refs[a].add(b)
def closure(path):
    seen, todo = set(), [path]
    while todo:
        path = todo.pop()
        if path not in seen:
            seen.add(path)
            todo += refs[path]
    return seen
wrong = [item["path"] for item in size["items"]
         if item["closure"] != sum(own[path] for path in closure(item["path"]))]
print(len(own) == len(refs) > 50, wrong, size["total"] == sum(own.values()) == size["items"][0]["closure"])
END
	)" "True [] True" "every closure weighs what its items weigh"
fi
run gx size --sort=self "$drv"
is "$(printf '%s\n' "$out" | tail -n 1 | grep -c '^total: .* MiB')" 1 "as a table with the total"
done_testing
