/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Wishes for versions. */
#include "cli/init_version.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define MAX_PARTS 8
#define MAX_PART 1000000000ul

struct numbers {
	unsigned long v[MAX_PARTS];
	size_t n;
};

/* The numbers at the start of TEXT, which "x", "*" or anything else ends; *END is behind them. */
static struct numbers read_numbers(const char *text, const char **end)
{
	struct numbers out = { { 0 }, 0 };

	if (*text == 'v' || *text == 'V')
		text++;
	while (isdigit((unsigned char)*text) && out.n < MAX_PARTS) {
		unsigned long number = 0;

		for (; isdigit((unsigned char)*text); text++)
			number = number < MAX_PART ? number * 10 + (unsigned long)(*text - '0') : number;
		out.v[out.n++] = number;
		if (*text != '.' || !isdigit((unsigned char)text[1]))
			break;
		text++;
	}
	*end = text;
	return out;
}

static int compare(const struct numbers *a, const struct numbers *b)
{
	for (size_t i = 0; i < MAX_PARTS; i++)
		if (a->v[i] != b->v[i])
			return a->v[i] < b->v[i] ? -1 : 1;
	return 0;
}

int gx_version_compare(const char *a, const char *b)
{
	const char *end;
	struct numbers x = read_numbers(a, &end), y = read_numbers(b, &end);

	return compare(&x, &y);
}

static bool starts_with(const struct numbers *version, const struct numbers *wanted)
{
	for (size_t i = 0; i < wanted->n; i++)
		if (version->v[i] != wanted->v[i])
			return false;
	return true;
}

/* Is VERSION at least WANTED, and equal to it in the first KEEP numbers? */
static bool within(const struct numbers *version, const struct numbers *wanted, size_t keep)
{
	struct numbers head = *wanted;

	head.n = keep < wanted->n ? keep : wanted->n;
	return compare(version, wanted) >= 0 && starts_with(version, &head);
}

/* How many numbers "^" holds fast: up to the first that is not zero. */
static size_t caret(const struct numbers *wanted)
{
	size_t i = 0;

	while (i + 1 < wanted->n && !wanted->v[i])
		i++;
	return i + 1;
}

static bool test(const struct numbers *version, const char *op, const struct numbers *wanted)
{
	if (!strcmp(op, ">="))
		return compare(version, wanted) >= 0;
	if (!strcmp(op, ">"))
		return compare(version, wanted) > 0;
	if (!strcmp(op, "<"))
		return compare(version, wanted) < 0;
	if (!strcmp(op, "<="))
		return compare(version, wanted) < 0 || starts_with(version, wanted);
	if (!strcmp(op, "!="))
		return !starts_with(version, wanted);
	if (!strcmp(op, "~>") || !strcmp(op, "~="))
		return within(version, wanted, wanted->n > 1 ? wanted->n - 1 : 1);
	if (!strcmp(op, "~"))
		return within(version, wanted, 2);
	if (!strcmp(op, "^"))
		return within(version, wanted, caret(wanted));
	return starts_with(version, wanted);
}

static const char *blanks(const char *p)
{
	return p + strspn(p, " \t,");
}

/* The operator at P, into OP; what follows it. */
static const char *read_op(const char *p, char op[4])
{
	size_t len = strspn(p, "<>=!~^");

	memcpy(op, p, len < 3 ? len : 3);
	op[len < 3 ? len : 3] = 0;
	return blanks(p + len);
}

/* All of the conditions from P to END must hold. */
static bool fits_all(const struct numbers *version, const char *p, const char *end)
{
	bool upper = false;

	for (p = blanks(p); p < end; p = blanks(p)) {
		const char *after;
		struct numbers wanted;
		char op[4];

		p = read_op(p, op);
		if (p >= end)
			break;
		wanted = read_numbers(p, &after);
		after += strcspn(after, " \t,|");
		if (!strncmp(blanks(after), "- ", 2)) {		/* "A - B" */
			strcpy(op, ">=");
			after = blanks(after) + 1;
		} else if (upper) {
			strcpy(op, "<=");
		}
		upper = after > p && after[-1] == '-';
		if (wanted.n && !test(version, op, &wanted))
			return false;
		p = after > p ? after : p + 1;
	}
	return true;
}

bool gx_version_fits(const char *version, const char *wanted)
{
	const char *end;
	struct numbers have = read_numbers(version, &end);

	for (const char *p = wanted; ; p = end + 2) {
		end = strstr(p, "||");
		if (!end)
			return fits_all(&have, p, p + strlen(p));
		if (fits_all(&have, p, end))
			return true;
	}
}

bool gx_version_is_plain(const char *wanted)
{
	const char *end;

	return read_numbers(wanted, &end).n > 0 && !*end;
}
