/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an evaluation told beside the profile, in an entry of the evaluation cache: the packages
 * and the (image …) form, for gx pack, which shares the entries of gx shell. */
#ifndef GX_TOLD_H
#define GX_TOLD_H

#include "cache/cache.h"
#include "eval/eval.h"

/* Add the note. */
void gx_told_add(struct gx_cache_entry *entry, const struct gx_eval_result *result);
/* Fill RESULT, which is empty, from ENTRY; false when it has no such note. */
bool gx_told_read(const struct gx_cache_entry *entry, struct gx_eval_result *result);

#endif
