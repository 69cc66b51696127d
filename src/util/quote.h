/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text as shells read it back. */
#ifndef GX_QUOTE_H
#define GX_QUOTE_H

#include "util/util.h"

/* Add WORD to OUT as one word: between single quotes, as sh, bash and zsh have them. */
void gx_quote_word(struct gx_buf *out, const char *word);
/* The same for fish, to which a backslash between single quotes means something. */
void gx_quote_fish(struct gx_buf *out, const char *word);
/* Add TEXT to OUT as it stands between double quotes that the caller writes. */
void gx_quote_inside(struct gx_buf *out, const char *text);

#endif
