/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A hash table from strings to numbers: open addressing, linear probing, no removal. */
#include "util/map.h"

#include <stdlib.h>
#include <string.h>

static size_t hash_of(const char *key)
{
	uint64_t h = 0xcbf29ce484222325u;

	for (; *key; key++)
		h = (h ^ (unsigned char)*key) * 0x100000001b3u;
	return (size_t)(h ^ h >> 32);
}

void gx_map_clear(struct gx_map *map)
{
	for (size_t i = 0; i < map->nslots; i++)
		free(map->slots[i].key);
	free(map->slots);
	*map = (struct gx_map)GX_MAP_INIT;
}

static struct gx_map_slot *probe(const struct gx_map *map, const char *key)
{
	size_t i = hash_of(key) & (map->nslots - 1);

	while (map->slots[i].key && strcmp(map->slots[i].key, key))
		i = (i + 1) & (map->nslots - 1);
	return &map->slots[i];
}

size_t *gx_map_find(const struct gx_map *map, const char *key)
{
	struct gx_map_slot *slot;

	if (!map->nslots)
		return NULL;
	slot = probe(map, key);
	return slot->key ? &slot->value : NULL;
}

static void grow(struct gx_map *map)
{
	struct gx_map bigger = { NULL, map->nslots ? map->nslots * 2 : 64, map->n };

	bigger.slots = gx_calloc(bigger.nslots, sizeof *bigger.slots);
	for (size_t i = 0; i < map->nslots; i++)
		if (map->slots[i].key)
			*probe(&bigger, map->slots[i].key) = map->slots[i];
	free(map->slots);
	*map = bigger;
}

size_t *gx_map_put(struct gx_map *map, const char *key, size_t value, bool *added)
{
	struct gx_map_slot *slot;
	bool is_new;

	if (map->n * 2 >= map->nslots)
		grow(map);
	slot = probe(map, key);
	is_new = !slot->key;
	if (is_new) {
		slot->key = gx_strdup(key);
		slot->value = value;
		map->n++;
	}
	if (added)
		*added = is_new;
	return &slot->value;
}
