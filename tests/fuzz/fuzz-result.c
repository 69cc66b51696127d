/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An evaluator's answer made of arbitrary bytes: user code can write to its descriptor. */
#include "eval/run.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	GX_AUTO(eval_result) struct gx_eval_result result = { 0 };
	GX_AUTO(err) struct gx_err err = GX_ERR_INIT;
	bool complete;

	gx_eval_result_parse((const char *)data, size, &result, &complete, &err);
	return 0;
}
