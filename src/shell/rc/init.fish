# SPDX-License-Identifier: GPL-3.0-or-later
# Read by fish after the user's config.fish.
function __gx_apply
	for line in (string split \n -- $GX_SHELL_APPLY)
		set -l field (string split \x1f -- $line)
		test (count $field) -ge 4; or continue
		set -l name $field[2]
		set -l value (string join \x1f -- $field[4..])
		switch $field[1]
			case s
				set -gx $name $value
			case u
				set -e $name
			case p
				set -l parts (string split -- $field[3] $value)
				set -l old (string join -- $field[3] $$name)
				set -l kept
				for part in (string split -n -- $field[3] $old)
					contains -- $part $parts; or set kept $kept $part
				end
				set -gx $name (string join -- $field[3] $parts $kept)
		end
	end
end
__gx_apply
if test -n "$__GX_SETUP"
	$__GX_BASH --norc --noprofile $__GX_RC/export.bash fish | source
end
if functions -q fish_prompt
	functions -c fish_prompt __gx_user_prompt
	function fish_prompt
		echo -n '[env] '
		__gx_user_prompt
	end
end
functions -e __gx_apply
set -e __GX_SETUP
set -e __GX_RC
set -e __GX_OUTER
set -e __GX_BASH
