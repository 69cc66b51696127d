/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a pattern of generations: an exact number means that generation alone. */
#include "profile/generations.h"
#include "fuzz.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct gx_generation v[] = {
		{ 1, 0, NULL }, { 2, 86400, NULL }, { 7, INT64_C(1) << 40, NULL }
	};
	struct gx_generations all = { 7, true, v, GX_ARRAY_SIZE(v) };
	GX_AUTO(err) struct gx_err err = GX_ERR_INIT;
	GX_AUTO(free) char *pattern = gx_strndup((const char *)data, size);
	bool hits[GX_ARRAY_SIZE(v)];

	for (int older = 0; older < 2; older++) {
		if (gx_generations_match(&all, pattern, older, 86400 * 3, hits, &err) < 0)
			gx_err_clear(&err);
		else if (pattern[0] == '2' && !pattern[1] && (hits[0] || !hits[1] || hits[2]))
			abort();
	}
	return 0;
}
