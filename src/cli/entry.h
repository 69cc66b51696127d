/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the arguments of gx shell or gx env to an environment: found in the evaluation cache,
 * or evaluated, built and remembered. */
#ifndef GX_ENTRY_H
#define GX_ENTRY_H

#include "cache/cache.h"
#include "cli/inputs.h"
#include "cli/shell_args.h"

/* Open the store and get the environment of ARGS (a project's manifest is discovered when
 * nothing is named).  +1 after a dry run. */
int gx_entry_get(struct gx_shell_args *args, struct gx_store **store,
		 struct gx_cache_entry **out, struct gx_err *err);
/* The words of ARGS as gx build takes them. */
int gx_entry_inputs(const struct gx_shell_args *args, struct gx_inputs *inputs,
		    struct gx_err *err);

#endif
