/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as an exported closure, once with a seal that fits. */
#include "fuzz.h"
#include "store/export.h"

#include <stdlib.h>
#include <string.h>

static void read_all(const char *data, size_t len)
{
	GX_AUTO(imported) struct gx_imported items = GX_IMPORTED_INIT;
	struct gx_nar_memory memory = { data, len };
	GX_AUTO(free) char *dir = NULL;

	if (gx_mkdtemp("/tmp/gx-fuzz-export", &dir, NULL) < 0)
		abort();
	gx_import_read(gx_nar_memory_source, &memory, dir, &items, NULL);
	gx_remove_tree(dir, NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	GX_AUTO(free) char *hex = NULL;
	GX_AUTO(buf) struct gx_buf sealed = GX_BUF_INIT;
	struct gx_hash hash;

	gx_hash_data(GX_HASH_SHA256, data, size, &hash);
	hex = gx_base16_str(hash.bytes, hash.len);
	gx_buf_add(&sealed, data, size);
	gx_buf_addf(&sealed, "sha256 %s\n", hex);
	read_all((const char *)data, size);
	read_all(gx_buf_str(&sealed), sealed.len);
	return 0;
}
