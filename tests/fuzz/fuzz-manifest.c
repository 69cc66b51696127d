/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as the manifest of a profile: what is accepted is written and read again alike. */
#include "fuzz.h"
#include "profile/profile.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	GX_AUTO(manifest) struct gx_manifest *manifest = NULL;
	GX_AUTO(manifest) struct gx_manifest *again = NULL;
	GX_AUTO(search_paths) struct gx_search_paths paths = GX_SEARCH_PATHS_INIT;
	GX_AUTO(strv) struct gx_strv items = GX_STRV_INIT;
	GX_AUTO(buf) struct gx_buf text = GX_BUF_INIT;
	GX_AUTO(buf) struct gx_buf twice = GX_BUF_INIT;
	GX_AUTO(free) char *lines = gx_strndup((const char *)data, size);

	if (gx_search_paths_parse(lines, &paths, NULL) == 0)
		gx_search_paths_want_path(&paths);
	gx_search_paths_clear(&paths);
	if (gx_manifest_parse((const char *)data, size, &manifest, NULL) < 0)
		return 0;
	gx_manifest_items(manifest, &items);
	gx_manifest_search_paths(manifest, &paths);
	gx_manifest_format(manifest, manifest->version, &text);
	if (gx_manifest_parse(text.data, text.len, &again, NULL) < 0)
		abort();
	gx_manifest_format(again, again->version, &twice);
	if (text.len != twice.len || memcmp(text.data, twice.data, text.len))
		abort();
	return 0;
}
