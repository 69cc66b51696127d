/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One file, directory or link on its way into a pack, and the walk that finds them. */
#ifndef GX_PACK_ENTRY_H
#define GX_PACK_ENTRY_H

#include "store/store.h"

enum gx_entry_kind { GX_ENTRY_DIR, GX_ENTRY_FILE, GX_ENTRY_LINK, GX_ENTRY_HARD };

/* mtime 1 is understood: no pack says anything else. */
struct gx_entry {
	const char *path;	/* inside the pack, no leading or trailing slash */
	enum gx_entry_kind kind;
	mode_t mode;		/* permission bits */
	uint32_t uid, gid;	/* 0 but for directories that a service writes to */
	uint64_t size;		/* FILE */
	const char *target;	/* LINK: text; HARD: path of an earlier entry */
	const void *data;	/* FILE: its bytes; NULL: openat(dirfd, name) */
	int dirfd;
	const char *name;
};

/* Called for each entry, parents first; -1 with err set stops. */
typedef int gx_entry_fn(void *payload, const struct gx_entry *entry, struct gx_err *err);

struct gx_walk_opts {
	bool writable;		/* owners may write: 0644, 0755 */
	bool relative;		/* links into the store become relative ones */
};

/* Walk the store item whose files are at PHYSICAL, as PATH inside the pack.  Modes are the
 * canonical ones whatever the disk says, hard links are separate files, entries of a
 * directory come in byte order. */
int gx_walk_item(const char *physical, const char *path, const struct gx_walk_opts *opts,
		 gx_entry_fn *fn, void *payload, struct gx_err *err);
/* Send the bytes of a FILE entry, exactly its size; another size on disk is an error. */
int gx_entry_read(const struct gx_entry *entry, gx_sink_fn *sink, void *payload,
		  struct gx_err *err);
/* Open a FILE entry's file. */
int gx_entry_open(const struct gx_entry *entry, int *fd, struct gx_err *err);
/* Byte order of paths in which a directory comes right before what is in it. */
int gx_entry_compare(const char *a, const char *b);
/* The relative form of the absolute TARGET for a link at PATH (no leading slash); yours. */
char *gx_entry_relative(const char *path, const char *target);

#endif
