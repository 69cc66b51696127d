/* SPDX-License-Identifier: GPL-3.0-or-later */
/* gx in a container: its programs and data, and the libraries of the host that they are linked
 * with, at a place of their own (loader.h), so that nothing else inside meets them. */
#include "shell/container_root.h"

#include "shell/loader.h"
#include "shell/shell.h"

#include <link.h>
#include <stdlib.h>
#include <string.h>

/* What is not there is left out. */
static void add(struct gx_container *c, const char *host, const char *inside)
{
	if (gx_exists(host))
		gx_strv_pushf(&c->gx, "%s=%s", host, inside);
}

static void add_below(struct gx_container *c, const char *host, const char *dir, const char *name)
{
	GX_AUTO(free) char *inside = gx_path_join(dir, name);

	add(c, host, inside);
}

/* --- libraries ---------------------------------------------------------------------------- */

static int note_file(struct dl_phdr_info *info, size_t size, void *payload)
{
	struct gx_strv *files = payload;

	(void)size;
	if (info->dlpi_name[0] == '/')
		gx_strv_push(files, info->dlpi_name);
	return 0;
}

static bool is_linker(const char *file)
{
	const char *base = gx_path_base(file);

	return !strncmp(base, "ld-", 3) || !strncmp(base, "ld.", 3);
}

/* The linker, and each directory that holds a library of ours; the evaluator's are beside them. */
static void add_libraries(struct gx_container *c)
{
	GX_AUTO(strv) struct gx_strv files = GX_STRV_INIT, path = GX_STRV_INIT;

	dl_iterate_phdr(note_file, &files);
	for (size_t i = 0; i < files.n; i++) {
		GX_AUTO(free) char *dir = gx_path_dir(files.v[i]);
		GX_AUTO(free) char *inside = gx_asprintf(GX_INSIDE_HOST "%s", dir);

		if (is_linker(files.v[i])) {
			add(c, files.v[i], GX_INSIDE_LINKER);
		} else if (!gx_strv_has(&path, inside)) {
			add(c, dir, inside);
			gx_strv_push(&path, inside);
		}
	}
	free(c->library_path);
	c->library_path = gx_strv_join(&path, ":");
}

/* --- programs and data ---------------------------------------------------------------------- */

static void add_program(struct gx_container *c, const char *file)
{
	GX_AUTO(free) char *loader = gx_where_program("gx-loader");

	add_below(c, loader, GX_INSIDE_LIBEXEC, gx_path_base(file));
	add_below(c, file, GX_INSIDE_PROGRAMS, gx_path_base(file));
}

static void add_programs(struct gx_container *c)
{
	static const char *const names[] = { "gx-engine", "gx-eval", "gx-builder" };
	/* as they are: the first two are static, the modules are no program */
	static const char *const plain[] = { "gx-launcher", "gx-loader", "compiled" };
	GX_AUTO(free) char *gx = gx_program();

	add_program(c, gx);
	for (size_t i = 0; i < GX_ARRAY_SIZE(names); i++) {
		GX_AUTO(free) char *file = gx_where_program(names[i]);

		add_program(c, file);
	}
	for (size_t i = 0; i < GX_ARRAY_SIZE(plain); i++) {
		GX_AUTO(free) char *file = gx_where_program(plain[i]);

		add_below(c, file, GX_INSIDE_LIBEXEC, plain[i]);
	}
}

/* What an evaluation reads; and, with the network, what downloads do. */
static void add_data(struct gx_container *c)
{
	static const char *const names[] = { "channels", "scheme", "base.commit", "base.bundle" };
	static const char *const network[] = { "/etc/ssl", "/etc/apt", "/etc/npmrc" };
	GX_AUTO(free) char *rc = gx_shell_rc_file("");

	for (size_t i = 0; i < GX_ARRAY_SIZE(names); i++) {
		GX_AUTO(free) char *file = gx_where_data(names[i]);

		add_below(c, file, GX_INSIDE_DATA, names[i]);
	}
	add_below(c, rc, GX_INSIDE_DATA, "shell");
	add(c, GX_GUILE_LIBRARY_DIR, GX_GUILE_LIBRARY_DIR);
	add(c, GX_GUILE_CCACHE_DIR, GX_GUILE_CCACHE_DIR);
	for (size_t i = 0; c->network && i < GX_ARRAY_SIZE(network); i++)
		add(c, network[i], network[i]);
}

void gx_container_add_gx(struct gx_container *container)
{
	container->nest = true;
	add_libraries(container);
	add_programs(container);
	add_data(container);
}

int gx_root_add_gx(struct gx_root *root)
{
	for (size_t i = 0; i < root->c->gx.n; i++)
		if (gx_root_show_spec(root, root->c->gx.v[i], true) < 0)
			return -1;
	if (gx_root_write(root, GX_INSIDE_PATH, root->c->library_path) < 0)
		return -1;
	return gx_root_link(root, GX_INSIDE_LIBEXEC "/gx", GX_CONTAINER_BIN "/gx");
}
