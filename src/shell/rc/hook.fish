# SPDX-License-Identifier: GPL-3.0-or-later
# gx hook fish | source, in config.fish: the environment of an allowed project on cd, and the
# old variables when leaving it.
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
function __gx_hook_enter
	set -l code ($__gx_program env --format=fish --no-build); or return
	for line in $code
		set -l name (string match -r '^set -gx (\S+)' -- $line)[2]
		test -n "$name"; or continue
		if set -q $name
			set -ga __gx_undo "set -gx $name "(string escape -- $$name | string join ' ')
		else
			set -ga __gx_undo "set -e $name"
		end
	end
	string join \n -- $code | source
end
function __gx_hook --on-variable PWD
	# a shell that gx itself entered keeps its environment
	test -z "$GX_SHELL_LEVEL"; or return
	set -l found (__gx_hook_find)
	test "$found" = "$__gx_inside"; and return
	test -z "$__gx_undo"; or string join \n -- $__gx_undo | source
	set -g __gx_undo
	set -g __gx_inside $found
	test -z "$found"; or __gx_hook_enter
end
__gx_hook
