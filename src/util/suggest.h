/* SPDX-License-Identifier: GPL-3.0-or-later */
/* "Did you mean …?" */
#ifndef GX_SUGGEST_H
#define GX_SUGGEST_H

/* The candidate nearest to WORD, if it is near enough to be a slip; else NULL.  The list
 * ends with NULL. */
const char *gx_suggest(const char *word, const char *const *candidates);

#endif
