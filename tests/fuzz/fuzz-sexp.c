/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any text as S-expressions: what is read is written so that it reads the same. */
#include "fuzz.h"
#include "util/util.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	GX_AUTO(sexp) struct gx_sexp *all = NULL, *again = NULL;
	GX_AUTO(buf) struct gx_buf text = GX_BUF_INIT, second = GX_BUF_INIT;

	if (gx_sexp_parse((const char *)data, size, &all, NULL) < 0)
		return 0;
	gx_sexp_format(all, &text);
	/* one level deeper than what was read */
	if (gx_sexp_parse(text.data, text.len, &again, NULL) < 0)
		return 0;
	gx_sexp_format(again->items[0], &second);
	if (strcmp(gx_buf_str(&text), gx_buf_str(&second)))
		abort();
	return 0;
}
