# SPDX-License-Identifier: GPL-3.0-or-later
# eval "$(gx hook zsh)" in ~/.zshrc: the environment of an allowed project on cd, and the old
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
	local code line name
	code=$("$__gx_program" env --format=zsh --no-build) || return
	for line in ${(f)code}; do
		name=${line#export }
		[[ $name != $line ]] || continue
		name=${name%%=*}
		if (( ${(P)+name} )); then
			__gx_undo+="export $name=${(q)${(P)name}};"
		else
			__gx_undo+="unset $name;"
		fi
	done
	eval "$code"
}
__gx_hook() {
	# a shell that gx itself entered keeps its environment
	[[ -z $GX_SHELL_LEVEL ]] || return
	__gx_hook_find
	if [[ $REPLY != "$__gx_inside" ]]; then
		eval "$__gx_undo"
		__gx_undo= __gx_inside=$REPLY
		[[ -z $REPLY ]] || __gx_hook_enter
	fi
}
typeset -ga chpwd_functions precmd_functions
# the first prompt, then each cd
__gx_hook_first() {
	precmd_functions=(${precmd_functions:#__gx_hook_first})
	chpwd_functions+=(__gx_hook)
	__gx_hook
}
precmd_functions+=(__gx_hook_first)
