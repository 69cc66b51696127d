/* SPDX-License-Identifier: GPL-3.0-or-later */
/* gx shell --check. */
#ifndef GX_SHELL_CHECK_TELL_H
#define GX_SHELL_CHECK_TELL_H

#include "shell/shell.h"

/* Check the start-up files of the user's shell in the environment of PLAN and print
 * "FILE:LINE: what it does" with that line.  0: they leave it as it is; 1: they do not. */
int gx_shell_check_tell(const struct gx_shell_plan *plan, struct gx_err *err);

#endif
