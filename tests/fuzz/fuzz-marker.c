/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a store's marker: what is accepted survives writing and reading. */
#include "fuzz.h"
#include "store/marker.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	GX_AUTO(marker) struct gx_marker one = GX_MARKER_INIT;
	GX_AUTO(marker) struct gx_marker two = GX_MARKER_INIT;
	GX_AUTO(buf) struct gx_buf text = GX_BUF_INIT;

	if (gx_marker_parse((const char *)data, size, &one, NULL) < 0)
		return 0;
	if (!one.gx)
		one.gx = gx_strdup("0");
	gx_marker_format(&one, &text);
	if (gx_marker_parse(text.data, text.len, &two, NULL) < 0 || strcmp(one.id, two.id)
	    || strcmp(one.prefix, two.prefix) || one.way != two.way || one.owner != two.owner)
		abort();
	return 0;
}
