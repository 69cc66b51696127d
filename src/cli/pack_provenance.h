/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a pack tells about its origin. */
#ifndef GX_PACK_PROVENANCE_H
#define GX_PACK_PROVENANCE_H

#include "cli/pack_args.h"

/* Add the files and labels that --save-provenance and --sbom ask for to ARGS' options, whose
 * profile is set and realised. */
int gx_pack_provenance_add(struct gx_store *store, struct gx_pack_args *args,
			   const struct gx_eval_result *result, struct gx_err *err);

#endif
