/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text as shells read it back. */
#include "util/quote.h"

#include <string.h>

/* TEXT with a backslash before each character of SPECIAL. */
static void add_escaped(struct gx_buf *out, const char *text, const char *special)
{
	for (; *text; text++) {
		if (strchr(special, *text))
			gx_buf_addc(out, '\\');
		gx_buf_addc(out, *text);
	}
}

void gx_quote_word(struct gx_buf *out, const char *word)
{
	gx_buf_addc(out, '\'');
	for (; *word; word++) {
		if (*word == '\'')
			gx_buf_adds(out, "'\\''");
		else
			gx_buf_addc(out, *word);
	}
	gx_buf_addc(out, '\'');
}

void gx_quote_fish(struct gx_buf *out, const char *word)
{
	gx_buf_addc(out, '\'');
	add_escaped(out, word, "'\\");
	gx_buf_addc(out, '\'');
}

void gx_quote_inside(struct gx_buf *out, const char *text)
{
	add_escaped(out, text, "\"$`\\");
}
