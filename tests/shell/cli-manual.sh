#!/bin/sh
# The manual page and the completions, which are made from the table of commands.
# shellcheck source=tests/shell/lib.sh
. "${GX_TOP_SRCDIR:-.}/tests/shell/lib.sh"

manual() { run "$GX_TOP_BUILDDIR/gx-engine" --manual "$1"; printf '%s\n' "$out" >"$scratch/$1"; }

manual man
commands=$(gx --help | sed -n 's/^  \([a-z][a-z-]*\) .*/\1/p')
for command in $commands; do
	like "$out" "^\.SS gx $command" "the manual page has gx $command"
done
like "$out" '\\-\\-rebuild\\-cache' "and its options"
if command -v man >/dev/null; then
	is "$(LC_ALL=C.UTF-8 man --warnings -E UTF-8 -l "$scratch/man" 2>&1 >/dev/null)" "" \
		"man reads it without a warning"
else
	skip "man reads it" "man is not installed"
fi
manual bash
if command -v bash >/dev/null; then
	# shellcheck disable=SC2016
	is "$(bash -c '. "$1"; compopt() { :; }; COMP_WORDS=(gx shell --reb) COMP_CWORD=2; _gx
		echo "${COMPREPLY[@]}"' bash "$scratch/bash")" "--rebuild-cache" "bash completes options"
	# shellcheck disable=SC2016
	is "$(bash -c '. "$1"; COMP_WORDS=(gx ha) COMP_CWORD=1; _gx; echo "${COMPREPLY[@]}"' \
		bash "$scratch/bash")" "hash" "and commands"
fi
manual zsh
if command -v zsh >/dev/null; then
	ok "zsh understands its file" zsh -n "$scratch/zsh"
else
	skip "zsh understands its file" "zsh is not installed"
fi
manual fish
if command -v fish >/dev/null; then
	like "$(fish -N -c "source $scratch/fish; complete -C 'gx shell --reb'" 2>&1)" \
		"^--rebuild-cache" "fish completes options"
else
	skip "fish completes options" "fish is not installed"
fi
done_testing
