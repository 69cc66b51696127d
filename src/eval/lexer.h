/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Just enough of Scheme's lexical syntax to find where data begin and end. */
#ifndef GX_LEXER_H
#define GX_LEXER_H

#include <stdbool.h>
#include <stddef.h>

struct gx_lexer {
	const char *at, *end;
	const char *line_start;
	size_t line;
	bool broken;		/* it is not what Guile would read */
};

void gx_lexer_init(struct gx_lexer *lexer, const char *text, size_t len);
/* Move behind blanks and comments; false at the end. */
bool gx_lexer_next(struct gx_lexer *lexer);
/* Move behind one datum, with blanks and comments before it; false where none is left: at the
 * end, or before a closing parenthesis. */
bool gx_lexer_skip(struct gx_lexer *lexer);
/* Is the next thing an opening parenthesis?  Then move behind it. */
bool gx_lexer_open(struct gx_lexer *lexer);
/* The symbol that comes next, moved behind: its length, *OUT its start; 0 if what comes is
 * something else, or a symbol that is not written plainly. */
size_t gx_lexer_symbol(struct gx_lexer *lexer, const char **out);
/* The same for the body of a string without escapes; false if it is something else. */
bool gx_lexer_string(struct gx_lexer *lexer, const char **out, size_t *len);
/* The column of AT in its line, from 0, as Guile's ports count. */
size_t gx_lexer_column(const struct gx_lexer *lexer);

#endif
