# shellcheck shell=bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Functions of gx's own files for bash; they are removed before the user's commands run.

# Apply the environment again where start-up files changed it: lines of GX_SHELL_APPLY with
# operation, name, separator and value between 0x1f.
__gx_apply() {
	local - IFS=$'\n' line old part
	set -f +eu
	for line in ${GX_SHELL_APPLY-}; do
		IFS=$'\x1f'
		# shellcheck disable=SC2086 # split at 0x1f
		set -- $line
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

__gx_forget() {
	builtin unset __GX_SETUP __GX_RC __GX_OUTER __GX_BASH __GX_BASH_ENV __GX_PID
	builtin unset -f __gx_apply __gx_restore_bash_env __gx_forget
}
