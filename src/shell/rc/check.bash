# shellcheck shell=bash
# SPDX-License-Identifier: GPL-3.0-or-later
# check.bash FILE…: the start-up files of an interactive bash, traced; each line of the trace
# begins with its place and the variables that src/shell/check.c watches.
PS4=$__GX_PS4
BASH_XTRACEFD=$__GX_TRACE
unset __GX_PS4 __GX_TRACE
set -x
for __gx_file; do
	if [[ -r $__gx_file ]]; then
		builtin . "$__gx_file"
	fi
done
: __gx_end
