/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as an archive: what is accepted is dumped again to the same bytes. */
#include "fuzz.h"
#include "store/nar.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int to_buf(void *payload, const void *data, size_t len, struct gx_err *err)
{
	gx_buf_add(payload, data, len);
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct gx_nar_memory memory = { (const char *)data, size };
	struct gx_nar_limits limits = { .max_bytes = 1 << 20, .max_depth = 20 };
	GX_AUTO(buf) struct gx_buf copy = GX_BUF_INIT;
	GX_AUTO(buf) struct gx_buf again = GX_BUF_INIT;
	GX_AUTO(free) char *path = NULL;
	GX_AUTO(free) char *dir = NULL;
	int copied = gx_nar_copy(gx_nar_memory_source, &memory, to_buf, &copy, &limits, NULL);
	int restored;

	if (gx_mkdtemp(access("/dev/shm", W_OK) ? "/tmp/gx-fuzz" : "/dev/shm/gx-fuzz", &dir, NULL) < 0)
		abort();
	path = gx_path_join(dir, "tree");
	memory = (struct gx_nar_memory){ (const char *)data, size };
	restored = gx_nar_restore(gx_nar_memory_source, &memory, path, &limits, NULL);
	/* Unpacking may fail where reading does not: names that the file system refuses. */
	if (restored == 0 && copied < 0)
		abort();
	if (restored == 0 && (gx_nar_dump(path, NULL, NULL, to_buf, &again, NULL) < 0
			      || again.len != copy.len || memcmp(again.data, copy.data, copy.len)))
		abort();
	gx_remove_tree(dir, NULL);
	return 0;
}
