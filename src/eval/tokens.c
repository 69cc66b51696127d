/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scheme's data as a sequence of tokens. */
#include "eval/tokens.h"
#include "util/utf8.h"

#include <string.h>

struct prefix {
	const char *written;
	enum gx_token_kind kind;
	const char *name;
};

/* Longer ones first. */
static const struct prefix prefixes[] = {
	{ "#$@", GX_TOKEN_HOLE, "ungexp-splicing" },
	{ "#+@", GX_TOKEN_HOLE, "ungexp-native-splicing" },
	{ "#~", GX_TOKEN_PREFIX, "gexp" },
	{ "#$", GX_TOKEN_HOLE, "ungexp" },
	{ "#+", GX_TOKEN_HOLE, "ungexp-native" },
	{ ",@", GX_TOKEN_PREFIX, "unquote-splicing" },
	{ "'", GX_TOKEN_PREFIX, "quote" },
	{ "`", GX_TOKEN_PREFIX, "quasiquote" },
	{ ",", GX_TOKEN_PREFIX, "unquote" },
};

static bool starts(const struct gx_lexer *lexer, const char *text)
{
	size_t len = strlen(text);

	return (size_t)(lexer->end - lexer->at) >= len && !memcmp(lexer->at, text, len);
}

static bool read_prefix(struct gx_lexer *lexer, struct gx_token *token)
{
	for (size_t i = 0; i < GX_ARRAY_SIZE(prefixes); i++) {
		if (!starts(lexer, prefixes[i].written))
			continue;
		lexer->at += strlen(prefixes[i].written);
		token->kind = prefixes[i].kind;
		token->text = prefixes[i].name;
		token->len = strlen(token->text);
		return true;
	}
	return false;
}

static bool alphanumeric(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* Characters of symbols and numbers that are nothing else anywhere. */
static bool plain(char c)
{
	return alphanumeric(c) || (c && strchr("!$%&*/:<=>?^_~+-.@", c));
}

/* What ends a token. */
static bool ends(const struct gx_lexer *lexer)
{
	return lexer->at == lexer->end || strchr(" \n\t\r\f()\";", *lexer->at);
}

/* The plain characters that come next; false unless there are some, and a token ends there. */
static bool read_plain(struct gx_lexer *lexer, struct gx_token *token)
{
	token->text = lexer->at;
	while (lexer->at < lexer->end && plain(*lexer->at))
		lexer->at++;
	token->len = lexer->at - token->text;
	return token->len && ends(lexer);
}

static enum gx_token_kind read_atom(struct gx_lexer *lexer, struct gx_token *token)
{
	if (!read_plain(lexer, token))
		return GX_TOKEN_OTHER;
	if (token->len == 1 && *token->text == '.')
		return GX_TOKEN_DOT;
	return strchr("0123456789+-.", *token->text) ? GX_TOKEN_NUMBER : GX_TOKEN_SYMBOL;
}

/* Behind "#\": one plain ASCII character. */
static enum gx_token_kind read_character(struct gx_lexer *lexer, struct gx_token *token)
{
	token->text = lexer->at;
	token->len = 1;
	if (lexer->at == lexer->end || *lexer->at <= ' ' || *lexer->at > '~')
		return GX_TOKEN_OTHER;
	lexer->at++;
	return ends(lexer) ? GX_TOKEN_CHARACTER : GX_TOKEN_OTHER;
}

static bool is_text(const struct gx_token *token, const char *text)
{
	return token->len == strlen(text) && !memcmp(token->text, text, token->len);
}

static enum gx_token_kind read_hash(struct gx_lexer *lexer, struct gx_token *token)
{
	lexer->at++;
	if (starts(lexer, "\\")) {
		lexer->at++;
		return read_character(lexer, token);
	}
	if (starts(lexer, ":")) {
		lexer->at++;
		return read_plain(lexer, token) && !strchr("0123456789+-.", *token->text)
			? GX_TOKEN_KEYWORD : GX_TOKEN_OTHER;
	}
	if (!read_plain(lexer, token))
		return GX_TOKEN_OTHER;
	if (is_text(token, "t") || is_text(token, "true"))
		return GX_TOKEN_TRUE;
	if (is_text(token, "f") || is_text(token, "false"))
		return GX_TOKEN_FALSE;
	return GX_TOKEN_OTHER;
}

/* --- strings ------------------------------------------------------------------------------ */

/* The character that \C stands for, or -1. */
static int escaped(char c)
{
	static const char from[] = "\"\\nrtabfv0", to[] = "\"\\\n\r\t\a\b\f\v\0";
	const char *at = c ? strchr(from, c) : NULL;

	return at ? to[at - from] : -1;
}

/* Is TEXT, N bytes, what a UTF-8 reader and writer would leave as it is? */
static bool proper_utf8(const char *text, size_t n)
{
	GX_AUTO(buf) struct gx_buf again = GX_BUF_INIT;
	const char *at = text, *end = text + n;

	while (at < end)
		gx_utf8_add(&again, gx_utf8_next(&at, end));
	return again.len == n && !memcmp(gx_buf_str(&again), text, n);
}

/* Behind the opening quote. */
static enum gx_token_kind read_string(struct gx_lexer *lexer, struct gx_token *token)
{
	const char *start = lexer->at;
	bool ascii = true;

	gx_buf_reset(&token->string);
	for (; lexer->at < lexer->end && *lexer->at != '"'; lexer->at++) {
		int c = *lexer->at;

		if (c == '\\') {
			if (++lexer->at == lexer->end || (c = escaped(*lexer->at)) < 0)
				return GX_TOKEN_OTHER;
		} else if (c == '\n') {
			lexer->line++;
			lexer->line_start = lexer->at + 1;
		} else if (c == '\r' || !c) {
			return GX_TOKEN_OTHER;
		}
		ascii = ascii && !(c & 0x80);
		gx_buf_addc(&token->string, (char)c);
	}
	if (lexer->at == lexer->end || (!ascii && !proper_utf8(start, lexer->at - start)))
		return GX_TOKEN_OTHER;
	lexer->at++;
	return GX_TOKEN_STRING;
}

/* --- all of them -------------------------------------------------------------------------- */

static enum gx_token_kind read_token(struct gx_lexer *lexer, struct gx_token *token)
{
	switch (*lexer->at) {
	case '(':
		lexer->at++;
		return GX_TOKEN_OPEN;
	case ')':
		lexer->at++;
		return GX_TOKEN_CLOSE;
	case '"':
		lexer->at++;
		return read_string(lexer, token);
	case '#':
		return read_hash(lexer, token);
	default:
		return read_atom(lexer, token);
	}
}

void gx_token_next(struct gx_lexer *lexer, struct gx_token *token)
{
	if (!gx_lexer_next(lexer)) {
		token->kind = lexer->broken ? GX_TOKEN_OTHER : GX_TOKEN_END;
		return;
	}
	token->line = lexer->line;
	token->column = gx_lexer_column(lexer);
	if (!read_prefix(lexer, token))
		token->kind = read_token(lexer, token);
}

void gx_token_clear(struct gx_token *token)
{
	gx_buf_clear(&token->string);
}
