# SPDX-License-Identifier: GPL-3.0-or-later
# eval "$(gx hook zsh)" in ~/.zshrc: the environment of an allowed project on cd, and the old
# variables when leaving it.  GX_HOOK as hook.bash has it.
__gx_hook_find() {
	builtin emulate -L zsh
	local dir=$PWD
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
	builtin emulate -L zsh
	local rest=${GX_HOOK#*$'\x1e'} record
	while [[ -n $rest ]]; do
		record=${rest%%$'\x1e'*} rest=${rest#*$'\x1e'}
		if [[ $record == *=* ]]; then
			export $record
		else
			builtin unset $record
		fi
	done
	builtin unset GX_HOOK
}
__gx_hook_enter() { # DIRECTORY QUIET
	builtin emulate -L zsh
	local code line name undo=$1$'\x1e'
	if [[ -n $2 ]]; then
		code=$($__gx_program env --format=zsh --no-build 2>/dev/null) || return
	else
		code=$($__gx_program env --format=zsh --no-build) || return
	fi
	for line in ${(f)code}; do
		name=${line#export }
		[[ $name != $line ]] || continue
		name=${name%%=*}
		undo+=$name
		(( ! ${(P)+name} )) || undo+="=${(P)name}"
		undo+=$'\x1e'
	done
	builtin eval $code
	export GX_HOOK=$undo
}
__gx_hook() {
	builtin emulate -L zsh
	local REPLY quiet inside=${GX_HOOK%%$'\x1e'*}
	# a shell that gx itself entered keeps its environment
	[[ -z $GX_SHELL_LEVEL ]] || return 0
	[[ $PWD != $__gx_seen || -n $__gx_refused ]] || return 0
	typeset -g __gx_seen=$PWD
	__gx_hook_find
	if [[ $REPLY == $inside ]]; then
		typeset -g __gx_refused=
		return 0
	fi
	[[ -z $inside ]] || __gx_hook_leave
	# what was refused is tried again (it may be allowed now), without a word
	[[ $REPLY != $__gx_refused ]] || quiet=1
	typeset -g __gx_refused=$REPLY
	if [[ -n $REPLY ]] && __gx_hook_enter $REPLY "$quiet"; then
		typeset -g __gx_refused=
	fi
	return 0
}
# each cd, also between the commands of one line; and the first prompt
__gx_hook_install() {
	builtin emulate -L zsh
	typeset -ga chpwd_functions precmd_functions
	chpwd_functions=(${chpwd_functions:#__gx_hook} __gx_hook)
	precmd_functions=(${precmd_functions:#__gx_hook} __gx_hook)
	builtin unfunction __gx_hook_install
}
__gx_hook_install
