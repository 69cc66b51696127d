/* SPDX-License-Identifier: GPL-3.0-or-later */
/* S-expressions as data: a bounded reader for files that are never evaluated. */
#ifndef GX_SEXP_H
#define GX_SEXP_H

enum gx_sexp_kind {
	GX_SEXP_LIST,		/* items; DOTTED: the last item is the tail of (a . b) */
	GX_SEXP_STRING,
	GX_SEXP_SYMBOL,		/* numbers too: text is what was written */
	GX_SEXP_KEYWORD,	/* #:name, text without #: */
	GX_SEXP_TRUE,
	GX_SEXP_FALSE,
};

struct gx_sexp {
	enum gx_sexp_kind kind;
	bool dotted;
	unsigned line, column;	/* where it starts, from 1 */
	char *text;		/* of strings (no NUL inside), symbols, keywords; else NULL */
	struct gx_sexp **items;	/* of lists */
	size_t n;
};

/* Read all values of TEXT (comments of all three kinds are skipped; 'x is (quote x), and so
 * on for ` , and ,@); *OUT is a list of them.  At most 16 MiB, 200 levels deep.  GX_EINVALID
 * says "line N, column M: …". */
int gx_sexp_parse(const char *text, size_t len, struct gx_sexp **out, struct gx_err *err);
void gx_sexp_free(struct gx_sexp *sexp);
/* Fail with GX_EINVALID as the reader does: "line N, column M: …", where AT starts. */
int gx_sexp_fail(struct gx_err *err, const struct gx_sexp *at, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
/* ERR is of gx_sexp_parse or gx_sexp_fail: make its line and column a place in FILE or, if TEXT
 * is not NULL, in TEXT, which is called FILE.  Other errors are prefixed with FILE.  -1. */
int gx_sexp_locate(struct gx_err *err, const char *file, const char *text);
void gx_cleanup_sexp(struct gx_sexp **sexp);

/* Readers accept NULL and values of other kinds, and answer NULL (false). */
bool gx_sexp_is_symbol(const struct gx_sexp *sexp, const char *name);
/* Is it a list whose first item is the symbol NAME? */
bool gx_sexp_is_form(const struct gx_sexp *sexp, const char *name);
const char *gx_sexp_string(const struct gx_sexp *sexp);
const struct gx_sexp *gx_sexp_at(const struct gx_sexp *list, size_t i);
/* The first item of LIST that is a form called NAME: (… (NAME …) …). */
const struct gx_sexp *gx_sexp_find(const struct gx_sexp *list, const char *name);
/* Its only argument as a string: (… (NAME "text") …) -> "text". */
const char *gx_sexp_find_string(const struct gx_sexp *list, const char *name);

/* Add TEXT as a string that Scheme reads back: quotes and escapes included. */
void gx_sexp_add_string(struct gx_buf *out, const char *text);
/* Add SEXP on one line. */
void gx_sexp_format(const struct gx_sexp *sexp, struct gx_buf *out);

#endif
