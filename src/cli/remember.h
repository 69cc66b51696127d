/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The evaluation cache as the engine uses it: entries made from traces, and their roots. */
#ifndef GX_REMEMBER_H
#define GX_REMEMBER_H

#include "cache/cache.h"
#include "cli/shell_args.h"
#include "eval/eval.h"
#include "store/store.h"

/* The entry that answers ARGS and whose profile is valid, renewed if need be; NULL if none. */
struct gx_cache_entry *gx_remember_find(struct gx_store *store,
					const struct gx_shell_args *args);
/* An entry for PROFILE with its environment.  Not written yet. */
int gx_remember_make(struct gx_store *store, const struct gx_shell_args *args,
		     const char *profile, struct gx_cache_entry **out, struct gx_err *err);
/* Add the facts of TRACE, and our programs'; false (a detail says why) when the evaluation
 * must not be remembered. */
bool gx_remember_facts(struct gx_cache_entry *entry, const struct gx_trace *trace);
/* Add the facts of TRACE and write ENTRY, with a root for its profile.  What cannot be
 * cached is not, and a failure to write is told in a detail: neither is an error. */
void gx_remember_write(struct gx_store *store, struct gx_cache_entry *entry,
		       const struct gx_trace *trace);
/* Drop entries that were not used for a month, and roots that no entry asks for. */
int gx_remember_expire(struct gx_store *store, struct gx_err *err);

#endif
