/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text from outside, character by character. */
#ifndef GX_UTF8_H
#define GX_UTF8_H

#include "util/util.h"

#define GX_UTF8_BAD 0xfffd	/* what stands for bytes that are not UTF-8 */

/* The character at *AT, which is moved behind it; bytes that are not UTF-8 give GX_UTF8_BAD,
 * one at a time.  *AT must be before END. */
uint32_t gx_utf8_next(const char **at, const char *end);
void gx_utf8_add(struct gx_buf *out, uint32_t c);
/* How many columns of a terminal it takes: 0, 1 or 2.  Control characters count 1. */
unsigned gx_utf8_width(uint32_t c);
/* C, or what to show for it: control characters and those that reorder text would let a file
 * write to the terminal, so they have stand-ins. */
uint32_t gx_utf8_visible(uint32_t c);
/* Add TEXT as a JSON string, quotes included; what is not UTF-8 becomes GX_UTF8_BAD. */
void gx_utf8_add_json(struct gx_buf *out, const char *text, size_t len);

#endif
