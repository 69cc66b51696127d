# shellcheck shell=bash
# SPDX-License-Identifier: GPL-3.0-or-later
# call.bash NAME ARG…: run one of the hook's functions or aliases for zsh or fish.
shopt -s expand_aliases
eval "$GX_SHELL_DEFS"
eval "$1"' "${@:2}"'
