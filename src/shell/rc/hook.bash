# shellcheck shell=bash
# SPDX-License-Identifier: GPL-3.0-or-later
# eval "$(gx hook bash)" in ~/.bashrc: the environment of an allowed project on cd, and the old
# variables when leaving it.  GX_HOOK tells shells that are started inside where they are, and how
# to leave: DIRECTORY 0x1e, then NAME=VALUE or NAME (unset) and 0x1e for each variable.
__gx_hook_find() {
	builtin local dir="$PWD"
	REPLY=
	while :; do
		if [[ -f $dir/manifest.scm || -f $dir/guix.scm ]]; then
			REPLY=$dir
			return
		fi
		[[ -n $dir ]] || return 0
		dir=${dir%/*}
	done
}
__gx_hook_leave() {
	builtin local rest="${GX_HOOK#*$'\x1e'}" record
	while [[ -n $rest ]]; do
		record=${rest%%$'\x1e'*} rest=${rest#*$'\x1e'}
		if [[ $record == *=* ]]; then
			builtin export "${record?}"
		else
			builtin unset "$record"
		fi
	done
	builtin unset GX_HOOK
}
__gx_hook_enter() { # DIRECTORY QUIET
	builtin local code line name undo="$1"$'\x1e'
	# shellcheck disable=SC2154 # set above by gx hook
	if [[ -n $2 ]]; then
		code=$("$__gx_program" env --format=bash --no-build 2>/dev/null) || return
	else
		code=$("$__gx_program" env --format=bash --no-build) || return
	fi
	while IFS= builtin read -r line; do
		name=${line#export }
		[[ $name != "$line" ]] || continue
		name=${name%%=*}
		undo+=$name${!name+=${!name}}$'\x1e'
	done <<<"$code"
	builtin eval "$code"
	builtin export GX_HOOK="$undo"
}
__gx_hook() {
	builtin local status=$? REPLY inside="${GX_HOOK-}" quiet=
	inside=${inside%%$'\x1e'*}
	# a shell that gx itself entered keeps its environment
	if [[ -z ${GX_SHELL_LEVEL-} && ($PWD != "${__gx_seen-}" || -n ${__gx_refused-}) ]]; then
		__gx_seen=$PWD
		__gx_hook_find
		if [[ $REPLY != "$inside" ]]; then
			[[ -z $inside ]] || __gx_hook_leave
			# what was refused is tried again (it may be allowed now), without a word
			[[ $REPLY != "${__gx_refused-}" ]] || quiet=1
			__gx_refused=$REPLY
			if [[ -n $REPLY ]] && __gx_hook_enter "$REPLY" "$quiet"; then
				__gx_refused=
			fi
		else
			__gx_refused=
		fi
	fi
	return $status
}
case " ${PROMPT_COMMAND[*]-} " in
*__gx_hook*) ;;
*)
	# (a string is the first element)
	PROMPT_COMMAND="__gx_hook${PROMPT_COMMAND:+;$PROMPT_COMMAND}"
	;;
esac
