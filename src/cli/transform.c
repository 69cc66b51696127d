/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Options that change packages. */
#include "cli/transform.h"

#include <string.h>

static const struct gx_opt rows[] = { GX_OPTS_TRANSFORM, GX_OPT_END };

const char *gx_transform_name(int id)
{
	for (const struct gx_opt *opt = rows; opt->id; opt++)
		if (opt->id == id)
			return opt->name;
	return NULL;
}

/* What a value is made of. */
static bool has_assignment(int id)
{
	return id != GX_OPT_WITH_LATEST && id != GX_OPT_WITH_DEBUG_INFO &&
	       id != GX_OPT_WITHOUT_TESTS && id != GX_OPT_WITH_SOURCE;
}

static bool may_be_file(int id)
{
	return id == GX_OPT_WITH_SOURCE || id == GX_OPT_WITH_PATCH || id == GX_OPT_WITH_GIT_URL;
}

/* The file or directory of this machine that VALUE names, borrowed from it; or NULL:
 * "https://…" and "user@host:path" are elsewhere. */
static const char *file_of(int id, const char *value)
{
	const char *equal = strchr(value, '=');
	const char *place = equal ? equal + 1 : value;

	if (!may_be_file(id) || strstr(place, "://") ||
	    (!strchr("./", place[0]) && strchr(place, ':')))
		return NULL;
	return place;
}

char *gx_transform_value(int id, const char *value)
{
	const char *file = file_of(id, value);
	GX_AUTO(free) char *absolute = NULL;

	if (!file || !*file)
		return gx_strdup(value);
	absolute = gx_path_absolute(file);
	return gx_asprintf("%.*s%s", (int)(file - value), value, absolute);
}

int gx_transform_check(int id, const char *value, struct gx_err *err)
{
	const char *name = gx_transform_name(id), *file = file_of(id, value);
	const char *equal = strchr(value, '=');

	if (has_assignment(id) && (!equal || equal == value || !equal[1])) {
		gx_fail(err, GX_EUSAGE, "--%s=%s: the package or its value is missing", name,
			value);
		return gx_err_hint(err, "write --%s=PACKAGE=VALUE", name);
	}
	if (file && !gx_exists(file))
		return gx_fail(err, GX_ENOTFOUND, "--%s: %s: no such file", name, file);
	return 0;
}
