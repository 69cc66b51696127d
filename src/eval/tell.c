/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An error in the user's own files, from the evaluator's words to an error value. */
#include "eval/run.h"
#include "util/excerpt.h"
#include "util/utf8.h"

#include <stdlib.h>
#include <string.h>

/* Guile moves to the next multiple of eight at a tab, and back for two control characters. */
static unsigned guile_column(unsigned column, uint32_t c)
{
	switch (c) {
	case '\a':
		return column;
	case '\b':
		return column ? column - 1 : 0;
	case '\r':
		return 0;
	case '\t':
		return (column / 8 + 1) * 8;
	default:
		return column + 1;
	}
}

/* The character of its line that Guile says is in the column of PLACE; both count from 1. */
static unsigned character(const struct gx_place *place)
{
	GX_AUTO(buf) struct gx_buf line = GX_BUF_INIT;
	unsigned column = 0, n = 1;

	if (!place->column || gx_place_read_line(place, &line))
		return place->column;
	for (const char *at = line.data, *end = at + line.len;
	     at < end && column + 1 < place->column; n++)
		column = guile_column(column, gx_utf8_next(&at, end));
	return column + 1 < place->column ? n + place->column - column - 1 : n;
}

/* TEXT without control characters: it may quote anything. */
static char *visible(const char *text)
{
	GX_AUTO(buf) struct gx_buf out = GX_BUF_INIT;

	for (const char *end = text + strlen(text); text < end;) {
		uint32_t c = gx_utf8_next(&text, end);

		gx_utf8_add(&out, c == '\n' || c == '\t' ? c : gx_utf8_visible(c));
	}
	return gx_buf_take(&out);
}

int gx_eval_error_tell(struct gx_eval_error *error, const char *message, const char *hint,
		       struct gx_err *err)
{
	GX_AUTO(free) char *words = visible(message), *advice = hint ? visible(hint) : NULL;
	struct gx_place place = { .file = error->file, .text = error->source };

	gx_fail(err, GX_EFAIL, error->backtrace ? "%s\n%s" : "%s", words, error->backtrace);
	gx_err_kind(err, error->kind);
	if (advice)
		gx_err_hint(err, "%s", advice);
	if (!error->file)
		return -1;
	place.line = (unsigned)error->line;
	place.column = (unsigned)error->column;
	error->column = (int)character(&place);
	gx_err_at_text(err, error->file, error->source, place.line, (unsigned)error->column);
	if (!error->open_line)
		return -1;
	place.line = (unsigned)error->open_line;
	place.column = (unsigned)error->open_column;
	error->open_column = (int)character(&place);
	return gx_err_related(err, place.line, (unsigned)error->open_column,
			      error->note ? error->note : "it begins here");
}
