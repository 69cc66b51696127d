/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scheme's data as a sequence of tokens: the part of the syntax that package definitions are
 * written in.  What is rarer, or read in several ways, is left to Guile's own reader. */
#ifndef GX_TOKENS_H
#define GX_TOKENS_H

#include "eval/lexer.h"
#include "util/util.h"

enum gx_token_kind {
	GX_TOKEN_END,
	GX_TOKEN_OTHER,		/* something else, or not what Guile would read */
	GX_TOKEN_OPEN, GX_TOKEN_CLOSE, GX_TOKEN_DOT,
	GX_TOKEN_PREFIX,	/* what follows is the datum of (TEXT datum) */
	GX_TOKEN_HOLE,		/* the same, but #$a:b splits */
	GX_TOKEN_SYMBOL, GX_TOKEN_KEYWORD, GX_TOKEN_STRING,
	GX_TOKEN_NUMBER,	/* or a symbol, such as 1+ */
	GX_TOKEN_CHARACTER, GX_TOKEN_TRUE, GX_TOKEN_FALSE,
};

struct gx_token {
	enum gx_token_kind kind;
	/* The name or the number as it is written, the character itself; borrowed from the
	 * lexer's text or from literals.  The value of a string is in STRING. */
	const char *text;
	size_t len;
	struct gx_buf string;
	size_t line, column;	/* of its start, from 0 */
};
#define GX_TOKEN_INIT { .string = GX_BUF_INIT }

/* Read what comes next, behind blanks and comments, into TOKEN, which may be used again. */
void gx_token_next(struct gx_lexer *lexer, struct gx_token *token);
void gx_token_clear(struct gx_token *token);
#define gx_cleanup_token gx_token_clear

#endif
