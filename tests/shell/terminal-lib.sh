# shellcheck shell=sh
# Conversations with shells in a terminal: sourced after lib.sh and shell-project.sh by tests that
# drive them (terminal.py).  Makes a home of the test's own.
need python3 bash

HOME=$scratch/home
export HOME
# (the second directory keeps fish from reading all manual pages in the background)
mkdir -p "$HOME/.config/fish" "$HOME/.local/share/fish/generated_completions"
unset PKG_CONFIG_PATH SSL_CERT_FILE ZDOTDIR XDG_CONFIG_HOME XDG_DATA_HOME PROMPT_COMMAND
unset PSQL_HOST PSQL_PORT DATABASE_URL GX_SHELL_APPLY GX_SHELL_HOOKS
TERM=dumb
export TERM

# converse WHO COMMAND…: the conversation of standard input; its points become the test's.
converse() {
	who=$1; shift
	python3 "$GX_TOP_SRCDIR/tests/shell/terminal.py" "$@" >"$scratch/points" ||
		ok "$who: the conversation takes place" false
	while IFS= read -r point; do
		case $point in
		'ok '*) ok "$who: ${point#ok }" true ;;
		'not ok '*) ok "$who: ${point#not ok }" false ;;
		*) printf '%s\n' "$point" ;;
		esac
	done <"$scratch/points"
}
