#!/bin/sh
# The manual page, which is made from the table of commands; the completions: cli-complete.sh.
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
text=$(printf '%s\n' "$out" | sed 's/\\-/-/g; s/\\f[BIR]//g')
for heading in "EXIT STATUS" ENVIRONMENT FILES "OPTIONS OF EVERY COMMAND"; do
	like "$text" "^\.SH $heading\$" "there is a section $heading"
done
# What the user may set; the others are between gx's own programs.
unknown=
for name in $(grep -rhoE '(getenv|is_set)\("(GX_[A-Z_]+|NO_COLOR|CLICOLOR[A-Z_]*|VISUAL|EDITOR)"\)' \
	"$GX_TOP_SRCDIR/src" | grep -oE '[A-Z][A-Z_]+' | sort -u); do
	case $name in
	GX_CHANNELS_TOLD | GX_CHANNELS_UNAUTHENTICATED | GX_DATADIR | GX_LIBEXEC | GX_SHELL_APPLY | \
		GX_SHELL_HOOKS | GX_EVAL_*) continue ;;
	esac
	printf '%s\n' "$text" | grep -qw "$name" || unknown="$unknown $name"
done
is "$unknown" "" "every variable that is read is in the manual"
for shell in bash zsh fish; do
	manual "$shell"
	like "$out" "--complete" "the completion of $shell asks gx"
done
if command -v zsh >/dev/null; then
	ok "zsh understands its file" zsh -n "$scratch/zsh"
else
	skip "zsh understands its file" "zsh is not installed"
fi
done_testing
