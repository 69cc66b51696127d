/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Just enough of Scheme's lexical syntax to find where data begin and end. */
#include "eval/lexer.h"

#include <string.h>

/* Data comments within data comments. */
#define DEPTH_MAX 64

void gx_lexer_init(struct gx_lexer *lexer, const char *text, size_t len)
{
	*lexer = (struct gx_lexer){ .at = text, .end = text + len, .line_start = text };
}

static char peek(const struct gx_lexer *lexer, size_t ahead)
{
	return lexer->end - lexer->at > (ptrdiff_t)ahead ? lexer->at[ahead] : '\0';
}

/* Move by one byte. */
static void step(struct gx_lexer *lexer)
{
	if (*lexer->at++ == '\n') {
		lexer->line++;
		lexer->line_start = lexer->at;
	}
}

static bool blank(char c)
{
	return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
}

static bool delimiter(char c)
{
	return blank(c) || (c && strchr("()[]\";", c));
}

static void skip_token(struct gx_lexer *lexer)
{
	while (lexer->at < lexer->end && !delimiter(*lexer->at))
		lexer->at++;
}

static void skip_line(struct gx_lexer *lexer)
{
	const char *newline = memchr(lexer->at, '\n', lexer->end - lexer->at);

	lexer->at = newline ? newline : lexer->end;
}

/* AT is behind the opening quote. */
static void skip_string(struct gx_lexer *lexer)
{
	for (; lexer->at < lexer->end; step(lexer)) {
		if (*lexer->at == '"') {
			lexer->at++;
			return;
		}
		if (*lexer->at == '\\' && lexer->at + 1 < lexer->end)
			step(lexer);
	}
	lexer->broken = true;
}

/* AT is behind the first "#|". */
static void skip_block(struct gx_lexer *lexer)
{
	size_t depth = 1;

	while (depth && lexer->at < lexer->end) {
		if (peek(lexer, 0) == '|' && peek(lexer, 1) == '#') {
			depth--;
			lexer->at += 2;
		} else if (peek(lexer, 0) == '#' && peek(lexer, 1) == '|') {
			depth++;
			lexer->at += 2;
		} else {
			step(lexer);
		}
	}
	if (depth)
		lexer->broken = true;
}

/* AT is behind "#{"; the symbol ends with "}#". */
static void skip_extended(struct gx_lexer *lexer)
{
	while (lexer->at < lexer->end && !(peek(lexer, 0) == '}' && peek(lexer, 1) == '#'))
		step(lexer);
	if (lexer->at < lexer->end)
		lexer->at += 2;
	else
		lexer->broken = true;
}

/* AT is behind "#\"; the first character is part of it whatever it is. */
static void skip_character(struct gx_lexer *lexer)
{
	if (lexer->at == lexer->end) {
		lexer->broken = true;
		return;
	}
	step(lexer);
	while (lexer->at < lexer->end && ((unsigned char)*lexer->at & 0xc0) == 0x80)
		lexer->at++;
	skip_token(lexer);
}

static bool skip_datum(struct gx_lexer *lexer, unsigned depth);

/* Behind blanks and comments. */
static void skip_blanks(struct gx_lexer *lexer, unsigned depth)
{
	while (lexer->at < lexer->end && !lexer->broken) {
		if (blank(*lexer->at)) {
			step(lexer);
		} else if (*lexer->at == ';') {
			skip_line(lexer);
		} else if (*lexer->at == '#' && peek(lexer, 1) == '|') {
			lexer->at += 2;
			skip_block(lexer);
		} else if (*lexer->at == '#' && peek(lexer, 1) == ';') {
			lexer->at += 2;
			if (!depth || !skip_datum(lexer, depth - 1))
				lexer->broken = true;
		} else {
			return;
		}
	}
}

/* How many bytes of a prefix such as ' ,@ #~ #$@ come next. */
static size_t prefix(const struct gx_lexer *lexer)
{
	char c = peek(lexer, 0), d = peek(lexer, 1);

	if (c == '\'' || c == '`')
		return 1;
	if (c == ',')
		return d == '@' ? 2 : 1;
	if (c != '#' || !d || !strchr("'`,~$+", d))
		return 0;
	return strchr(",$+", d) && peek(lexer, 2) == '@' ? 3 : 2;
}

/* An atom, or something that opens: *OPENED says so. */
static void skip_hash(struct gx_lexer *lexer, bool *opened)
{
	char d = peek(lexer, 1);

	if (d == '!') {
		/* Directives and block comments of another kind: rare, and many. */
		lexer->broken = true;
	} else if (d == '\\') {
		lexer->at += 2;
		skip_character(lexer);
	} else if (d == '{') {
		lexer->at += 2;
		skip_extended(lexer);
	} else {
		/* #t #:key #(…) #vu8(…) #x1f #1=… */
		skip_token(lexer);
		if (peek(lexer, 0) == '(') {
			lexer->at++;
			*opened = true;
		}
	}
}

/* One atom, or the opening of a list; *OPENED says which. */
static void skip_one(struct gx_lexer *lexer, bool *opened)
{
	switch (*lexer->at) {
	case '(': case '[':
		lexer->at++;
		*opened = true;
		return;
	case '"':
		lexer->at++;
		skip_string(lexer);
		return;
	case '#':
		skip_hash(lexer, opened);
		return;
	default:
		skip_token(lexer);
	}
}

static bool closes(char c)
{
	return c == ')' || c == ']';
}

static bool skip_datum(struct gx_lexer *lexer, unsigned depth)
{
	size_t open = 0;

	for (;;) {
		bool opened = false;
		size_t n;

		skip_blanks(lexer, depth);
		if (lexer->broken || lexer->at == lexer->end)
			break;
		n = prefix(lexer);
		if (n) {
			lexer->at += n;
			continue;
		}
		if (closes(*lexer->at)) {
			if (!open)
				return false;
			lexer->at++;
			open--;
		} else {
			skip_one(lexer, &opened);
			open += opened;
		}
		if (!open)
			return !lexer->broken;
	}
	if (open)
		lexer->broken = true;
	return false;
}

bool gx_lexer_next(struct gx_lexer *lexer)
{
	skip_blanks(lexer, DEPTH_MAX);
	return !lexer->broken && lexer->at < lexer->end;
}

bool gx_lexer_skip(struct gx_lexer *lexer)
{
	return skip_datum(lexer, DEPTH_MAX);
}

bool gx_lexer_open(struct gx_lexer *lexer)
{
	if (!gx_lexer_next(lexer) || (*lexer->at != '(' && *lexer->at != '['))
		return false;
	lexer->at++;
	return true;
}

/* Characters by which a token is, or may be, something else than a plain symbol. */
static bool plain_symbol(const char *s, size_t n)
{
	if (!n || strchr("0123456789#'`,.:", *s))
		return false;
	if (n > 1 && (*s == '+' || *s == '-') && strchr("0123456789.", s[1]))
		return false;
	return s[n - 1] != ':';
}

size_t gx_lexer_symbol(struct gx_lexer *lexer, const char **out)
{
	const char *start;
	size_t n;

	if (!gx_lexer_next(lexer))
		return 0;
	start = lexer->at;
	skip_token(lexer);
	n = lexer->at - start;
	if (!plain_symbol(start, n)) {
		lexer->at = start;
		return 0;
	}
	*out = start;
	return n;
}

bool gx_lexer_string(struct gx_lexer *lexer, const char **out, size_t *len)
{
	const char *start;

	if (!gx_lexer_next(lexer) || *lexer->at != '"')
		return false;
	start = ++lexer->at;
	skip_string(lexer);
	if (lexer->broken)
		return false;
	*out = start;
	*len = lexer->at - start - 1;
	for (size_t i = 0; i < *len; i++)
		if (start[i] == '\\' || (unsigned char)start[i] < ' ')
			return false;
	return true;
}

size_t gx_lexer_column(const struct gx_lexer *lexer)
{
	size_t column = 0;

	for (const char *p = lexer->line_start; p < lexer->at; p++) {
		if (*p == '\t')
			column = (column / 8 + 1) * 8;
		else if (((unsigned char)*p & 0xc0) != 0x80)
			column++;
	}
	return column;
}
