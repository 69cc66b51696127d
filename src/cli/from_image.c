/* SPDX-License-Identifier: GPL-3.0-or-later */
/* gx shell --from-image: the manifests and channels that an image carries are written to the
 * cache, under the name of the image's configuration, and gx shell is called with them, so
 * that the second time is as fast as with files of one's own. */
#include "cli/from_image.h"
#include "cli/image_source.h"
#include "cli/inputs.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char option[] = "--from-image";

/* Of the words of `gx pack' those that say what to evaluate. */
static void add_inputs(const struct gx_strv *words, struct gx_strv *out)
{
	for (size_t i = 0; i < words->n; i++) {
		const char *word = words->v[i];

		if (word[0] != '-' || gx_image_source_option(word) ||
		    !strncmp(word, "--expression=", 13) || !strncmp(word, "--with", 6))
			gx_strv_push(out, word);
		else if (!strcmp(word, "--ca-certificates"))
			gx_strv_push(out, "nss-certs");
	}
}

/* The command line without --from-image FILE. */
static void add_rest(int argc, char *const *argv, struct gx_strv *out)
{
	size_t n = sizeof option - 1;
	bool open = true;

	for (int i = 1; i < argc; i++) {
		open = open && strcmp(argv[i], "--");
		if (open && !strcmp(argv[i], option))
			i++;
		else if (!open || strncmp(argv[i], option, n) || argv[i][n] != '=')
			gx_strv_push(out, argv[i]);
	}
}

static int unpack(const char *file, struct gx_strv *words, struct gx_err *err)
{
	GX_AUTO(image_file) struct gx_image_file image = GX_IMAGE_FILE_INIT;
	GX_AUTO(store) struct gx_store *store = NULL;
	GX_AUTO(free) char *hex = NULL, *dir = NULL;

	if (gx_image_file_open(file, &image, err) || gx_inputs_store(&store, err))
		return -1;
	hex = gx_base32_str(image.config_digest.bytes, 20);
	dir = gx_asprintf("%s/images/%s", gx_store_cache(store), hex);
	return gx_image_source(&image, dir, words, err);
}

int gx_from_image(const char *file, int argc, char *const *argv, struct gx_err *err)
{
	GX_AUTO(strv) struct gx_strv words = GX_STRV_INIT, all = GX_STRV_INIT;
	GX_AUTO(free) char *gx = gx_program();

	if (unpack(file, &words, err))
		return -1;
	gx_strv_push(&all, "gx");
	gx_strv_push(&all, "shell");
	add_inputs(&words, &all);
	add_rest(argc, argv, &all);
	execv(gx, all.v);
	return gx_fail_errno(err, "execute %s", gx);
}
