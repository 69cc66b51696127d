/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A tar writer whose bytes are a function of the entries alone.
 *
 * POSIX ustar; a name, link target or size that does not fit goes into a pax header before
 * the entry.  Owners without names, mtime 1, device 0.  Directories end in a slash.
 * Nothing here may ever change: registries and machines agree on layers by their hashes. */
#ifndef GX_PACK_TAR_H
#define GX_PACK_TAR_H

#include "pack/entry.h"

struct gx_tar {
	gx_sink_fn *sink;
	void *payload;
	uint64_t offset;	/* bytes written, those in the buffer included */
	char *block;
	size_t used;
	bool gnu;		/* long names as GNU tar has them: dpkg knows no pax header */
};

/* Write to SINK, which may be NULL to count only. */
void gx_tar_init(struct gx_tar *tar, gx_sink_fn *sink, void *payload);
void gx_tar_clear(struct gx_tar *tar);
#define gx_cleanup_tar gx_tar_clear
/* One entry with its contents; a gx_entry_fn.  Counting reads no file. */
int gx_tar_add(void *tar, const struct gx_entry *entry, struct gx_err *err);
/* Only the header of a file whose SIZE bytes follow through gx_tar_data and gx_tar_pad. */
int gx_tar_head(struct gx_tar *tar, const char *path, uint64_t size, struct gx_err *err);
int gx_tar_data(void *tar, const void *data, size_t len, struct gx_err *err);
int gx_tar_pad(struct gx_tar *tar, struct gx_err *err);
/* The two empty blocks at the end, and everything flushed. */
int gx_tar_end(struct gx_tar *tar, struct gx_err *err);

#endif
