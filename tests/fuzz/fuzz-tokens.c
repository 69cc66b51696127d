/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as Scheme: tokens lie one after the other, and what they borrow is theirs. */
#include "eval/tokens.h"
#include "fuzz.h"

#include <stdlib.h>

static bool borrowed(const struct gx_token *token)
{
	return token->kind == GX_TOKEN_SYMBOL || token->kind == GX_TOKEN_KEYWORD
		|| token->kind == GX_TOKEN_NUMBER || token->kind == GX_TOKEN_CHARACTER;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *)data, *before = text;
	GX_AUTO(token) struct gx_token token = GX_TOKEN_INIT;
	struct gx_lexer lexer;

	gx_lexer_init(&lexer, text, size);
	do {
		gx_token_next(&lexer, &token);
		if (lexer.at < before || lexer.at > text + size)
			abort();
		if (borrowed(&token) && (token.text < before || token.text + token.len != lexer.at))
			abort();
		if (token.kind != GX_TOKEN_END && token.kind != GX_TOKEN_OTHER
		    && (lexer.at == before || token.line > lexer.line))
			abort();
		before = lexer.at;
	} while (token.kind != GX_TOKEN_END && token.kind != GX_TOKEN_OTHER);
	return 0;
}
