/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What `gx package' answers without changing anything. */
#ifndef GX_PACKAGE_QUERY_H
#define GX_PACKAGE_QUERY_H

#include "cli/package_args.h"

/* Answer ARGS->query about PROFILE, absolute, on standard output. */
int gx_package_query(struct gx_store *store, struct gx_package_args *args, const char *profile,
		     struct gx_err *err);

#endif
