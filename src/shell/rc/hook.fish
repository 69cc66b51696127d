# SPDX-License-Identifier: GPL-3.0-or-later
# gx hook fish | source, in config.fish: the environment of an allowed project on cd, and the
# old variables when leaving it.  GX_HOOK as hook.bash has it.
function __gx_hook_find
	set -l dir $PWD
	while true
		if test -f $dir/manifest.scm -o -f $dir/guix.scm
			echo $dir
			return
		end
		test -n "$dir" -a "$dir" != /; or return
		set dir (string replace -r '/[^/]*$' '' -- $dir)
	end
end
function __gx_hook_leave
	for record in (string split -n \x1e -- $GX_HOOK)[2..]
		set -l part (string split -m 1 = -- $record)
		if test (count $part) -lt 2
			set -e $part[1]
		else
			set -gx $part[1] $part[2]
		end
	end
	set -e GX_HOOK
end
function __gx_hook_enter # DIRECTORY QUIET
	set -l code
	if test -n "$argv[2]"
		set code ($__gx_program env --format=fish --no-build 2>/dev/null); or return
	else
		set code ($__gx_program env --format=fish --no-build); or return
	end
	set -l undo $argv[1]
	for line in $code
		set -l name (string match -r '^set -gx (\S+)' -- $line)[2]
		test -n "$name"; or continue
		if set -q $name
			set -a undo $name="$$name"
		else
			set -a undo $name
		end
	end
	string join \n -- $code | source
	set -gx GX_HOOK (string join \x1e -- $undo)\x1e
end
function __gx_hook --on-variable PWD --on-event fish_prompt
	# a shell that gx itself entered keeps its environment
	test -z "$GX_SHELL_LEVEL"; or return
	test "$PWD" != "$__gx_seen" -o -n "$__gx_refused"; or return
	set -g __gx_seen $PWD
	set -l inside (string split \x1e -- $GX_HOOK)[1]
	set -l found (__gx_hook_find)
	if test "$found" = "$inside"
		set -g __gx_refused
		return
	end
	test -z "$inside"; or __gx_hook_leave
	# what was refused is tried again (it may be allowed now), without a word
	set -l quiet
	test "$found" = "$__gx_refused"; and set quiet yes
	set -g __gx_refused $found
	if test -n "$found"; and __gx_hook_enter $found $quiet
		set -g __gx_refused
	end
end
__gx_hook
