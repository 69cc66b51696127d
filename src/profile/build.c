/* SPDX-License-Identifier: GPL-3.0-or-later */
/* builtin:profile-1. */
#include "profile/profile.h"

#include <stdlib.h>
#include <string.h>

static int write_manifest(const char *store_dir, const char *source, const char *out,
			  struct gx_err *err)
{
	GX_AUTO(free) char *from = gx_path_join(store_dir, gx_path_base(source));
	GX_AUTO(free) char *to = gx_path_join(out, "manifest");
	GX_AUTO(buf) struct gx_buf text = GX_BUF_INIT;
	int r = gx_file_read(from, 16u << 20, &text, err);

	if (r)
		return r < 0 ? -1 : gx_fail(err, GX_ENOTFOUND, "%s is not in the store", source);
	return gx_file_write(to, gx_buf_str(&text), text.len, 0444, err);
}

int gx_profile_build(const struct gx_drv *drv, const char *store_dir, const char *physical_out,
		     struct gx_err *err)
{
	const char *manifest = gx_drv_getenv(drv, "manifest");
	const char *inputs_text = gx_drv_getenv(drv, "inputs");
	const char *lines = gx_drv_getenv(drv, "search-paths");
	const struct gx_drv_output *out = gx_drv_output(drv, "out");
	GX_AUTO(strv) struct gx_strv inputs = GX_STRV_INIT;
	GX_AUTO(strv) struct gx_strv warnings = GX_STRV_INIT;
	GX_AUTO(search_paths) struct gx_search_paths paths = GX_SEARCH_PATHS_INIT;

	if (!manifest || !gx_store_path_ok(manifest) || !out)
		return gx_fail(err, GX_EINVALID, "builtin:profile-1 needs 'manifest' and 'out'");
	gx_strv_split(&inputs, inputs_text ? inputs_text : "", " \n");
	if (gx_search_paths_parse(lines ? lines : "", &paths, err) < 0)
		return -1;
	gx_search_paths_want_path(&paths);
	if (gx_profile_union(store_dir, &inputs, physical_out, &warnings, err) < 0 ||
	    write_manifest(store_dir, manifest, physical_out, err) < 0)
		return -1;
	for (size_t i = 0; i < warnings.n; i++)
		gx_warn("%s", warnings.v[i]);
	return gx_profile_write_etc(store_dir, physical_out, out->path, &paths, err);
}
