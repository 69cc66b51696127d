# SPDX-License-Identifier: GPL-3.0-or-later
# The first file that zsh reads.  ZDOTDIR is given back at once, so that zsh goes on with the
# user's own files; the environment is applied again when all of them have been read.
if [[ -n $__GX_ZDOTDIR ]]; then
	export ZDOTDIR=${__GX_ZDOTDIR#=}
else
	unset ZDOTDIR
fi
unset __GX_ZDOTDIR
__gx_precmd() {
	builtin emulate -L zsh
	builtin setopt no_aliases
	builtin typeset -ga precmd_functions
	precmd_functions=(${precmd_functions:#__gx_precmd})
	builtin unfunction __gx_precmd
	builtin source $__GX_RC/enter.zsh
}
precmd_functions=(__gx_precmd $precmd_functions)
# (a start-up file may make that list anew; what is scheduled runs before the prompt too)
if zmodload zsh/sched 2>/dev/null; then
	sched +0 '[[ -z ${functions[__gx_precmd]-} ]] || __gx_precmd'
fi
if [[ -r ${ZDOTDIR:-$HOME}/.zshenv ]]; then
	source ${ZDOTDIR:-$HOME}/.zshenv
fi
