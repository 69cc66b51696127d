# SPDX-License-Identifier: GPL-3.0-or-later
# Read by zsh before its first prompt, after all of the user's files.
__gx_apply() {
	emulate -L zsh
	local line op name sep value old part
	for line in ${(f)GX_SHELL_APPLY}; do
		op=${line%%$'\x1f'*}; line=${line#*$'\x1f'}
		name=${line%%$'\x1f'*}; line=${line#*$'\x1f'}
		sep=${line%%$'\x1f'*}; value=${line#*$'\x1f'}
		case $op in
		(s) export "$name=$value" ;;
		(u) unset "$name" ;;
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
			export "$name=$value${old:+$sep$old}"
			;;
		esac
	done
}
__gx_apply
if [[ -n $__GX_SETUP ]]; then
	eval "$("$__GX_BASH" --norc --noprofile "$__GX_RC/export.bash" zsh)"
fi
[[ $PS1 == *'[env]'* ]] || PS1="[env] $PS1"
unset __GX_SETUP __GX_RC __GX_OUTER __GX_BASH
unfunction __gx_apply
rehash
