/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of src/store share; nobody else includes it. */
#ifndef GX_STORE_PRIVATE_H
#define GX_STORE_PRIVATE_H

#include "store/db.h"
#include "util/map.h"
#include "store/store.h"
#include "store/temproots.h"

#include <sys/stat.h>

/* Names in the store directory that are no items. */
#define GX_MARKER ".gx-store"
#define GX_LINKS ".links"
#define GX_TRASH ".trash"
#define GX_TMP ".tmp"
#define GX_NEW_ROOTS "new-roots"	/* in the state: roots before they get their name */
#define GX_LINK_MIN 8192	/* smaller files are not shared (doc/formats.md 6) */
#define GX_OWN_STATE ".gx"	/* state of a store that is held the second way */

struct gx_drv_batch;

struct gx_path_lock {
	struct gx_store *store;
	struct gx_path_lock *next;
	char *path;
	char *file;
	int fd;
};

struct gx_store {
	char *root;
	char *dir;
	char *state;
	char *logs;
	char *tmp;		/* this process's own, made on first use */
	uint64_t tmp_names;	/* given out in it */
	char *cache;
	char *id;
	char *note;
	bool is_new;		/* made by this process */
	enum gx_store_way way;
	bool read_only;
	int dirfd;		/* of dir */
	int linksfd;		/* of .links; -1 until needed */
	struct gx_db *db;
	struct gx_db *side;	/* opened on first use */
	struct gx_temp_roots *temp_roots;
	struct gx_path_lock *locks;	/* held through this handle */
	struct gx_drv_memo *memo;	/* made on first use */
	const struct gx_drv_batch *batch;	/* derivations that are being added, for the memo */
};

/* Refuse to write to a store that was opened read-only. */
int gx_store_writable(const struct gx_store *store, struct gx_err *err);
/* The base name of an item, borrowed: what is below dir. */
const char *gx_store_item_name(const char *path);
/* Make gx_store_tmp now, with a word on why it fails. */
int gx_store_need_tmp(struct gx_store *store, struct gx_err *err);
/* A new path in this process's temporary directory. */
int gx_store_tmp_name(struct gx_store *store, char **out, struct gx_err *err);

/* --- tree.c: trees of files, whoever made them ----------------------------------------- */

/* Canonical modes, times and owner; with LINKS (the descriptor of .links) also replace files
 * of 8192 bytes and more by hard links to equal ones.  *SAVED (may be NULL) grows by the
 * bytes that this freed. */
struct gx_canon {
	int links;		/* -1: leave files alone */
	const char *tmp;	/* directory for temporary links, on the same file system */
	uint64_t *saved;
};
int gx_tree_canonicalise(const char *path, const struct gx_canon *opts, struct gx_err *err);
/* Copy a tree, leaving out what SELECT refuses; the copy is canonical. */
int gx_tree_copy(const char *from, const char *to, gx_select_fn *select, void *select_payload,
		 struct gx_err *err);
/* Bytes on disk of a tree; files that are also linked elsewhere than in .links count 0. */
uint64_t gx_tree_size(const char *path);
/* Move R/gnu/store/NAME into the trash; absent is fine. */
int gx_store_trash(struct gx_store *store, const char *name, struct gx_err *err);
/* Put on disk what was written so far to N items (base names) and the store directory. */
int gx_store_flush(struct gx_store *store, const struct gx_strv *names, struct gx_err *err);

/* --- links.c ------------------------------------------------------------------------------ */

/* Replace the file NAME in directory DIRFD by a hard link to an equal one in .links, or make
 * it the first of its kind. */
int gx_link_file(const struct gx_canon *opts, int dirfd, const char *name,
		 const struct stat *st, struct gx_err *err);

/* --- register.c --------------------------------------------------------------------------- */

/* An item whose files are in place and on disk. */
struct gx_pending {
	struct gx_path_info info;
	struct gx_drv *drv;	/* of a .drv; or NULL */
};
void gx_pending_clear(struct gx_pending *items, size_t n);
/* Register them in one transaction. */
int gx_store_commit(struct gx_store *store, const struct gx_pending *items, size_t n,
		    struct gx_err *err);
/* How trees of this store become canonical, with sharing. */
int gx_store_canon(struct gx_store *store, struct gx_canon *out, struct gx_err *err);
/* Forget what the side database knows about a deleted item. */
void gx_store_forget(struct gx_store *store, const char *path);

/* --- roots.c ------------------------------------------------------------------------------ */

/* Remove indirect roots whose link is gone. */
int gx_store_prune_roots(struct gx_store *store, struct gx_err *err);

/* --- temproots.c: nobody makes temporary roots while the collector removes items ------------- */

/* Take R/var/guix/gc.lock; EXCLUSIVE for the collector.  The descriptor is yours. */
int gx_gc_lock(const char *state, bool exclusive, int *fd, struct gx_err *err);

#endif
