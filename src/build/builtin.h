/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Builtin builders: functions that make the outputs of a derivation.  Each runs in a process
 * of its own inside a sandbox, at /gnu/store and in the build directory like any builder.
 * What one makes for given inputs never changes: a change gets a new name. */
#ifndef GX_BUILD_BUILTIN_H
#define GX_BUILD_BUILTIN_H

#include "build/build.h"

/* Where a download finds what others have learnt of servers that are down. */
#define GX_BUILTIN_HINTS "/tmp/" GX_BUILTIN_HINTS_NAME
#define GX_BUILTIN_HINTS_NAME "hosts"

/* The exit status when what came has another hash than was declared. */
#define GX_BUILTIN_WRONG_HASH 102

/* builtin:unpack-1, which unpack.c describes. */
int gx_builtin_unpack(const struct gx_drv *drv, const char *output, struct gx_err *err);

#endif
