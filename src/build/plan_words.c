/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The plan in words. */
#include "build/build.h"
#include "util/progress.h"

#include <stdio.h>

static void add_group(struct gx_buf *out, const char *verb, const char *noun, const char *rest,
		      const struct gx_build_plan_item *items, size_t n)
{
	if (!n)
		return;
	gx_buf_addf(out, "%zu %s%s would be %s%s:\n", n, noun, n == 1 ? "" : "s", verb, rest);
	for (size_t i = 0; i < n; i++) {
		char size[16] = "";

		if (items[i].size)
			gx_format_size(items[i].size, size);
		gx_buf_addf(out, "  %s%s%s%s\n", items[i].drv, *size ? "  (" : "", size,
			    *size ? ")" : "");
	}
}

void gx_build_plan_format(const struct gx_build_plan *plan, struct gx_buf *out)
{
	char size[16], rest[48] = "";

	if (plan->download_bytes) {
		gx_format_size(plan->download_bytes, size);
		snprintf(rest, sizeof rest, " (%s%s)", plan->sizes_known ? "" : "at least ",
			 size);
	}
	add_group(out, "downloaded", "file", rest, plan->downloads, plan->ndownloads);
	add_group(out, "built", "derivation", "", plan->builds, plan->nbuilds);
}
