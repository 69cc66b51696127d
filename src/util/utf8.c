/* SPDX-License-Identifier: GPL-3.0-or-later */
/* UTF-8. */
#include "util/utf8.h"

#include <stdio.h>

struct range {
	uint32_t first, last;
};

/* Combining marks, joiners and selectors. */
static const struct range narrow[] = {
	{ 0x300, 0x36f }, { 0x483, 0x489 }, { 0x591, 0x5bd }, { 0x610, 0x61a }, { 0x64b, 0x65f },
	{ 0xe31, 0xe31 }, { 0xe34, 0xe3a }, { 0x1ab0, 0x1aff }, { 0x1dc0, 0x1dff },
	{ 0x200b, 0x200f }, { 0x20d0, 0x20ff }, { 0xfe00, 0xfe0f }, { 0xfe20, 0xfe2f },
	{ 0xfeff, 0xfeff }, { 0x1f3fb, 0x1f3ff }, { 0xe0100, 0xe01ef },
};

/* East Asian wide and full-width characters, pictographs. */
static const struct range wide[] = {
	{ 0x1100, 0x115f }, { 0x231a, 0x231b }, { 0x23e9, 0x23ec }, { 0x2614, 0x2615 },
	{ 0x26a1, 0x26a1 }, { 0x2705, 0x2705 }, { 0x274c, 0x274c }, { 0x2e80, 0x303e },
	{ 0x3041, 0x33ff }, { 0x3400, 0x4dbf }, { 0x4e00, 0xa4cf }, { 0xa960, 0xa97c },
	{ 0xac00, 0xd7a3 }, { 0xf900, 0xfaff }, { 0xfe30, 0xfe6f }, { 0xff00, 0xff60 },
	{ 0xffe0, 0xffe6 }, { 0x1f300, 0x1f64f }, { 0x1f680, 0x1f6ff }, { 0x1f900, 0x1faff },
	{ 0x20000, 0x3fffd },
};

static bool in(uint32_t c, const struct range *ranges, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (c >= ranges[i].first && c <= ranges[i].last)
			return true;
	return false;
}

uint32_t gx_utf8_next(const char **at, const char *end)
{
	static const uint32_t least[] = { 0, 0x80, 0x800, 0x10000 };
	const unsigned char *p = (const unsigned char *)*at;
	unsigned more = *p < 0x80 ? 0 : *p >= 0xc0 && *p < 0xe0 ? 1 : *p >= 0xe0 && *p < 0xf0 ? 2 :
			*p >= 0xf0 && *p < 0xf8 ? 3 : 4;
	uint32_t c = more == 0 ? *p : *p & (0x3f >> more);

	++*at;
	if (more == 4 || (size_t)(end - *at) < more)
		return GX_UTF8_BAD;
	for (unsigned i = 1; i <= more; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return GX_UTF8_BAD;
		c = c << 6 | (p[i] & 0x3f);
	}
	if (c < least[more] || c > 0x10ffff || (c >= 0xd800 && c < 0xe000))
		return GX_UTF8_BAD;
	*at += more;
	return c;
}

void gx_utf8_add(struct gx_buf *out, uint32_t c)
{
	unsigned more = c < 0x80 ? 0 : c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;

	if (!more) {
		gx_buf_addc(out, (char)c);
		return;
	}
	gx_buf_addc(out, (char)(0xf0 << (3 - more) | c >> 6 * more));
	while (more--)
		gx_buf_addc(out, (char)(0x80 | (c >> 6 * more & 0x3f)));
}

unsigned gx_utf8_width(uint32_t c)
{
	if (c < 0x300)
		return 1;
	if (in(c, narrow, GX_ARRAY_SIZE(narrow)))
		return 0;
	return in(c, wide, GX_ARRAY_SIZE(wide)) ? 2 : 1;
}

uint32_t gx_utf8_visible(uint32_t c)
{
	if (c < 0x20)
		return 0x2400 + c;
	if (c == 0x7f)
		return 0x2421;
	if ((c >= 0x80 && c < 0xa0) || (c >= 0x202a && c <= 0x202e) ||
	    (c >= 0x2066 && c <= 0x2069))
		return GX_UTF8_BAD;
	return c;
}

static void add_json_char(struct gx_buf *out, uint32_t c)
{
	switch (c) {
	case '"':
	case '\\':
		gx_buf_addc(out, '\\');
		gx_buf_addc(out, (char)c);
		break;
	case '\n':
		gx_buf_adds(out, "\\n");
		break;
	case '\t':
		gx_buf_adds(out, "\\t");
		break;
	default:
		if (c < 0x20 || c == 0x7f)
			gx_buf_addf(out, "\\u%04x", c);
		else
			gx_utf8_add(out, c);
	}
}

void gx_utf8_add_json(struct gx_buf *out, const char *text, size_t len)
{
	const char *end = text + len;

	gx_buf_addc(out, '"');
	while (text < end)
		add_json_char(out, gx_utf8_next(&text, end));
	gx_buf_addc(out, '"');
}
