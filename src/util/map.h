/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A hash table from strings to numbers. */
#ifndef GX_MAP_H
#define GX_MAP_H

#include "util/util.h"

struct gx_map {
	struct gx_map_slot {
		char *key;	/* owned; NULL: free slot */
		size_t value;
	} *slots;
	size_t nslots;		/* a power of two, or 0 */
	size_t n;
};

#define GX_MAP_INIT { NULL, 0, 0 }

void gx_map_clear(struct gx_map *map);
#define gx_cleanup_map gx_map_clear
/* The place of KEY's value; NULL when absent.  Good until the next insertion. */
size_t *gx_map_find(const struct gx_map *map, const char *key);
/* The same, after adding KEY with VALUE if it was absent; *ADDED says so (may be NULL). */
size_t *gx_map_put(struct gx_map *map, const char *key, size_t value, bool *added);
static inline bool gx_map_has(const struct gx_map *map, const char *key)
{
	return gx_map_find(map, key) != NULL;
}

#endif
