# shellcheck shell=bash
# SPDX-License-Identifier: GPL-3.0-or-later
# eval "$(gx hook bash)" in ~/.bashrc: the environment of an allowed project on cd, and the old
# variables when leaving it.  GX_HOOK tells shells that are started inside where they are, and how
# to leave: DIRECTORY 0x1e, then NAME=VALUE or NAME (unset) and 0x1e for each variable.
# What an environment, or a refusal, depends on is compared with stamps that are as old as it was
# then; so each prompt costs a few system calls, and gx runs only when something has changed.
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
__gx_watch() { # FILE STAMP
	__gx_files+=("$1")
	__gx_stamps+=("$2")
}
# Has a file changed, come or gone?  __gx_changed is the first that has.
__gx_hook_changed() {
	builtin local i
	for i in "${!__gx_files[@]}"; do
		__gx_changed=${__gx_files[i]}
		if [[ $__gx_changed -nt ${__gx_stamps[i]} || $__gx_changed -ot ${__gx_stamps[i]} ]]; then
			return 0
		fi
	done
	return 1
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
	builtin local code line name undo="$1"$'\x1e' failed=
	# shellcheck disable=SC2154 # set above by gx hook
	if [[ -n $2 ]]; then
		code=$("$__gx_program" env --format=bash --watch --no-build 2>/dev/null) || failed=1
	else
		code=$("$__gx_program" env --format=bash --watch --no-build) || failed=1
	fi
	while IFS= builtin read -r line; do
		name=${line#export }
		[[ $name != "$line" ]] || continue
		name=${name%%=*}
		undo+=$name${!name+=${!name}}$'\x1e'
	done <<<"$code"
	builtin eval "$code"
	[[ -n $failed ]] || builtin export GX_HOOK="$undo"
}
__gx_hook() {
	builtin local status=$? REPLY inside="${GX_HOOK-}" quiet=
	inside=${inside%%$'\x1e'*}
	# a shell that gx itself entered keeps its environment
	if [[ -z ${GX_SHELL_LEVEL-} ]]; then
		__gx_changed=
		__gx_hook_find
		if [[ $REPLY != "${__gx_project-$inside/}" ]] || __gx_hook_changed; then
			# what could not be built in time is tried again without a word
			[[ $__gx_changed != */db/db.sqlite* ]] || quiet=1
			[[ -z $inside ]] || __gx_hook_leave
			__gx_project=$REPLY __gx_files=() __gx_stamps=()
			[[ -z $REPLY ]] || __gx_hook_enter "$REPLY" "$quiet"
		fi
	fi
	return $status
}
__gx_files=() __gx_stamps=()
case " ${PROMPT_COMMAND[*]-} " in
*__gx_hook*) ;;
*)
	# (a string is the first element)
	PROMPT_COMMAND="__gx_hook${PROMPT_COMMAND:+;$PROMPT_COMMAND}"
	;;
esac
