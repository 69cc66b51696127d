/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sizes of downloads. */
#include "build/sizes.h"

#include <stdlib.h>
#include <string.h>

#define TABLE_MAX (4u << 20)
#define SIZE_MAX_KNOWN (1ull << 50)

void gx_sizes_read(struct gx_sizes *sizes)
{
	GX_AUTO(free) char *file = gx_where_data("channels/base/download-sizes");

	gx_buf_reset(&sizes->table);
	gx_buf_addc(&sizes->table, '\n');
	if (gx_file_read(file, TABLE_MAX, &sizes->table, NULL) != 0)
		gx_buf_reset(&sizes->table);
}

void gx_sizes_clear(struct gx_sizes *sizes)
{
	gx_buf_clear(&sizes->table);
}

/* A number up to the end of its line; 0 for anything else. */
static uint64_t number(const char *text)
{
	unsigned long long n;
	char *end;

	if (*text < '0' || *text > '9')
		return 0;
	n = strtoull(text, &end, 10);
	return (*end && *end != '\n') || n > SIZE_MAX_KNOWN ? 0 : n;
}

uint64_t gx_sizes_get(const struct gx_sizes *sizes, const struct gx_drv *drv)
{
	const char *said = gx_drv_getenv(drv, "size"), *found;
	const struct gx_drv_output *out = gx_drv_output(drv, "out");
	GX_AUTO(free) char *key = NULL;

	if (said)
		return number(said);
	if (!out || strcmp(out->algo, "sha256") || !*out->hash || !sizes->table.len)
		return 0;
	key = gx_asprintf("\n%s ", out->hash);
	found = strstr(gx_buf_str(&sizes->table), key);
	return found ? number(found + strlen(key)) : 0;
}
