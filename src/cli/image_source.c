/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The provenance that an image carries, as files and arguments again. */
#include "cli/image_source.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LABEL "org.gx.provenance"
#define MAX_MANIFESTS 100

static char *manifest_file(const char *dir, size_t i)
{
	return i ? gx_asprintf("%s/manifest-%zu.scm", dir, i + 1)
		 : gx_path_join(dir, "manifest.scm");
}

static int write_text(const char *file, const char *text, struct gx_err *err)
{
	return gx_file_write(file, text, strlen(text), 0644, err);
}

static int write_files(const struct gx_json *root, const char *dir, struct gx_err *err)
{
	const struct gx_json *manifests = gx_json_get(root, "manifests");
	const char *pins = gx_json_get_str(root, "pins");
	const char *lock = gx_json_get_str(root, "lock");
	GX_AUTO(free) char *pins_file = gx_path_join(dir, "channels.scm");
	GX_AUTO(free) char *lock_file = gx_path_join(dir, "channels.lock");
	size_t n = gx_json_count(manifests);

	if (gx_mkdirs(dir, 0700, err) || (pins && write_text(pins_file, pins, err)) ||
	    (lock && write_text(lock_file, lock, err)))
		return -1;
	/* the channels of the image hold, whatever the user's are */
	if (pins)
		setenv("GX_CHANNELS", pins_file, 1);
	for (size_t i = 0; i < n && i < MAX_MANIFESTS; i++) {
		GX_AUTO(free) char *file = manifest_file(dir, i);
		const char *text = gx_json_str(gx_json_at(manifests, i));

		if (text && write_text(file, text, err))
			return -1;
	}
	return 0;
}

/* "--manifest=2" -> "--manifest=DIR/manifest-2.scm", and --file alike. */
static void add_argument(struct gx_strv *out, const char *word, const char *dir)
{
	size_t n = gx_image_source_option(word);
	unsigned long i = n ? strtoul(word + n, NULL, 10) : 0;

	if (i > 0 && i <= MAX_MANIFESTS) {
		GX_AUTO(free) char *file = manifest_file(dir, i - 1);

		gx_strv_pushf(out, "%.*s%s", (int)n, word, file);
	} else {
		gx_strv_push(out, word);
	}
}

size_t gx_image_source_option(const char *word)
{
	static const char *const options[] = { "--manifest=", "--file=" };

	for (size_t i = 0; i < GX_ARRAY_SIZE(options); i++) {
		if (!strncmp(word, options[i], strlen(options[i])))
			return strlen(options[i]);
	}
	return 0;
}

int gx_image_source(const struct gx_image_file *image, const char *dir,
		    struct gx_strv *arguments, struct gx_err *err)
{
	const char *label = gx_image_file_label(image, LABEL);
	GX_AUTO(json) struct gx_json *root = NULL;
	const struct gx_json *words;

	if (!label) {
		gx_fail(err, GX_ENOTFOUND, "the image does not say what it was made of");
		return gx_err_hint(err, "`gx pack --save-provenance' makes images that do");
	}
	if (gx_json_parse(label, strlen(label), &root, err))
		return gx_err_prefix(err, "label %s", LABEL);
	if (write_files(root, dir, err))
		return -1;
	words = gx_json_get(root, "arguments");
	for (size_t i = 0; i < gx_json_count(words); i++) {
		const char *word = gx_json_str(gx_json_at(words, i));

		if (word)
			add_argument(arguments, word, dir);
	}
	return 0;
}
