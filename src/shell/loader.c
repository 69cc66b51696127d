/* SPDX-License-Identifier: GPL-3.0-or-later */
/* gx's programs in a container, which lacks the libraries of the host that they are linked with:
 * this static program stands in for each and starts the real one with the host's linker. */
#include "shell/loader.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <unistd.h>

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* The program whose place we take: by the name we were executed by, or, where that is a
 * descriptor's (a build starts its builder so), by the first word. */
static int find_program(const char *word, char *out, size_t size)
{
	const char *names[] = { (const char *)getauxval(AT_EXECFN), word };

	for (int i = 0; i < 2; i++) {
		if (!names[i])
			continue;
		snprintf(out, size, GX_INSIDE_PROGRAMS "/%s", base_name(names[i]));
		if (access(out, X_OK) == 0)
			return 0;
	}
	return -1;
}

/* Guile converts text with the C library's modules, which are beside the libraries. */
static void find_converters(const char *library_path)
{
	char all[65536] = "", *rest = strdup(library_path), *dir;
	size_t n = 0;

	while (rest && (dir = strsep(&rest, ":")) && n < sizeof all)
		n += (size_t)snprintf(all + n, sizeof all - n, "%s%s/gconv", n ? ":" : "", dir);
	setenv("GCONV_PATH", all, 1);
}

int main(int argc, char **argv)
{
	char program[PATH_MAX], path[65536] = "";
	int fd = open(GX_INSIDE_PATH, O_RDONLY | O_CLOEXEC);
	char **words = calloc((size_t)argc + 5, sizeof *words);
	int n = 0;

	if (!words || fd < 0 || read(fd, path, sizeof path - 1) <= 0 ||
	    find_program(argc ? argv[0] : NULL, program, sizeof program) < 0) {
		fprintf(stderr, "gx: error: %s is not complete\n", GX_INSIDE);
		return 126;
	}
	/* (the others start programs that have modules of their own) */
	if (!strcmp(base_name(program), "gx-eval"))
		find_converters(path);
	words[n++] = (char *)GX_INSIDE_LINKER;
	words[n++] = (char *)"--library-path";
	words[n++] = path;
	words[n++] = program;
	for (int i = 1; i < argc; i++)
		words[n++] = argv[i];
	execv(GX_INSIDE_LINKER, words);
	perror("gx: error: " GX_INSIDE_LINKER);
	return 126;
}
