/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Permissions for discovered manifests: giving, taking and checking them. */
#ifndef GX_ALLOW_H
#define GX_ALLOW_H

#include "cli/shell_args.h"

/* Allow FILE with what lies beside it; NAMES (may be NULL) gets what that is. */
int gx_allow_file(const char *file, struct gx_strv *names, struct gx_err *err);
/* Find the file of the project around DIR; GX_ENOTFOUND if there is none. */
int gx_allow_find(const char *dir, char **out, struct gx_err *err);
/* Is FILE allowed as it is now?  -1 with a hint when not. */
int gx_allow_check(const char *file, struct gx_err *err);
/* Find, check, and put into ARGS. */
int gx_allow_discover(struct gx_shell_args *args, struct gx_err *err);

#endif
