/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any text, any place in it: the excerpt is UTF-8 without control characters, of bounded width,
 * and the mark lies within it or just behind.  The first two bytes are line and column. */
#include "fuzz.h"
#include "util/diagnostic.h"
#include "util/excerpt.h"
#include "util/utf8.h"

#include <stdlib.h>
#include <string.h>

enum { WIDEST = 99 };		/* what is shown, and three dots at each end */

static void check(const struct gx_excerpt *excerpt)
{
	const char *at = gx_buf_str(&excerpt->line), *end = at + excerpt->line.len;
	unsigned width = 0;

	while (at < end) {
		uint32_t c = gx_utf8_next(&at, end);

		if (c < 0x20 || c == 0x7f)
			abort();
		width += gx_utf8_width(c);
	}
	if (width > WIDEST || excerpt->offset > WIDEST || excerpt->width < 1)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	GX_AUTO(excerpt) struct gx_excerpt excerpt = { GX_BUF_INIT, 0, 0, 0 };
	GX_AUTO(buf) struct gx_buf told = GX_BUF_INIT;
	GX_AUTO(err) struct gx_err err = GX_ERR_INIT;
	GX_AUTO(free) char *text = NULL;

	if (size < 2)
		return 0;
	text = gx_strndup((const char *)data + 2, size - 2);
	gx_fail(&err, GX_EFAIL, "%s", text);
	gx_err_at_text(&err, "f", text, data[0], data[1]);
	gx_err_related(&err, data[1], data[0], "related");
	if (gx_excerpt_read(&err.place, 0, &excerpt) == 0)
		check(&excerpt);
	for (int i = 0; i < 2; i++) {
		gx_diagnostic_set_form(i ? "json" : "text", NULL);
		gx_diagnostic_format(&err, "error", &told);
	}
	if (memchr(told.data + told.len - 2, '\n', 1) || told.data[told.len - 1] != '\n')
		abort();
	return 0;
}
