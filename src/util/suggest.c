/* SPDX-License-Identifier: GPL-3.0-or-later */
/* "Did you mean …?" */
#include "util/util.h"

#include <dirent.h>
#include <string.h>

#define NAMES_MAX 5000	/* of a directory */

/* Edit distance with neighbours swapped counting once; words are short. */
static size_t distance(const char *a, const char *b)
{
	size_t n = strlen(a), m = strlen(b), rows[3][65];
	size_t *before = rows[0], *last = rows[1], *now = rows[2];

	if (n > 64 || m > 64)
		return 99;
	for (size_t j = 0; j <= m; j++)
		last[j] = j;
	for (size_t i = 1; i <= n; i++) {
		size_t *spare = before;

		now[0] = i;
		for (size_t j = 1; j <= m; j++) {
			size_t best = last[j - 1] + (a[i - 1] != b[j - 1]);

			if (last[j] + 1 < best)
				best = last[j] + 1;
			if (now[j - 1] + 1 < best)
				best = now[j - 1] + 1;
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] &&
			    before[j - 2] + 1 < best)
				best = before[j - 2] + 1;
			now[j] = best;
		}
		before = last;
		last = now;
		now = spare;
	}
	return last[m];
}

const char *gx_suggest(const char *word, const char *const *candidates)
{
	size_t len = strlen(word), limit = len <= 4 ? 1 : len <= 6 ? 2 : 3, nearest = limit + 1;
	const char *found = NULL;

	for (; *candidates; candidates++) {
		size_t d = distance(word, *candidates);

		if (d > limit && len > 1 && !strncmp(*candidates, word, len))
			d = limit;
		if (d < nearest && d < strlen(*candidates)) {
			nearest = d;
			found = *candidates;
		}
	}
	return found;
}

char *gx_suggest_file(const char *name, const char *dir)
{
	GX_AUTO(dir) DIR *d = opendir(dir);
	GX_AUTO(strv) struct gx_strv names = GX_STRV_INIT;
	const char *found;
	struct dirent *entry;

	while (d && names.n < NAMES_MAX && (entry = readdir(d)))
		if (entry->d_name[0] != '.')
			gx_strv_push(&names, entry->d_name);
	gx_strv_sort(&names);	/* of equally near ones the first, whatever the directory's order */
	found = names.n ? gx_suggest(name, (const char *const *)names.v) : NULL;
	return found ? gx_strdup(found) : NULL;
}
