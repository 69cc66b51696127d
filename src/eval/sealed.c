/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text files of the cache that end with a line "end HASH", the SHA-256 of all before it. */
#include "eval/sealed.h"

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

int gx_sealed_read(const char *path, size_t max, struct gx_buf *out)
{
	GX_AUTO(err) struct gx_err err = GX_ERR_INIT;
	GX_AUTO(free) char *wanted = NULL;
	size_t len;

	if (gx_file_read(path, max, out, &err) || out->len < TRAILER_SIZE)
		return -1;
	len = out->len - TRAILER_SIZE;
	wanted = seal(out->data, len);
	if (memcmp(out->data + len, wanted, TRAILER_SIZE))
		return -1;
	out->len = len;
	out->data[len] = '\0';
	return 0;
}

void gx_sealed_write(const char *dir, const char *path, struct gx_buf *text)
{
	GX_AUTO(err) struct gx_err err = GX_ERR_INIT;
	GX_AUTO(free) char *trailer = seal(gx_buf_str(text), text->len);

	gx_buf_adds(text, trailer);
	if (!gx_mkdirs(dir, 0755, &err))
		gx_file_write(path, text->data, text->len, 0644, &err);
}
