/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a pack goes: a file, standard output, the store, a registry. */
#ifndef GX_PACK_OUTPUT_H
#define GX_PACK_OUTPUT_H

#include "cli/pack_args.h"

/* Make the pack of ARGS (whose opts are complete) and say on stdout where it is. */
int gx_pack_output(struct gx_store *store, const struct gx_pack_args *args, struct gx_err *err);

#endif
