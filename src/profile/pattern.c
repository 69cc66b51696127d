/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Patterns of generations: numbers, ranges, ages. */
#include "profile/generations.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define DIGITS_MAX 9

/* One end of a range, or a whole pattern. */
struct bound {
	enum { OPEN, NUMBER, AGE } kind;
	int64_t value;		/* the number, or seconds */
};

static int64_t unit_seconds(char unit)
{
	switch (unit) {
	case 's':
		return 1;
	case 'h':
		return 3600;
	case 'd':
		return 86400;
	case 'w':
		return 7 * 86400;
	case 'm':
		return (int64_t)30 * 86400;
	default:
		return 0;
	}
}

/* The LEN bytes at TEXT: "", "12" or "3w". */
static bool parse_bound(const char *text, size_t len, struct bound *out)
{
	size_t digits = 0;
	int64_t value = 0;

	*out = (struct bound){ OPEN, 0 };
	if (!len)
		return true;
	for (; digits < len && isdigit((unsigned char)text[digits]); digits++) {
		if (digits == DIGITS_MAX)
			return false;
		value = value * 10 + (text[digits] - '0');
	}
	if (!digits)
		return false;
	*out = (struct bound){ NUMBER, value };
	if (digits == len)
		return true;
	*out = (struct bound){ AGE, value * unit_seconds(text[digits]) };
	return digits + 1 == len && unit_seconds(text[digits]);
}

static bool is_in_range(const struct gx_generation *g, const struct bound *from,
			const struct bound *to, int64_t now)
{
	bool after = from->kind == OPEN ||
		     (from->kind == NUMBER ? (int64_t)g->number >= from->value
					   : g->time >= now - from->value);
	bool before = to->kind == OPEN ||
		      (to->kind == NUMBER ? (int64_t)g->number <= to->value
					  : g->time < now - to->value);

	return after && before;
}

/* One of the parts that commas separate. */
static bool match_part(const struct gx_generations *all, const char *text, size_t len,
		       bool older, int64_t now, bool *hits)
{
	const char *dots = memmem(text, len, "..", 2);
	size_t left = dots ? (size_t)(dots - text) : len;
	struct bound from, to = { OPEN, 0 };

	if (!len || !parse_bound(text, left, &from))
		return false;
	if (dots && !parse_bound(dots + 2, len - left - 2, &to))
		return false;
	if (!dots && from.kind == NUMBER) {
		to = from;
	} else if (!dots && older) {
		to = from;
		from.kind = OPEN;
	}
	for (size_t i = 0; i < all->n; i++)
		hits[i] = hits[i] || is_in_range(&all->v[i], &from, &to, now);
	return true;
}

int gx_generations_match(const struct gx_generations *all, const char *pattern, bool older,
			 int64_t now, bool *hits, struct gx_err *err)
{
	const char *at = pattern;

	memset(hits, 0, all->n * sizeof *hits);
	for (;;) {
		size_t len = strcspn(at, ",");

		if (!match_part(all, at, len, older, now, hits)) {
			gx_fail(err, GX_EUSAGE, "'%s' is not a pattern of generations", pattern);
			return gx_err_hint(err, "write numbers (1,3), a range (2..5, ..4) or an "
					   "age (2d, 1w, 3m)");
		}
		if (!at[len])
			return 0;
		at += len + 1;
	}
}
