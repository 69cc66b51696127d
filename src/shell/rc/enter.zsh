# SPDX-License-Identifier: GPL-3.0-or-later
# Read by zsh before its first prompt, after all of the user's files; without aliases (zsh/.zshenv
# sees to that), and with `builtin' where the user may have a function of that name.
__gx_apply() {
	builtin emulate -L zsh
	builtin local line op name sep value old part
	for line in ${(f)GX_SHELL_APPLY}; do
		op=${line%%$'\x1f'*}; line=${line#*$'\x1f'}
		name=${line%%$'\x1f'*}; line=${line#*$'\x1f'}
		sep=${line%%$'\x1f'*}; value=${line#*$'\x1f'}
		case $op in
		(s) builtin export "$name=$value" ;;
		(u) builtin unset "$name" ;;
		(p)
			old=${(P)name-}
			[[ $old == "$value" || $old == "$value$sep"* ]] && continue
			old=$sep$old$sep
			for part in "${(@ps:$sep:)value}"; do
				while [[ $old == *"$sep$part$sep"* ]]; do
					old=${old/"$sep$part$sep"/$sep}
				done
			done
			old=${old#$sep}; old=${old%$sep}
			builtin export "$name=$value${old:+$sep$old}"
			;;
		esac
	done
}
# "[env]" in the prompt, also where something makes the prompt anew each time.
__gx_mark() {
	builtin local code=$?
	[[ $PS1 == *'[env]'* ]] || PS1="[env] $PS1"
	builtin return $code
}
__gx_enter() {
	# (what the hook defines must not be local, so no more of it than this)
	builtin emulate -L zsh
	builtin setopt no_aliases
	__gx_apply
	if [[ -n $__GX_SETUP ]]; then
		builtin eval "$("$__GX_BASH" --norc --noprofile "$__GX_RC/export.bash" zsh)"
	fi
	__gx_mark
	if (( $+functions[precmd] + $#precmd_functions )); then
		precmd_functions+=(__gx_mark)
	else
		builtin unfunction __gx_mark
	fi
	builtin unset __GX_SETUP __GX_RC __GX_OUTER __GX_BASH
	builtin unfunction __gx_apply __gx_enter
	builtin rehash
}
__gx_enter
