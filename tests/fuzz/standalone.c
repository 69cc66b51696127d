/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs a fuzz target over the files of its corpus, without libFuzzer, speaking TAP. */
#include "util/util.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int replay(const char *dir, const char *name)
{
	GX_AUTO(free) char *path = gx_path_join(dir, name);
	GX_AUTO(buf) struct gx_buf data = GX_BUF_INIT;
	GX_AUTO(err) struct gx_err err = GX_ERR_INIT;
	char *copy;

	if (gx_file_read(path, (size_t)64 << 20, &data, &err))
		return -1;
	/* A block of exactly that size, so that the sanitizer sees reads beyond it. */
	copy = gx_malloc(data.len ? data.len : 1);
	for (size_t i = 0; i < data.len; i++)
		copy[i] = data.data[i];
	LLVMFuzzerTestOneInput((const uint8_t *)copy, data.len);
	free(copy);
	return 0;
}

int main(int argc, char **argv)
{
	const char *name = gx_path_base(argv[0]), *top = getenv("GX_TOP_SRCDIR");
	GX_AUTO(free) char *corpus = argc > 1 ? gx_strdup(argv[1])
		: gx_asprintf("%s/tests/fuzz/corpus/%s", top ? top : ".",
			      strncmp(name, "fuzz-", 5) ? name : name + 5);
	GX_AUTO(dir) DIR *dir = opendir(corpus);
	struct dirent *entry;
	int n = 0;

	while (dir && (entry = readdir(dir)))
		if (entry->d_name[0] != '.') {
			int failed = replay(corpus, entry->d_name);

			printf("%sok %d - %s\n", failed ? "not " : "", ++n, entry->d_name);
		}
	if (!n)
		printf("not ok %d - %s has no corpus\n", ++n, corpus);
	printf("1..%d\n", n);
	return 0;
}
