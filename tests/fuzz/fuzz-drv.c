/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a derivation: what is accepted is formatted to the same bytes. */
#include "fuzz.h"
#include "store/drv.h"

#include <stdlib.h>
#include <string.h>

static int no_load(void *payload, const char *path, struct gx_drv **out, struct gx_err *err)
{
	return gx_fail(err, GX_ENOTFOUND, "%s", path);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	GX_AUTO(drv) struct gx_drv *drv = NULL;
	GX_AUTO(buf) struct gx_buf text = GX_BUF_INIT;
	GX_AUTO(err) struct gx_err err = GX_ERR_INIT;
	struct gx_drv_memo *memo;
	struct gx_hash hash;

	if (gx_drv_parse((const char *)data, size, &drv, &err) < 0)
		return 0;
	gx_drv_format(drv, &text);
	if (text.len != size || memcmp(text.data, data, size))
		abort();
	memo = gx_drv_memo_new(no_load, NULL);
	gx_drv_hash_modulo(memo, drv, &hash, &err);
	if (gx_drv_fill_outputs(memo, "name", drv, &err) == 0
	    && gx_drv_check_outputs(memo, "/gnu/store/00000000000000000000000000000000-name.drv", drv,
				    &err) < 0)
		abort();
	gx_drv_memo_free(memo);
	return 0;
}
