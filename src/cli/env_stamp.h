/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a shell notices that a file has changed without starting a program: it compares the
 * file with an empty one that has the same time of modification (test -nt, -ot). */
#ifndef GX_ENV_STAMP_H
#define GX_ENV_STAMP_H

#include "util/util.h"

/* *OUT, yours: an empty file below the cache that is exactly as old as FILE is now, or a name
 * that no file has if FILE does not exist. */
int gx_env_stamp(const char *file, char **out, struct gx_err *err);

#endif
