/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The files of a pack that are no store items: /etc, /tmp, links, provenance. */
#ifndef GX_PACK_ROOTFS_H
#define GX_PACK_ROOTFS_H

#include "pack/entry.h"

struct gx_node {
	char *path;		/* no leading slash */
	enum gx_entry_kind kind;
	mode_t mode;
	uint32_t uid, gid;
	char *target;
	struct gx_buf data;
	char *physical;		/* or: a file on disk */
};

struct gx_rootfs {
	struct gx_node *nodes;
	size_t n;
};

void gx_rootfs_clear(struct gx_rootfs *rootfs);
#define gx_cleanup_rootfs gx_rootfs_clear

/* Add something at the absolute PATH; missing parents become directories 0755.  What is
 * there already and differs is GX_EEXISTS; a second directory changes mode and owner. */
int gx_rootfs_dir(struct gx_rootfs *rootfs, const char *path, mode_t mode, uint32_t uid,
		  uint32_t gid, struct gx_err *err);
int gx_rootfs_link(struct gx_rootfs *rootfs, const char *path, const char *target,
		   struct gx_err *err);
int gx_rootfs_file(struct gx_rootfs *rootfs, const char *path, mode_t mode, const void *data,
		   size_t len, struct gx_err *err);
/* A copy of the file at PHYSICAL; and another name for the file added as FIRST. */
int gx_rootfs_copy(struct gx_rootfs *rootfs, const char *path, mode_t mode,
		   const char *physical, struct gx_err *err);
int gx_rootfs_hard(struct gx_rootfs *rootfs, const char *path, const char *first,
		   struct gx_err *err);
/* The node at the absolute PATH, or NULL. */
const struct gx_node *gx_rootfs_find(const struct gx_rootfs *rootfs, const char *path);
/* Could a node be added at PATH: is nothing there, and no parent a link or a file? */
bool gx_rootfs_free_path(const struct gx_rootfs *rootfs, const char *path);

/* Sort the nodes; then send node I, or all. */
void gx_rootfs_sort(struct gx_rootfs *rootfs);
int gx_rootfs_emit_one(const struct gx_rootfs *rootfs, size_t i, gx_entry_fn *fn,
		       void *payload, struct gx_err *err);
int gx_rootfs_emit(const struct gx_rootfs *rootfs, gx_entry_fn *fn, void *payload,
		   struct gx_err *err);

#endif
