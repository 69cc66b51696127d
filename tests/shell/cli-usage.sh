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
done_testing
