/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as an archive for builtin:unpack-1: nothing appears outside the output. */
#include "build/builtin.h"
#include "fuzz.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

/* The folder holds the archive and, perhaps, the output: nothing else. */
static void check_folder(const char *dir)
{
	GX_AUTO(dir) DIR *d = opendir(dir);
	struct dirent *entry;

	while (d && (entry = readdir(d)))
		if (strcmp(entry->d_name, ".") && strcmp(entry->d_name, "..") &&
		    strcmp(entry->d_name, "archive") && strcmp(entry->d_name, "deep"))
			abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	GX_AUTO(free) char *dir = NULL, *file = NULL, *deep = NULL, *out = NULL;
	GX_AUTO(err) struct gx_err err = GX_ERR_INIT;
	GX_AUTO(fd) int fd = -1;
	struct gx_drv_env env[] = {
		{ (char *)"layout", (char *)(size % 2 ? "debian" : "plain") },
		{ (char *)"srcs", NULL },
		{ (char *)"strip", (char *)(size % 3 ? "0" : "1") },
	};
	struct gx_drv drv = { .env = env, .nenv = 3 };

	/* In memory if possible: thousands of small folders come and go. */
	if (gx_mkdtemp("/dev/shm/gx-fuzz-unpack", &dir, &err) < 0 &&
	    gx_mkdtemp("/tmp/gx-fuzz-unpack", &dir, &err) < 0)
		abort();
	file = gx_path_join(dir, "archive");
	deep = gx_path_join(dir, "deep");
	out = gx_path_join(deep, "out");
	env[1].value = file;
	fd = open(file, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	if (gx_mkdirs(deep, 0755, &err) < 0 || gx_fd_write(fd, data, size, &err) < 0)
		abort();
	gx_builtin_unpack(&drv, out, &err);
	check_folder(dir);
	if (gx_remove_tree(dir, &err) < 0)
		abort();
	return 0;
}
