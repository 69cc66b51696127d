/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists of strings. */
#include "util/util.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

void gx_strv_clear(struct gx_strv *list)
{
	for (size_t i = 0; i < list->n; i++)
		free(list->v[i]);
	free(list->v);
	*list = (struct gx_strv)GX_STRV_INIT;
}

void gx_strv_take(struct gx_strv *list, char *s)
{
	if (list->n + 1 >= list->cap) {
		list->cap = list->cap ? list->cap * 2 : 8;
		list->v = gx_reallocarray(list->v, list->cap, sizeof *list->v);
	}
	list->v[list->n++] = s;
	list->v[list->n] = NULL;
}

void gx_strv_push(struct gx_strv *list, const char *s)
{
	gx_strv_take(list, gx_strdup(s));
}

void gx_strv_pushf(struct gx_strv *list, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	gx_strv_take(list, gx_vasprintf(fmt, ap));
	va_end(ap);
}

void gx_strv_append(struct gx_strv *list, const struct gx_strv *more)
{
	for (size_t i = 0; i < more->n; i++)
		gx_strv_push(list, more->v[i]);
}

static int compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

void gx_strv_sort(struct gx_strv *list)
{
	if (list->n > 1)
		qsort(list->v, list->n, sizeof *list->v, compare);
}

void gx_strv_uniq(struct gx_strv *list)
{
	size_t kept = 0;

	for (size_t i = 0; i < list->n; i++) {
		if (kept && !strcmp(list->v[kept - 1], list->v[i]))
			free(list->v[i]);
		else
			list->v[kept++] = list->v[i];
	}
	list->n = kept;
	if (list->v)
		list->v[kept] = NULL;
}

bool gx_strv_has(const struct gx_strv *list, const char *s)
{
	for (size_t i = 0; i < list->n; i++)
		if (!strcmp(list->v[i], s))
			return true;
	return false;
}

bool gx_strv_has_sorted(const struct gx_strv *list, const char *s)
{
	return list->n && bsearch(&s, list->v, list->n, sizeof *list->v, compare);
}

void gx_strv_split(struct gx_strv *list, const char *s, const char *separators)
{
	while (*s) {
		size_t n = strcspn(s, separators);

		if (n)
			gx_strv_take(list, gx_strndup(s, n));
		s += n;
		if (*s)
			s++;
	}
}

char *gx_strv_join(const struct gx_strv *list, const char *separator)
{
	struct gx_buf buf = GX_BUF_INIT;

	for (size_t i = 0; i < list->n; i++) {
		if (i)
			gx_buf_adds(&buf, separator);
		gx_buf_adds(&buf, list->v[i]);
	}
	return gx_buf_take(&buf);
}
