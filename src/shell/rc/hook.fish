# SPDX-License-Identifier: GPL-3.0-or-later
# gx hook fish | source, in config.fish: the environment of an allowed project on cd, and the
# old variables when leaving it.  GX_HOOK and stamps as hook.bash has them.
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
function __gx_watch # FILE STAMP
	set -ga __gx_files $argv[1]
	set -ga __gx_stamps $argv[2]
end
# Has a file changed, come or gone?  __gx_changed is the first that has.
function __gx_hook_changed
	set -l i 1
	for file in $__gx_files
		set -g __gx_changed $file
		set -l stamp $__gx_stamps[$i]
		set i (math $i + 1)
		if not test -e $__gx_changed
			not test -e $stamp; or return 0
		else if not test -e $stamp; or test $__gx_changed -nt $stamp; or test $__gx_changed -ot $stamp
			return 0
		end
	end
	return 1
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
	set -l failed
	if test -n "$argv[2]"
		set code ($__gx_program env --format=fish --watch --no-build 2>/dev/null); or set failed yes
	else
		set code ($__gx_program env --format=fish --watch --no-build); or set failed yes
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
	test -n "$failed"; or set -gx GX_HOOK (string join \x1e -- $undo)\x1e
end
function __gx_hook --on-variable PWD --on-event fish_prompt
	# a shell that gx itself entered keeps its environment
	test -z "$GX_SHELL_LEVEL"; or return
	set -l inside (string split \x1e -- $GX_HOOK)[1]
	set -l found (__gx_hook_find)
	set -g __gx_changed
	if set -q __gx_project; and test "$found" = "$__gx_project"; and not __gx_hook_changed
		return
	end
	# what could not be built in time is tried again without a word
	set -l quiet
	string match -q '*/db/db.sqlite*' -- "$__gx_changed"; and set quiet yes
	test -z "$inside"; or __gx_hook_leave
	set -g __gx_project $found
	set -g __gx_files
	set -g __gx_stamps
	test -z "$found"; or __gx_hook_enter $found $quiet
end
__gx_hook
