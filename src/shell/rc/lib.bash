# shellcheck shell=bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Functions of gx's own files for bash; they are removed before the user's commands run.

# Apply the environment again where start-up files changed it: lines of GX_SHELL_APPLY with
# operation, name, separator and value between 0x1f.
__gx_apply() {
	builtin local - IFS=$'\n' line old part
	builtin set -f +eu
	for line in ${GX_SHELL_APPLY-}; do
		IFS=$'\x1f'
		# shellcheck disable=SC2086 # split at 0x1f
		builtin set -- $line
		case $1 in
		s) builtin export "$2=$4" ;;
		u) builtin unset "$2" ;;
		p)
			old=${!2-}
			[[ $old == "$4" || $old == "$4$3"* ]] && continue
			old=$3$old$3
			IFS=$3
			for part in $4; do
				while [[ $old == *"$3$part$3"* ]]; do
					old=${old/"$3$part$3"/"$3"}
				done
			done
			old=${old#"$3"} old=${old%"$3"}
			builtin export "$2=$4${old:+$3$old}"
			;;
		esac
	done
}

# Give BASH_ENV back as it was before gx.
__gx_restore_bash_env() {
	case ${__GX_BASH_ENV-} in
	=*) builtin export BASH_ENV="${__GX_BASH_ENV#=}" ;;
	*) builtin unset BASH_ENV ;;
	esac
}

# The user's aliases, but for those that the hook defines anew or as functions.
__gx_put_aliases_aside() {
	builtin local name
	builtin declare -gA __gx_aliases __gx_functions
	for name in "${!BASH_ALIASES[@]}"; do
		__gx_aliases[$name]=${BASH_ALIASES[$name]}
		if builtin declare -F -- "$name" >/dev/null; then
			__gx_functions[$name]=1
		fi
	done
	builtin unalias -a
}
__gx_put_aliases_back() {
	builtin local name
	for name in "${!__gx_aliases[@]}"; do
		if [[ -z ${BASH_ALIASES[$name]+set} ]] &&
			{ [[ -n ${__gx_functions[$name]-} ]] || ! builtin declare -F -- "$name" >/dev/null; }; then
			BASH_ALIASES[$name]=${__gx_aliases[$name]}
		fi
	done
	builtin unset __gx_aliases __gx_functions
}

# "[env]" in the prompt, also where something makes the prompt anew each time.
__gx_mark() {
	builtin local status=$?
	[[ $PS1 == *'[env]'* || $PS1 == *G[XU]*_ENVIRONMENT* ]] || PS1="[env] $PS1"
	return $status
}
__gx_mark_prompt() {
	PS1=${PS1-\\$ }
	__gx_mark
	if [[ $(builtin declare -p PROMPT_COMMAND 2>/dev/null) == 'declare -a'* ]]; then
		PROMPT_COMMAND+=(__gx_mark)
	elif [[ -n ${PROMPT_COMMAND-} ]]; then
		PROMPT_COMMAND+=$'\n__gx_mark'
	else
		builtin unset -f __gx_mark
	fi
}

__gx_forget() {
	builtin unset __GX_SETUP __GX_RC __GX_OUTER __GX_BASH __GX_BASH_ENV __GX_PID
	builtin unset -f __gx_apply __gx_restore_bash_env __gx_forget __gx_put_aliases_aside \
		__gx_put_aliases_back __gx_mark_prompt
	# (an interactive shell may keep __gx_mark)
	[[ $- == *i* ]] || builtin unset -f __gx_mark
}
