# SPDX-License-Identifier: GPL-3.0-or-later
# The start-up files of fish, with a watch on each variable of $__GX_WATCH: where it was changed,
# and what it is then, in the form that src/shell/check.c reads.
set -g __gx_self (status filename)
function __gx_place
	# the innermost place that is neither fish's own nor here; the handler's own is a wrong one
	set -l handler
	for line in (status stack-trace)
		string match -q "in function '__gx_watch_*" -- $line; and set handler yes
		set -l place (string match -r 'called on line (\d+) of file (.*)$' -- $line)
		test (count $place) -eq 3; or continue
		if test -n "$handler"
			set handler
			continue
		end
		set -l file (string replace -r '^~/' "$HOME/" -- $place[3])
		string match -q -- "$__fish_data_dir/*" $file; and continue
		test "$file" = "$__gx_self"; and continue
		string join \x1f -- $file $place[2]
		return
	end
end
function __gx_report
	set -l values
	for name in $__gx_names
		set -l value (string join : -- $$name)
		set -a values "$value"
	end
	set -l place $argv
	test -n "$place"; or set place \x1f
	# the place of the change, then what it led to
	printf '\x1e%s\x1f%s\x1f\n' "$place" (string repeat -n (count $__gx_names) \x02\x1f) >&2
	printf '\x1e\x1f\x1f%s\x1f\n' (string join \x1f -- $values) >&2
end
set -g __gx_names (string split ' ' -- $__GX_WATCH)
set -e __GX_WATCH
for name in $__gx_names
	function __gx_watch_$name --on-variable $name
		set -l place (__gx_place)
		# (PATH follows fish_user_paths)
		test -n "$place"; or set place $__gx_last_place
		__gx_report "$place"
	end
end
# (it ends in a handler of fish's own, which knows nothing of who called)
functions -c fish_add_path __gx_add_path
function fish_add_path
	set -g __gx_last_place (__gx_place)
	__gx_add_path $argv
end
function __gx_watch_user_paths --on-variable fish_user_paths
	set -l place (__gx_place)
	test -n "$place"; and set -g __gx_last_place $place
end
source $__fish_data_dir/config.fish
for file in $__fish_sysconf_dir/config.fish $__fish_config_dir/config.fish
	if test -r $file
		source $file
	end
end
printf '\x1e\x1f\x1f%s__gx_end\n' (string repeat -n (count $__gx_names) \x02\x1f) >&2
exit
