/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the arguments of a pack to its complete options. */
#ifndef GX_PACK_PREPARE_H
#define GX_PACK_PREPARE_H

#include "cli/pack_args.h"

/* Evaluate, realise the profile, and complete ARGS' options with what it holds.  +1: a dry
 * run or --derivation, everything is said. */
int gx_pack_prepare(struct gx_store *store, struct gx_pack_args *args, struct gx_err *err);

#endif
