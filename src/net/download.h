/* SPDX-License-Identifier: GPL-3.0-or-later */
/* builtin:download.  Its derivation has one fixed output `out' and the environment of Guix:
 * `url' (gx_places_parse), `executable' ("1": the output is executable, its hash recursive).
 *
 *	gx_download_from_drv(drv, &dl, err) == 0 &&
 *	gx_download_run(net, &dl, "TMP/out", "TMP/partial", &fetched, err);
 */
#ifndef GX_NET_DOWNLOAD_H
#define GX_NET_DOWNLOAD_H

#include "net/net.h"
#include "store/drv.h"

struct gx_download {
	char *name;		/* of the output, without hash */
	struct gx_strv urls;	/* as the derivation lists them */
	struct gx_strv places;	/* expanded */
	struct gx_hash hash;
	bool recursive;
	bool executable;
};
#define GX_DOWNLOAD_INIT { NULL, GX_STRV_INIT, GX_STRV_INIT, { 0 }, false, false }
void gx_download_clear(struct gx_download *dl);
#define gx_cleanup_download gx_download_clear

/* Read what DRV asks for; GX_EINVALID when it is not a download, GX_ENET when it has no place. */
int gx_download_from_drv(const struct gx_drv *drv, struct gx_download *out, struct gx_err *err);
/* Fetch it to DEST.  PARTIAL_DIR (may be NULL) is on the same file system. */
int gx_download_run(struct gx_net *net, const struct gx_download *dl, const char *dest,
		    const char *partial_dir, struct gx_fetched *out, struct gx_err *err);

#endif
