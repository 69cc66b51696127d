/* SPDX-License-Identifier: GPL-3.0-or-later */
/* "Did you mean …?" */
#ifndef GX_SUGGEST_H
#define GX_SUGGEST_H

/* The candidate nearest to WORD, if it is near enough to be a slip; else NULL.  The list
 * ends with NULL. */
const char *gx_suggest(const char *word, const char *const *candidates);
/* The same among the names in the directory DIR, but for hidden ones; yours. */
char *gx_suggest_file(const char *name, const char *dir);

#endif
