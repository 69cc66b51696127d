/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where gx's own programs and data are. */
#include "util/util.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool gx_where_uninstalled(void)
{
	static const char build[] = GX_BUILDDIR "/";
	char exe[4096];
	ssize_t n = readlink("/proc/self/exe", exe, sizeof exe - 1);

	return n > 0 && (size_t)n >= sizeof build && !memcmp(exe, build, sizeof build - 1);
}

char *gx_where_program(const char *name)
{
	const char *dir = getenv("GX_LIBEXEC");

	if (!dir || !*dir)
		dir = gx_where_uninstalled() ? GX_BUILDDIR : GX_LIBEXECDIR;
	return gx_path_join(dir, name);
}

char *gx_program(void)
{
	GX_AUTO(free) char *beside = gx_where_program("gx");

	if (gx_exists(beside))
		return gx_steal(&beside);
	return gx_path_join(gx_where_uninstalled() ? GX_BUILDDIR : GX_BINDIR, "gx");
}

char *gx_where_data(const char *name)
{
	const char *dir = getenv("GX_DATADIR");

	if (!dir || !*dir)
		dir = gx_where_uninstalled() ? GX_SRCDIR : GX_DATADIR;
	return gx_path_join(dir, name);
}
