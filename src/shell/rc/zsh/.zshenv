# SPDX-License-Identifier: GPL-3.0-or-later
# The first file that zsh reads.  ZDOTDIR is given back at once, so that zsh goes on with the
# user's own files; the environment is applied again when all of them have been read.
if [[ -n $__GX_ZDOTDIR ]]; then
	export ZDOTDIR=${__GX_ZDOTDIR#=}
else
	unset ZDOTDIR
fi
unset __GX_ZDOTDIR
if [[ -r ${ZDOTDIR:-$HOME}/.zshenv ]]; then
	source ${ZDOTDIR:-$HOME}/.zshenv
fi
__gx_precmd() {
	precmd_functions=(${precmd_functions:#__gx_precmd})
	unfunction __gx_precmd
	source $__GX_RC/enter.zsh
}
precmd_functions=(__gx_precmd $precmd_functions)
