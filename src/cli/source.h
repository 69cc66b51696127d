/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files of Scheme that the user names: looked at before anything is evaluated. */
#ifndef GX_SOURCE_H
#define GX_SOURCE_H

#include "eval/eval.h"

/* Add FILE, the value of OPTION ("--manifest (-m)"), to REQ as an input of KIND,
 * GX_EVAL_MANIFEST_FILE or GX_EVAL_FILE; a stream is read here and now.  What is not there,
 * or no readable file, is an error that suggests what may have been meant. */
int gx_source_add(struct gx_eval_request *req, enum gx_eval_input_kind kind, const char *option,
		  const char *file, bool development, struct gx_err *err);

#endif
