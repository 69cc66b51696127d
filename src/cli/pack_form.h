/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The (image …) form of a manifest. */
#ifndef GX_PACK_FORM_H
#define GX_PACK_FORM_H

#include "cli/pack_args.h"

/* Add to ARGS what the form in RESULT's manifests says and the command line does not: single
 * values of the command line hold, lists and variables are added to, the entry point's
 * arguments go with it.  Errors show the place in the manifest. */
int gx_pack_form_apply(struct gx_pack_args *args, const struct gx_eval_result *result,
		       struct gx_err *err);
/* The field NAME of the form, the last one if there are several; NULL if there is none. */
const struct gx_eval_image_field *gx_pack_form_find(const struct gx_eval_result *result,
						    const char *name);
/* Put the place of FIELD before the message of ERR, and the field's name in place of the
 * option's; returns -1. */
int gx_pack_form_fault(const struct gx_eval_image_field *field, struct gx_err *err);

#endif
