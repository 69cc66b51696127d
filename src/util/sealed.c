/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text files of a cache that end with a line "end HASH". */
#include "util/util.h"

#include <stdlib.h>
#include <string.h>

#define TRAILER_SIZE (strlen("end ") + 2 * GX_SHA256_SIZE + 1)

static char *seal(const char *text, size_t len)
{
	struct gx_hash hash;
	GX_AUTO(free) char *digits = NULL;

	gx_hash_data(GX_HASH_SHA256, text, len, &hash);
	digits = gx_base16_str(hash.bytes, hash.len);
	return gx_asprintf("end %s\n", digits);
}

static bool is_sealed(const struct gx_buf *text)
{
	GX_AUTO(free) char *wanted = NULL;

	if (text->len < TRAILER_SIZE)
		return false;
	wanted = seal(text->data, text->len - TRAILER_SIZE);
	return !memcmp(text->data + text->len - TRAILER_SIZE, wanted, TRAILER_SIZE);
}

int gx_sealed_read(const char *path, size_t max, struct gx_buf *out)
{
	if (gx_file_read(path, max, out, NULL) || !is_sealed(out)) {
		gx_buf_reset(out);
		return -1;
	}
	out->len -= TRAILER_SIZE;
	out->data[out->len] = '\0';
	return 0;
}

void gx_sealed_write(const char *path, mode_t mode, struct gx_buf *text)
{
	GX_AUTO(free) char *trailer = seal(gx_buf_str(text), text->len);
	GX_AUTO(free) char *dir = gx_path_dir(path);

	gx_buf_adds(text, trailer);
	if (gx_mkdirs(dir, 0700, NULL) < 0)
		return;
	gx_make_way(path);
	gx_file_write(path, text->data, text->len, mode, NULL);
}
