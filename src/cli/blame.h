/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where in the user's files a failed build comes from. */
#ifndef GX_BLAME_H
#define GX_BLAME_H

#include "eval/eval.h"

/* If ERR says that some content does not have the hash that was declared for it, find the
 * declaration in the inputs of REQ, its load path or its channels, and let ERR show it. */
void gx_blame_hash(const struct gx_eval_request *req, struct gx_err *err);

#endif
