/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs a fuzz target over its corpus, and over each input cut short and with single bits
 * flipped: what plain `make check' does where no fuzzer is at hand.  The program is named
 * replay-TARGET; its corpus is tests/fuzz/corpus/TARGET, or the files named as arguments. */
#include "fuzz.h"
#include "tap.h"
#include "util/util.h"

#include <dirent.h>

#define STEPS 400	/* variants of one input, spread over its length */

/* In a block of exactly that size, so that the sanitizer sees what reads beyond it. */
static void feed(const uint8_t *data, size_t len)
{
	uint8_t *copy = gx_malloc(len);

	if (len)
		memcpy(copy, data, len);
	LLVMFuzzerTestOneInput(copy, len);
	free(copy);
}

static void vary(const struct gx_buf *input)
{
	size_t step = input->len / STEPS + 1;
	uint8_t *copy = gx_malloc(input->len);

	memcpy(copy, input->data, input->len);
	for (size_t at = 0; at < input->len; at += step) {
		feed(copy, at);
		copy[at] ^= (uint8_t)(1u << at % 8);
		feed(copy, input->len);
		copy[at] = (uint8_t)input->data[at];
	}
	free(copy);
}

static void replay(const char *path)
{
	GX_AUTO(buf) struct gx_buf input = GX_BUF_INIT;

	if (gx_file_read(path, 1 << 24, &input, NULL)) {
		ok(false, "%s can be read", path);
		return;
	}
	gx_buf_reserve(&input, 0);
	feed((const uint8_t *)input.data, input.len);
	if (input.len)
		vary(&input);
	ok(true, "%s", gx_path_base(path));
}

static void replay_dir(const char *path)
{
	GX_AUTO(dir) DIR *dir = opendir(path);
	GX_AUTO(strv) struct gx_strv names = GX_STRV_INIT;
	struct dirent *entry;

	if (!ok(dir != NULL, "%s is there", path))
		return;
	while ((entry = readdir(dir)))
		if (entry->d_name[0] != '.')
			gx_strv_push(&names, entry->d_name);
	gx_strv_sort(&names);
	for (size_t i = 0; i < names.n; i++) {
		GX_AUTO(free) char *file = gx_path_join(path, names.v[i]);

		replay(file);
	}
}

int main(int argc, char **argv)
{
	const char *top = getenv("GX_TOP_SRCDIR"), *name = strrchr(argv[0], '-');
	GX_AUTO(free) char *corpus = gx_asprintf("%s/tests/fuzz/corpus/%s", top ? top : ".",
						 name ? name + 1 : "");

	for (int i = 1; i < argc; i++)
		replay(argv[i]);
	if (argc == 1)
		replay_dir(corpus);
	return done();
}
