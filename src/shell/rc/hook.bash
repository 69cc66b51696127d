# shellcheck shell=bash
# SPDX-License-Identifier: GPL-3.0-or-later
# eval "$(gx hook bash)" in ~/.bashrc: the environment of an allowed project on cd, and the old
# variables when leaving it.
__gx_hook_find() {
	local dir=$PWD
	REPLY=
	while :; do
		if [[ -f $dir/manifest.scm || -f $dir/guix.scm ]]; then
			REPLY=$dir
			return
		fi
		[[ -n $dir ]] || return
		dir=${dir%/*}
	done
}
__gx_hook_enter() {
	local code line name value
	code=$("$__gx_program" env --format=bash --no-build) || return
	while IFS= read -r line; do
		name=${line#export }
		[[ $name != "$line" ]] || continue
		name=${name%%=*}
		if [[ -n ${!name+set} ]]; then
			printf -v value %q "${!name}"
			__gx_undo+="export $name=$value;"
		else
			__gx_undo+="unset $name;"
		fi
	done <<<"$code"
	eval "$code"
}
__gx_hook() {
	local status=$?
	# a shell that gx itself entered keeps its environment
	if [[ $PWD != "${__gx_seen-}" && -z ${GX_SHELL_LEVEL-} ]]; then
		__gx_seen=$PWD
		__gx_hook_find
		if [[ $REPLY != "${__gx_inside-}" ]]; then
			eval "${__gx_undo-}"
			__gx_undo='' __gx_inside=$REPLY
			[[ -z $REPLY ]] || __gx_hook_enter
		fi
	fi
	return $status
}
if [[ ";${PROMPT_COMMAND-};" != *';__gx_hook;'* ]]; then
	PROMPT_COMMAND="__gx_hook${PROMPT_COMMAND:+;$PROMPT_COMMAND}"
fi
