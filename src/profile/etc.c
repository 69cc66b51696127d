/* SPDX-License-Identifier: GPL-3.0-or-later */
/* PROFILE/etc/profile, the script that sets the search paths (doc/formats.md 7). */
#include "profile/profile.h"

#include "util/quote.h"

/* The words of Guix, since its tools and users know this file by them: part of the format. */
static const char etc_head[] =
	"# Source this file to define all the relevant environment variables in Bash\n"
	"# for this profile.  You may want to define the 'GUIX_PROFILE' environment\n"
	"# variable to point to the \"visible\" name of the profile, like this:\n"
	"#\n"
	"#  GUIX_PROFILE=/path/to/profile ; \\\n"
	"#  source /path/to/profile/etc/profile\n"
	"#\n"
	"# When GUIX_PROFILE is undefined, the various environment variables refer\n"
	"# to this specific profile generation.\n\n";

static void add_export(struct gx_buf *buf, const struct gx_search_path *spec,
		       const struct gx_strv *files, const char *logical)
{
	gx_buf_addf(buf, "export %s=\"", spec->variable);
	for (size_t i = 0; i < files->n; i++) {
		if (i)
			gx_quote_inside(buf, spec->separator);
		gx_buf_addf(buf, "${GUIX_PROFILE:-%s}", logical);
		if (*files->v[i])
			gx_buf_addc(buf, '/');
		gx_quote_inside(buf, files->v[i]);
	}
	if (spec->separator) {
		gx_buf_addf(buf, "${%s:+", spec->variable);
		gx_quote_inside(buf, spec->separator);
		gx_buf_addf(buf, "}$%s", spec->variable);
	}
	gx_buf_adds(buf, "\"\n");
}

int gx_profile_write_etc(const char *store_dir, const char *out, const char *logical,
			 const struct gx_search_paths *paths, struct gx_err *err)
{
	GX_AUTO(free) char *dir = gx_path_join(out, "etc");
	GX_AUTO(free) char *file = gx_path_join(dir, "profile");
	GX_AUTO(buf) struct gx_buf text = GX_BUF_INIT;

	gx_buf_adds(&text, etc_head);
	for (size_t i = 0; i < paths->n; i++) {
		GX_AUTO(strv) struct gx_strv files = GX_STRV_INIT;

		if (gx_search_path_eval(store_dir, out, &paths->v[i], &files, err) < 0)
			return -1;
		if (files.n)
			add_export(&text, &paths->v[i], &files, logical);
	}
	if (gx_mkdirs(dir, 0755, err) < 0)
		return -1;
	return gx_file_write(file, text.data, text.len, 0444, err);
}
