/* SPDX-License-Identifier: GPL-3.0-or-later */
/* S-expressions as data: read with bounds, never evaluated.
 *
 * One document is read at a time into memory that is freed at once.  Numbers are integers;
 * characters, vectors and the like are not needed by any file that gx reads and are refused. */
#ifndef GX_SEXP_H
#define GX_SEXP_H

#include "util/util.h"

enum gx_sexp_type {
	GX_SEXP_LIST, GX_SEXP_STRING, GX_SEXP_SYMBOL, GX_SEXP_KEYWORD, GX_SEXP_INTEGER,
	GX_SEXP_BOOL,
};

struct gx_sexp {
	enum gx_sexp_type type;
	unsigned line;			/* from 1 */
	const char *text;		/* string (no NUL in it), symbol, keyword without #: */
	int64_t number;			/* integer; bool: 0 or 1 */
	struct gx_sexp *first;		/* of a list */
	struct gx_sexp *tail;		/* what follows the dot of a list, or NULL */
	size_t n;			/* elements of a list, TAIL not counted */
	struct gx_sexp *next;		/* the next element of the same list */
};

#define GX_SEXP_MAX_BYTES (64u << 20)
#define GX_SEXP_MAX_DEPTH 512

struct gx_sexp_doc;
/* Read the only datum of TEXT, with comments around it; GX_EINVALID names the line. */
int gx_sexp_parse(const char *text, size_t len, struct gx_sexp_doc **out, struct gx_err *err);
void gx_sexp_free(struct gx_sexp_doc *doc);
void gx_cleanup_sexp(struct gx_sexp_doc **doc);
const struct gx_sexp *gx_sexp_root(const struct gx_sexp_doc *doc);

/* Element I of a list; NULL when SEXP is no list or shorter. */
const struct gx_sexp *gx_sexp_ref(const struct gx_sexp *sexp, size_t i);
bool gx_sexp_is_symbol(const struct gx_sexp *sexp, const char *name);
/* The text of a string, or NULL for anything else. */
const char *gx_sexp_string(const struct gx_sexp *sexp);
/* (NAME VALUE …) among the elements of LIST from FROM on; NULL when absent. */
const struct gx_sexp *gx_sexp_assoc(const struct gx_sexp *list, size_t from, const char *name);

/* The datum on one line, as Guile's `write' prints it. */
void gx_sexp_format(const struct gx_sexp *sexp, struct gx_buf *out);
/* TEXT as a string literal. */
void gx_sexp_format_string(const char *text, struct gx_buf *out);

#endif
