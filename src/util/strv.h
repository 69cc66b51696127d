/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists of strings that own their strings; v[n] is NULL once something was added. */
#ifndef GX_STRV_H
#define GX_STRV_H

struct gx_strv {
	char **v;
	size_t n;
	size_t cap;
};

#define GX_STRV_INIT { NULL, 0, 0 }

void gx_strv_clear(struct gx_strv *list);
#define gx_cleanup_strv gx_strv_clear
/* Add a copy of S, or S itself (take), or a formatted string. */
void gx_strv_push(struct gx_strv *list, const char *s);
void gx_strv_take(struct gx_strv *list, char *s);
void gx_strv_pushf(struct gx_strv *list, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
void gx_strv_append(struct gx_strv *list, const struct gx_strv *more);
/* Sort by bytes; uniq then drops equal neighbours. */
void gx_strv_sort(struct gx_strv *list);
void gx_strv_uniq(struct gx_strv *list);
/* Linear search; and binary search in a sorted list. */
bool gx_strv_has(const struct gx_strv *list, const char *s);
bool gx_strv_has_sorted(const struct gx_strv *list, const char *s);
/* Split S at each byte of SEPARATORS, leaving out empty pieces. */
void gx_strv_split(struct gx_strv *list, const char *s, const char *separators);
/* The strings with SEPARATOR between them; yours. */
char *gx_strv_join(const struct gx_strv *list, const char *separator);

#endif
