/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a cache entry.  The digest in the header would keep a fuzzer out, so the bytes
 * are tried as they are and once more as the payload under a header that fits. */
#include "cache/cache.h"
#include "fuzz.h"

#include <endian.h>
#include <stdlib.h>
#include <string.h>

static void try(const void *data, size_t size)
{
	GX_AUTO(cache_entry) struct gx_cache_entry *entry = NULL;
	GX_AUTO(cache_entry) struct gx_cache_entry *again = NULL;
	GX_AUTO(buf) struct gx_buf bytes = GX_BUF_INIT;
	GX_AUTO(buf) struct gx_buf twice = GX_BUF_INIT;

	if (gx_cache_parse(data, size, &entry, NULL) < 0)
		return;
	gx_cache_format(entry, &bytes);
	if (gx_cache_parse(bytes.data, bytes.len, &again, NULL) < 0)
		abort();
	gx_cache_format(again, &twice);
	if (bytes.len != twice.len || memcmp(bytes.data, twice.data, bytes.len))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	GX_AUTO(buf) struct gx_buf whole = GX_BUF_INIT;
	struct gx_digest digest = gx_digest(data, size);
	uint32_t words[2] = { htole32(1), htole32((uint32_t)size) };

	try(data, size);
	gx_buf_adds(&whole, "gxcache\n");
	gx_buf_add(&whole, words, sizeof words);
	digest.v[0] = htole64(digest.v[0]);
	digest.v[1] = htole64(digest.v[1]);
	gx_buf_add(&whole, digest.v, sizeof digest.v);
	gx_buf_add(&whole, data, size);
	try(whole.data, whole.len);
	return 0;
}
