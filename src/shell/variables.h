/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The environment of the process that is about to execute the command. */
#ifndef GX_SHELL_VARIABLES_H
#define GX_SHELL_VARIABLES_H

#include "shell/shell.h"

/* Make our own environment that of PLAN. */
int gx_variables_apply(const struct gx_shell_plan *plan, struct gx_err *err);
/* The changes as lines for the rc files, which apply them again after the user's own:
 * operation (s, p, u), name, separator, value, each followed by 0x1f but the last. */
char *gx_variables_script(const struct gx_shell_plan *plan);

#endif
