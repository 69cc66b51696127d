/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading a form of a module for (gx eval lazy datum), several times faster than Guile's reader,
 * which is written in Scheme. */
#include "config.h"
#include "eval/guile.h"
#include "eval/tokens.h"

#include <string.h>

/* Whatever is nested deeper is left to Guile. */
#define DEPTH_MAX 200

struct reader {
	struct gx_lexer lexer;
	struct gx_token token;
	SCM places;		/* hash table: pair -> line * COLUMNS + column */
};

/* The column of a place must be below. */
#define COLUMNS ((size_t)1 << 20)

static SCM note_place(struct reader *reader, size_t line, size_t column, SCM pair)
{
	if (column < COLUMNS)
		scm_hashq_set_x(reader->places, pair, scm_from_size_t(line * COLUMNS + column));
	return pair;
}

static SCM token_symbol(const struct gx_token *token)
{
	return scm_from_utf8_symboln(token->text, token->len);
}

static SCM read_number(const struct gx_token *token)
{
	SCM number = scm_string_to_number(scm_from_utf8_stringn(token->text, token->len),
					  SCM_UNDEFINED);

	return scm_is_true(number) ? number : token_symbol(token);
}

/* Data are never undefined, so that SCM_UNDEFINED tells of what Guile has to read. */
static SCM read_datum(struct reader *reader, unsigned depth);

/* Behind the opening parenthesis; the tail of an improper list has been read for a dot. */
static bool read_items(struct reader *reader, unsigned depth, SCM *items, SCM *tail)
{
	for (;;) {
		SCM item;

		gx_token_next(&reader->lexer, &reader->token);
		if (reader->token.kind == GX_TOKEN_CLOSE)
			return true;
		if (reader->token.kind == GX_TOKEN_DOT && scm_is_pair(*items)) {
			gx_token_next(&reader->lexer, &reader->token);
			*tail = read_datum(reader, depth);
			gx_token_next(&reader->lexer, &reader->token);
			return !SCM_UNBNDP(*tail) && reader->token.kind == GX_TOKEN_CLOSE;
		}
		item = read_datum(reader, depth);
		if (SCM_UNBNDP(item))
			return false;
		*items = scm_cons(item, *items);
	}
}

static SCM read_list(struct reader *reader, unsigned depth)
{
	size_t line = reader->token.line, column = reader->token.column;
	SCM items = SCM_EOL, tail = SCM_EOL, list;

	if (!depth || !read_items(reader, depth - 1, &items, &tail))
		return SCM_UNDEFINED;
	list = scm_reverse_x(items, tail);
	return scm_is_pair(list) ? note_place(reader, line, column, list) : list;
}

/* #$a:b is an output of a. */
static SCM split_hole(SCM head, SCM name)
{
	GX_AUTO(free) char *text = scm_to_utf8_string(scm_symbol_to_string(name));
	char *colon = strrchr(text, ':');

	if (!colon)
		return scm_list_2(head, name);
	return scm_list_3(head, scm_from_utf8_symboln(text, colon - text),
			  scm_from_utf8_string(colon + 1));
}

static SCM read_prefixed(struct reader *reader, unsigned depth)
{
	size_t line = reader->token.line, column = reader->token.column;
	bool hole = reader->token.kind == GX_TOKEN_HOLE;
	SCM head = token_symbol(&reader->token), datum;

	if (!depth)
		return SCM_UNDEFINED;
	gx_token_next(&reader->lexer, &reader->token);
	datum = read_datum(reader, depth - 1);
	if (SCM_UNBNDP(datum))
		return SCM_UNDEFINED;
	return note_place(reader, line, column,
			  hole && scm_is_symbol(datum) ? split_hole(head, datum)
			  : scm_list_2(head, datum));
}

/* The datum that begins with the reader's token. */
static SCM read_datum(struct reader *reader, unsigned depth)
{
	const struct gx_token *token = &reader->token;

	switch (token->kind) {
	case GX_TOKEN_OPEN:
		return read_list(reader, depth);
	case GX_TOKEN_PREFIX: case GX_TOKEN_HOLE:
		return read_prefixed(reader, depth);
	case GX_TOKEN_SYMBOL:
		return token_symbol(token);
	case GX_TOKEN_KEYWORD:
		return scm_symbol_to_keyword(token_symbol(token));
	case GX_TOKEN_STRING:
		return scm_from_utf8_stringn(gx_buf_str(&token->string), token->string.len);
	case GX_TOKEN_NUMBER:
		return read_number(token);
	case GX_TOKEN_CHARACTER:
		return SCM_MAKE_CHAR(*token->text);
	case GX_TOKEN_TRUE:
		return SCM_BOOL_T;
	case GX_TOKEN_FALSE:
		return SCM_BOOL_F;
	default:
		return SCM_UNDEFINED;
	}
}

/* Where the line begins that AT is in. */
static const char *line_start(const char *text, const char *at)
{
	while (at > text && at[-1] != '\n')
		at--;
	return at;
}

static SCM engine_read_form(SCM bytes, SCM start, SCM end, SCM line, SCM places)
{
	size_t from, to;
	struct reader reader = { .token = GX_TOKEN_INIT, .places = places };
	const char *text;
	SCM datum;

	SCM_ASSERT_TYPE(scm_is_bytevector(bytes), bytes, 1, "read-form", "bytevector");
	to = scm_to_unsigned_integer(end, 0, SCM_BYTEVECTOR_LENGTH(bytes));
	from = scm_to_unsigned_integer(start, 0, to);
	text = (const char *)SCM_BYTEVECTOR_CONTENTS(bytes);
	gx_lexer_init(&reader.lexer, text + from, to - from);
	reader.lexer.line = scm_to_size_t(line);
	reader.lexer.line_start = line_start(text, text + from);
	gx_token_next(&reader.lexer, &reader.token);
	datum = read_datum(&reader, DEPTH_MAX);
	gx_token_clear(&reader.token);
	scm_remember_upto_here_1(bytes);
	return SCM_UNBNDP(datum) ? SCM_BOOL_F : datum;
}

static const struct gx_primitive datum_table[] = {
	{ "read-form", 5, 0, engine_read_form,
	  "(read-form BYTES START END LINE PLACES): the list that is written there, on LINE, from "
	  "0; #f if it is better left to Guile.  In the hash table PLACES each list's first pair has "
	  "a number made of its line and column." },
};

void gx_datum_define(void)
{
	gx_define_primitives(datum_table, GX_ARRAY_SIZE(datum_table));
}
