/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the engine's side of src/eval shares; gx-eval itself does not use it. */
#ifndef GX_EVAL_RUN_H
#define GX_EVAL_RUN_H

#include "eval/eval.h"
#include "eval/records.h"

#include <stdarg.h>

#define GX_EVAL_SYSTEM "x86_64-linux"

/* The request as records. */
void gx_eval_request_format(const struct gx_eval_request *req, struct gx_buf *out);
/* The evaluator's answer; *COMPLETE says whether it came to its end. */
int gx_eval_result_parse(const char *data, size_t len, struct gx_eval_result *result,
			 bool *complete, struct gx_err *err);

/* $GX_EVAL_CHECK: is each evaluation to be done a second time, with all modules loaded whole? */
bool gx_eval_check_wanted(void);
/* Did both give the same?  -1, ERR naming the first difference. */
int gx_eval_check(const struct gx_eval_result *lazy, const struct gx_eval_result *eager,
		  struct gx_err *err);

#endif
