# shellcheck shell=bash
# SPDX-License-Identifier: GPL-3.0-or-later
# export.bash zsh|fish: source the hook and print, for that shell, the variables it changed and
# launchers for its functions and aliases.
__gx_kind=$1
set --
shopt -s expand_aliases
unset BASH_ENV
declare -A __gx_before
while IFS= read -r __gx_name; do
	__gx_before[$__gx_name]==${!__gx_name}
done < <(compgen -e)
exec {__gx_out}>&1 1>&2
. "$__GX_SETUP" || echo "gx: warning: $__GX_SETUP returned $?" >&2
exec 1>&"$__gx_out" {__gx_out}>&-
set +eu

__gx_quote() {
	if [[ $__gx_kind == fish ]]; then
		local text=${1//\\/\\\\}
		printf "'%s'" "${text//\'/\\\'}"
	else
		printf '%q' "$1"
	fi
}
__gx_set() {
	if [[ $__gx_kind == fish ]]; then
		printf 'set -gx %s %s\n' "$1" "$(__gx_quote "$2")"
	else
		printf 'builtin export %s=%s\n' "$1" "$(__gx_quote "$2")"
	fi
}
while IFS= read -r __gx_name; do
	case $__gx_name in
	__GX_* | _ | SHLVL | PWD | OLDPWD | BASHOPTS | SHELLOPTS) continue ;;
	esac
	if [[ ${__gx_before[$__gx_name]-} != "=${!__gx_name}" ]]; then
		__gx_set "$__gx_name" "${!__gx_name}"
	fi
done < <(compgen -e)
for __gx_name in "${!__gx_before[@]}"; do
	if [[ -z ${!__gx_name+set} ]]; then
		if [[ $__gx_kind == fish ]]; then echo "set -e $__gx_name"; else echo "builtin unset $__gx_name"; fi
	fi
done
# Launchers run in a process of their own, so they cannot stand in for a builtin (cd), and the
# other shells do not take every name.
__gx_builtins=" $(compgen -b | tr '\n' ' ') "
__gx_names=()
while IFS= read -r __gx_name; do
	if [[ $__gx_name =~ ^[A-Za-z_][A-Za-z0-9_.-]*$ && $__gx_name != __gx_* &&
		$__gx_builtins != *" $__gx_name "* ]]; then
		__gx_names+=("$__gx_name")
	fi
done < <(compgen -A function; compgen -A alias)
if ((${#__gx_names[@]})); then
	__gx_defs=$(alias -p; for __gx_name in $(compgen -A function); do
		[[ $__gx_name == __gx_* ]] || declare -f -- "$__gx_name"
	done)
	if ((${#__gx_defs} > 60000)); then
		# more than the kernel takes in one variable: a file of this session
		__gx_file=$(umask 077; mktemp "${XDG_RUNTIME_DIR:-${TMPDIR:-/tmp}}/gx-defs.XXXXXX")
		printf '%s\n' "$__gx_defs" >"$__gx_file"
		__gx_defs=". $(printf '%q' "$__gx_file")"
	fi
	__gx_set GX_SHELL_DEFS "$__gx_defs"
	for __gx_name in "${__gx_names[@]}"; do
		# (the user's own of that name would come first)
		if [[ $__gx_kind == fish ]]; then
			printf 'abbr -q %s; and abbr -e %s\n' "$__gx_name" "$__gx_name"
			printf 'function %s; %s --norc --noprofile %s %s $argv; end\n' "$__gx_name" \
				"$(__gx_quote "$__GX_BASH")" "$(__gx_quote "$__GX_RC/call.bash")" \
				"$__gx_name"
		else
			printf '(( ! $+aliases[%s] )) || builtin unalias -- %s\n' "$__gx_name" "$__gx_name"
			printf '%s() { %s --norc --noprofile %s %s "$@" }\n' "$__gx_name" \
				"$(__gx_quote "$__GX_BASH")" "$(__gx_quote "$__GX_RC/call.bash")" \
				"$__gx_name"
		fi
	done
fi
