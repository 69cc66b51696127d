# SPDX-License-Identifier: GPL-3.0-or-later
# eval "$(gx hook zsh)" in ~/.zshrc: the environment of an allowed project on cd, and the old
# variables when leaving it.  GX_HOOK and stamps as hook.bash has them.
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
__gx_watch() { # FILE STAMP
	__gx_files+=("$1")
	__gx_stamps+=("$2")
}
# Has a file changed, come or gone?  __gx_changed is the first that has.
__gx_hook_changed() {
	builtin emulate -L zsh
	local -i i
	local stamp
	for ((i = 1; i <= $#__gx_files; i++)); do
		typeset -g __gx_changed=$__gx_files[i]
		stamp=$__gx_stamps[i]
		if [[ ! -e $__gx_changed ]]; then
			[[ ! -e $stamp ]] || return 0
		elif [[ ! -e $stamp || $__gx_changed -nt $stamp || $__gx_changed -ot $stamp ]]; then
			return 0
		fi
	done
	return 1
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
	local code line name undo=$1$'\x1e' failed=
	if [[ -n $2 ]]; then
		code=$($__gx_program env --format=zsh --watch --no-build 2>/dev/null) || failed=1
	else
		code=$($__gx_program env --format=zsh --watch --no-build) || failed=1
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
	[[ -n $failed ]] || export GX_HOOK=$undo
}
__gx_hook() {
	builtin emulate -L zsh
	local REPLY quiet inside=${GX_HOOK%%$'\x1e'*}
	# a shell that gx itself entered keeps its environment
	[[ -z $GX_SHELL_LEVEL ]] || return 0
	typeset -g __gx_changed=
	__gx_hook_find
	[[ $REPLY != ${__gx_project-$inside/} ]] || __gx_hook_changed || return 0
	# what could not be built in time is tried again without a word
	[[ $__gx_changed != */db/db.sqlite* ]] || quiet=1
	[[ -z $inside ]] || __gx_hook_leave
	typeset -g __gx_project=$REPLY
	typeset -ga __gx_files=() __gx_stamps=()
	[[ -z $REPLY ]] || __gx_hook_enter $REPLY "$quiet"
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
