/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The environment of a builder (doc/formats.md 5). */
#ifndef GX_BUILD_ENVIRON_H
#define GX_BUILD_ENVIRON_H

#include "build/build.h"

/* "NAME=VALUE", sorted, as GNU Guix's daemon makes it; TOP is the build directory. */
void gx_build_environ(const struct gx_drv *drv, const char *top, unsigned cores,
		      struct gx_strv *out);
/* Add those variables of our own that concern gx's builtin builders: proxies, certificates,
 * mirrors; for a DRV that asks the npm registry also what npm's configuration says. */
void gx_build_environ_host(const struct gx_drv *drv, struct gx_strv *env);

#endif
