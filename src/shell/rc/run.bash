# shellcheck shell=bash
# SPDX-License-Identifier: GPL-3.0-or-later
# `gx shell -- CMD ARG…' with a hook: source it once, then execute CMD with its variables.  A
# CMD that names one of its functions or aliases runs here.
. "$__GX_RC/lib.bash"
__gx_restore_bash_env
shopt -s expand_aliases
__gx_args=("$@")
set --
exec {__gx_out}>&1 1>&2
trap 'echo "gx: error: $__GX_SETUP ended the shell; the command was not run" >&2' EXIT
if [[ -t 0 ]]; then
	. "$__GX_SETUP" || echo "gx: warning: $__GX_SETUP returned $?" >&2
else
	# the standard input is for CMD
	. "$__GX_SETUP" </dev/null || echo "gx: warning: $__GX_SETUP returned $?" >&2
fi
exec 1>&"$__gx_out" {__gx_out}>&-
[[ $(trap -p EXIT) != *'gx: error: $__GX_SETUP'* ]] || trap - EXIT
set +eu
set -- "${__gx_args[@]}"
unset __gx_out __gx_args
__gx_forget
if [[ $1 != *=* ]] && { alias -- "$1" || declare -F -- "$1"; } >/dev/null 2>&1; then
	# parsed anew, so that an alias is one
	eval "$1"' "${@:2}"'
	exit
fi
if [[ $1 != */* && -z $(type -P -- "$1") ]]; then
	echo "gx: error: $1: command not found" >&2
	exit 127
fi
exec -- "$@"
