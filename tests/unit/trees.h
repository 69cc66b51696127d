/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For tests of the store: the recorded trees, unpacked, and rows of recorded tables. */
#ifndef GX_TREES_H
#define GX_TREES_H

#include "tap.h"
#include "util/util.h"

#include <sys/stat.h>
#include <sys/wait.h>

static char *trees_dir;

/* Unpack tests/data/nar/trees.tar below a new directory. */
__attribute__((unused))
static int trees_extract(void)
{
	GX_AUTO(free) char *tar = data_path("nar/trees.tar");
	char *argv[] = { "tar", "-xpf", tar, "-C", NULL, NULL };
	struct gx_spawn_opts opts = { .argv = argv };
	int status = 1;
	pid_t pid;

	if (gx_mkdtemp("/tmp/gx-trees", &trees_dir, NULL) < 0)
		return -1;
	argv[4] = trees_dir;
	if (gx_spawn(&opts, &pid, NULL) < 0 || gx_wait(pid, &status, NULL) < 0)
		return -1;
	return status ? -1 : 0;
}

__attribute__((unused))
static void trees_remove(void)
{
	gx_remove_tree(trees_dir, NULL);
	free(trees_dir);
}

__attribute__((unused))
static char *tree_path(const char *name)
{
	return gx_asprintf("%s/trees/%s", trees_dir, name);
}

/* CHECK gets the tab-separated fields of each row of a data file; missing ones are "". */
__attribute__((unused))
static void each_row(const char *file, size_t nfields, void (*check)(char **field))
{
	GX_AUTO(free) char *path = data_path(file);
	GX_AUTO(file) FILE *in = fopen(path, "re");
	GX_AUTO(free) char *line = NULL;
	char *field[16];
	size_t size = 0;

	if (!ok(in != NULL, "%s is there", file))
		return;
	while (getline(&line, &size, in) > 0) {
		char *rest = line;

		line[strcspn(line, "\n")] = '\0';
		if (!*line || *line == '#')
			continue;
		for (size_t i = 0; i < nfields; i++) {
			field[i] = strsep(&rest, "\t");
			if (!field[i])
				field[i] = "";
		}
		check(field);
	}
}

/* The whole of a data file. */
__attribute__((unused))
static void read_data(const char *name, struct gx_buf *out)
{
	GX_AUTO(free) char *path = data_path(name);

	if (gx_file_read(path, 1 << 24, out, NULL))
		ok(false, "%s can be read", name);
}

#endif
