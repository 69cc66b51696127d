/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A line of the user's text with a caret below what is wrong in it. */
#ifndef GX_EXCERPT_H
#define GX_EXCERPT_H

#include "util/util.h"

struct gx_excerpt {
	struct gx_buf line;	/* as a terminal may show it: tabs expanded, cut where it is long */
	unsigned offset;	/* columns of the screen before the caret */
	unsigned width;		/* how many are marked, at least 1 */
	unsigned end_column;	/* in the text: behind the last marked character, from 1 */
};

/* The line that PLACE names, as it is in the file or text, without its end; +1 when it cannot
 * be had. */
int gx_place_read_line(const struct gx_place *place, struct gx_buf *out);
/* Fill OUT (cleared first) with the line that PLACE names, cut to WIDTH columns (0: as many as
 * are good to read); +1 when it cannot be had: no line, no such file, an empty line.  Nothing
 * is an error: an excerpt is a favour. */
int gx_excerpt_read(const struct gx_place *place, unsigned width, struct gx_excerpt *out);
void gx_excerpt_clear(struct gx_excerpt *excerpt);
#define gx_cleanup_excerpt gx_excerpt_clear

#endif
