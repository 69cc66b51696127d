#!/bin/sh
# The command line: help, versions, mistakes.
# shellcheck source=tests/shell/lib.sh
. "${GX_TOP_SRCDIR:-.}/tests/shell/lib.sh"

run gx --version
like "$out" '^gx [0-9]+\.[0-9]+' "gx --version"
is "$status" 0 "succeeds"
run gx --help
is "$status" 0 "gx --help succeeds"
commands=$(printf '%s\n' "$out" | sed -n 's/^  \([a-z][a-z-]*\) .*/\1/p')
like "$commands" hash "and lists the commands"
for command in $commands; do
	run gx "$command" --help
	is "$status" 0 "gx $command --help succeeds"
	is "$(printf '%s\n' "$out" | grep -c '^Usage: ')" 1 "gx $command --help shows the usage once"
	is "$err" "" "gx $command --help writes nothing to stderr"
	run gx "$command" --no-such-option
	is "$status" 2 "gx $command: an unknown option is a usage error"
	is "$out" "" "gx $command: which says nothing on stdout"
done
run gx hsah
is "$status" 2 "an unknown command is a usage error"
like "$err" "did you mean 'gx hash'" "with a suggestion"
run gx
is "$status" 2 "no command is a usage error"
run gx hash --recursiev .
like "$err" "did you mean '--recursive'" "options are suggested too"
run gx hash --format
like "$err" "needs a value" "an option without its value"
run gx hash --recursive=yes .
like "$err" "takes no value" "an option with a value that it does not take"
run gx hash --rec .
is "$status" 2 "options are not abbreviated"
like "$err" "did you mean '--recursive'" "but one that begins so is suggested"
run gx hash --xyzzy .
like "$err" "hint: .gx hash --help' lists the options" "for others there is the list"
for command in shell build package describe; do
	run gx "$command" --version
	is "$status/$out" "0/$(gx --version)" "gx $command --version tells the version"
done
run gx version
is "$status/$out" "0/$(gx --version)" "so does gx version"
run gx --diagnostics=json shell
like "$err" '"hints":\["options follow the command: gx COMMAND --diagnostics=json"\]' \
	"an option before the command"
run gx develop
is "$status" 2 "a command of another tool"
like "$err" "hint: here that is .gx shell'" "has its name here"
run gx shell -m ''
is "$status" 2 "an empty file name is a usage error"
like "$err" "'-m' names no file" "and told"

# --- options of Guix's ---------------------------------------------------------------------------------
fresh_store
run gx build -n --no-substitutes --fallback --no-offload --bootstrap --debug=1 \
	-e '(plain-file "a" "b")'
is "$status/$err" "0/" "those that mean nothing here are taken"
run gx build -n --substitute-urls='https://a.example https://b.example' -e '(plain-file "a" "b")'
is "$status" 0 "--substitute-urls is no error"
like "$err" "warning: --substitute-urls has no effect" "but told to be of no use"
for option in --target=aarch64-linux-gnu --tune --tune=native --with-c-toolchain=a=b; do
	run gx shell -n "$option" -e '(plain-file "a" "b")'
	is "$status" 2 "gx shell $option is refused"
	unlike "$err" "unknown option" "with a reason"
done

# --- gx gc deletes what is named, or everything, never one for the other -------------------------
fresh_store
item=$(cd "$scratch" && echo text >file && GX_STORE_ROOT=$GX_STORE_ROOT gx build -q -e \
	'(plain-file "kept" "text")' 2>/dev/null)
for word in 5 "${item:-/gnu/store/x}"; do
	run gx gc "$word"
	is "$status" 2 "gx gc $(basename "$word"): an item that is not asked for is a usage error"
	like "$err" "'$word' is not expected here" "and named"
done
run gx gc --list-dead extra
is "$status" 2 "so it is for lists"
if [ -n "$item" ]; then
	ok "nothing is deleted" test -e "$GX_STORE_ROOT$item"
else
	skip "nothing is deleted" "nothing can be evaluated here"
fi

if [ -n "$item" ] && command -v python3 >/dev/null; then
	run gx gc --dry-run --json
	is "$(printf '%s' "$out" | python3 -c 'import json, sys
d = json.load(sys.stdin)
print(sys.argv[1] in d["items"], d["bytes"] > 0)' "$item")" "True True" "a dry run as JSON"
	run gx gc --list-dead --json
	like "$out" "^  \"$item\"" "a list as JSON"
	(cd "$scratch" && gx build -q -r kept -e '(plain-file "kept" "text")' >/dev/null)
	run gx gc --list-roots --json
	is "$(printf '%s' "$out" | python3 -c 'import json, sys
print(*[(r["item"], r["link"].endswith("/kept")) for r in json.load(sys.stdin)])')" \
		"('$item', True)" "and the roots"
fi

# --- nobody reads what is written ---------------------------------------------------------------------
if [ -c /dev/full ]; then
	status=0
	gx --help >/dev/full 2>"$scratch/.err" || status=$?
	is "$status/$(cat "$scratch/.err")" "1/gx: error: standard output could not be written" \
		"a full standard output is an error"
fi
done_testing
