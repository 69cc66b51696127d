/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The door of src/store: items below /gnu/store, their database, roots and locks.
 *
 * A store is held below a prefix R: items in R/gnu/store, state in R/var/guix, logs in
 * R/var/log/guix.  R is "" for the system's store, $GX_STORE_ROOT, or a folder of the user.
 * Item names are always logical (/gnu/store/HASH-NAME); gx_store_physical() tells where the
 * bytes are.  Invariants:
 *   - a path is valid if and only if ValidPaths has it; a valid item is complete, read-only,
 *     has canonical modes and mtime 1, and all its references are valid;
 *   - an item becomes valid in one transaction after its bytes are on disk;
 *   - what is not valid may be deleted by whoever holds its path lock.
 * A handle belongs to one thread of one process: after fork, only the parent goes on with it.
 *
 *	struct gx_store *store;
 *	gx_store_open(&(struct gx_store_opts){ .create = true }, &store, err);
 *	gx_store_add_text(store, "hello.txt", "hello\n", 6, NULL, &path, err);
 *	gx_store_close(store);
 */
#ifndef GX_STORE_H
#define GX_STORE_H

#include "store/drv.h"
#include "store/nar.h"
#include "store/path.h"
#include "util/util.h"

/* The three ways to hold a store. */
enum gx_store_way {
	GX_STORE_ROOT,		/* /gnu/store, by root */
	GX_STORE_OWNED,		/* a real /gnu/store that belongs to the user */
	GX_STORE_PRIVATE,	/* elsewhere: shown at /gnu/store in a namespace */
};

struct gx_store_opts {
	const char *root;	/* prefix R, or NULL: $GX_STORE_ROOT, then what the marker of
				 * /gnu/store allows, then $XDG_DATA_HOME/gx */
	bool create;		/* make it if absent (otherwise GX_ENOTFOUND) */
	bool read_only;		/* never write: no marker is made, the database is not changed */
};

struct gx_store;
/* Yours, until gx_store_close, which accepts NULL and removes what was temporary. */
int gx_store_open(const struct gx_store_opts *opts, struct gx_store **out, struct gx_err *err);
void gx_store_close(struct gx_store *store);
void gx_cleanup_store(struct gx_store **store);

/* The user's cache for the store that gx_store_open would take, which need not exist; yours. */
char *gx_store_cache_dir(void);

/* All borrowed from the store. */
enum gx_store_way gx_store_way(const struct gx_store *store);
const char *gx_store_root(const struct gx_store *store);	/* R */
const char *gx_store_dir(const struct gx_store *store);		/* R/gnu/store */
const char *gx_store_state(const struct gx_store *store);	/* R/var/guix */
const char *gx_store_logs(const struct gx_store *store);	/* R/var/log/guix/drvs */
/* A directory of this process's own on the items' file system, made on first use; what is
 * in it vanishes with the process.  (Should making it fail, so does using it.) */
const char *gx_store_tmp(struct gx_store *store);
const char *gx_store_cache(const struct gx_store *store);	/* the user's cache for it */
const char *gx_store_id(const struct gx_store *store);		/* from the marker */
/* Must a process enter a mount namespace to see the items at /gnu/store? */
bool gx_store_is_elsewhere(const struct gx_store *store);
/* Where LOGICAL (an item or a file below one) is on disk; yours. */
char *gx_store_physical(const struct gx_store *store, const char *logical);
/* R, the result of what wrote files; where ERR says that the disk is full, it gets a hint. */
int gx_store_hint_space(int r, struct gx_err *err);
/* Why /gnu/store was not used although it exists, for one line to the user; or NULL. */
const char *gx_store_note(const struct gx_store *store);
/* Was it made when it was opened? */
bool gx_store_is_new(const struct gx_store *store);

/* --- what the database says ------------------------------------------------------------ */

struct gx_path_info {
	char *path;
	struct gx_hash nar_hash;	/* sha256 */
	uint64_t nar_size;
	int64_t registered;		/* seconds since 1970 */
	char *deriver;			/* or NULL */
	struct gx_strv refs;		/* sorted; may hold the path itself */
};
void gx_path_info_clear(struct gx_path_info *info);
#define gx_cleanup_path_info gx_path_info_clear
#define GX_PATH_INFO_INIT { NULL, { 0 }, 0, 0, NULL, GX_STRV_INIT }

/* 1 valid, 0 not, -1 error. */
int gx_store_is_valid(struct gx_store *store, const char *path, struct gx_err *err);
/* +1 when PATH is not valid. */
int gx_store_query(struct gx_store *store, const char *path, struct gx_path_info *out,
		   struct gx_err *err);
int gx_store_references(struct gx_store *store, const char *path, struct gx_strv *out,
			struct gx_err *err);
int gx_store_referrers(struct gx_store *store, const char *path, struct gx_strv *out,
		       struct gx_err *err);
int gx_store_derivers(struct gx_store *store, const char *path, struct gx_strv *out,
		      struct gx_err *err);
/* The closure of PATHS in topological order, references first. */
int gx_store_requisites(struct gx_store *store, const struct gx_strv *paths,
			struct gx_strv *out, struct gx_err *err);
/* The output paths that a valid derivation names, in order of their names. */
int gx_store_derivation_outputs(struct gx_store *store, const char *drv, struct gx_strv *out,
				struct gx_err *err);
int gx_store_all_valid(struct gx_store *store, struct gx_strv *out, struct gx_err *err);
/* The valid item whose name starts with the 32 characters HASH; +1 when none. */
int gx_store_from_hash_part(struct gx_store *store, const char *hash, char **out,
			    struct gx_err *err);

/* --- adding ------------------------------------------------------------------------------ */

/* Add text; *OUT is yours.  A path that is valid already is not written again.  Every added
 * path becomes a temporary root of this process (see below).  A name that ends in .drv must
 * be a derivation with the right output paths, and DerivationOutputs learns them. */
int gx_store_add_text(struct gx_store *store, const char *name, const void *text, size_t len,
		      const struct gx_strv *refs, char **out, struct gx_err *err);
struct gx_text_item {
	const char *name;
	const void *text;
	size_t len;
	const struct gx_strv *refs;	/* may name earlier items of the same batch */
};
/* Many texts (derivations) with one transaction and one flush. */
int gx_store_add_texts(struct gx_store *store, const struct gx_text_item *items, size_t n,
		       struct gx_strv *out, struct gx_err *err);
/* Add the file or tree at PATH: recursive (its NAR is hashed) or flat. */
int gx_store_add_path(struct gx_store *store, const char *name, const char *path,
		      bool recursive, enum gx_hash_algo algo, gx_select_fn *select,
		      void *select_payload, char **out, struct gx_err *err);
/* The same from a NAR that streams in. */
int gx_store_add_nar(struct gx_store *store, const char *name, bool recursive,
		     enum gx_hash_algo algo, gx_source_fn *source, void *payload,
		     char **out, struct gx_err *err);

/* Who made an item, kept in the side database. */
struct gx_provenance {
	const char *kind;	/* "built", "substituted", "imported", "added" */
	const char *by;		/* builder kind and sandbox, or the signing key; may be NULL */
	double seconds;		/* wall time of the build */
	uint64_t downloaded;	/* bytes */
};
/* One finished output: its files are at PHYSICAL (on the store's file system, any mode and
 * owner).  They are made canonical, deduplicated, moved to PATH and registered. */
struct gx_new_item {
	const char *path;
	const char *physical;
	const struct gx_strv *refs;
	const char *deriver;		/* or NULL */
	/* what gx_store_scan found, or zero: then computed */
	struct gx_hash nar_hash;
	uint64_t nar_size;
};
/* Modes 0444/0555, mtime 1, our ownership, no xattrs; refuses other kinds of files. */
int gx_store_canonicalise(struct gx_store *store, const char *physical, struct gx_err *err);
/* Move the items into place and register them in one transaction: all or none.  Path locks
 * that this handle does not hold yet are taken for the while.  An item that is valid
 * already is kept, and the new tree removed.  After a failure the trees may be at PHYSICAL
 * or gone. */
int gx_store_register(struct gx_store *store, struct gx_new_item *items, size_t n,
		      const struct gx_provenance *provenance, struct gx_err *err);
/* Which of CANDIDATES (store paths) are named in the tree at PHYSICAL, by their hash parts;
 * also hashes the NAR on the way.  OUT is sorted. */
int gx_store_scan(const char *physical, const struct gx_strv *candidates, struct gx_strv *out,
		  struct gx_hash *nar_hash, uint64_t *nar_size, struct gx_err *err);
/* +1 when nothing is recorded about PATH (it was added from local files). */
struct gx_made {
	char *kind;
	char *by;		/* or NULL */
	char *gx;		/* version */
	int64_t time;
	double seconds;
	uint64_t downloaded;
};
void gx_made_clear(struct gx_made *made);
#define gx_cleanup_made gx_made_clear
int gx_store_made(struct gx_store *store, const char *path, struct gx_made *out,
		  struct gx_err *err);

/* Rename FROM to TO (absent), on one file system, although FROM may be a read-only directory.
 * +1 when something is at TO already. */
int gx_tree_rename(const char *from, const char *to, struct gx_err *err);

/* --- locks ------------------------------------------------------------------------------- */

/* The lock of one store path (R/gnu/store/….lock), held by an open file description:
 * crash-safe, and shared with forked children that keep the descriptor. */
struct gx_path_lock;
/* WAIT: block until free; otherwise +1 when somebody else holds it. */
int gx_path_lock(struct gx_store *store, const char *path, bool wait,
		 struct gx_path_lock **out, struct gx_err *err);
void gx_path_unlock(struct gx_path_lock *lock);
/* Does STORE (this handle) hold the lock of PATH? */
bool gx_path_lock_held(const struct gx_store *store, const char *path);

/* --- roots ------------------------------------------------------------------------------- */

/* Protect PATH from the collector until this process ends.  Do it before asking whether PATH
 * is valid: an answer without a root may be out of date the next moment. */
int gx_store_add_temp_root(struct gx_store *store, const char *path, struct gx_err *err);
int gx_store_add_temp_roots(struct gx_store *store, const struct gx_strv *paths,
			    struct gx_err *err);
/* The descriptor that holds this process's temporary roots: a process that inherits it
 * across exec (clear its close-on-exec flag) keeps them alive. */
int gx_store_temp_root_fd(struct gx_store *store);
/* Make LINK -> the physical place of PATH, replacing only a link that gx made, and protect
 * it by gcroots/auto. */
int gx_store_add_indirect_root(struct gx_store *store, const char *link, const char *path,
			       struct gx_err *err);
/* Protect by gcroots/auto what LINK (made by somebody else) points to, as long as it does. */
int gx_store_protect_link(struct gx_store *store, const char *link, struct gx_err *err);
/* gcroots/NAME -> PATH, directly (profiles of the cache). */
int gx_store_add_direct_root(struct gx_store *store, const char *name, const char *path,
			     struct gx_err *err);
struct gx_root {
	char *link;		/* where the root is, for people */
	char *path;		/* the store item */
};
struct gx_roots {
	struct gx_root *v;
	size_t n;
};
void gx_roots_clear(struct gx_roots *roots);
#define gx_cleanup_roots gx_roots_clear
int gx_store_roots(struct gx_store *store, struct gx_roots *out, struct gx_err *err);

/* --- collecting and checking ------------------------------------------------------------ */

struct gx_gc_opts {
	bool dry_run;			/* only list */
	uint64_t free_bytes;		/* stop after so many; 0: everything */
	const struct gx_strv *only;	/* delete just these; refused while alive */
	void (*deleted)(void *payload, const char *path, uint64_t bytes);
	void *payload;
};
struct gx_gc_result {
	struct gx_strv paths;		/* deleted, or dead with dry_run */
	uint64_t bytes;
};
/* Live is what a root, lasting or temporary, reaches by references, and the derivations that
 * made it with all they refer to.  With ONLY, dead items that refer to those go too. */
int gx_store_gc(struct gx_store *store, const struct gx_gc_opts *opts,
		struct gx_gc_result *out, struct gx_err *err);
void gx_gc_result_clear(struct gx_gc_result *result);
int gx_store_live(struct gx_store *store, struct gx_strv *out, struct gx_err *err);
int gx_store_dead(struct gx_store *store, struct gx_strv *out, struct gx_err *err);

/* Check the database against the disk, and with CONTENTS every hash.  REPORT gets one line
 * per fault; *FAULTS their number. */
int gx_store_verify(struct gx_store *store, bool contents,
		    void (*report)(void *payload, const char *path, const char *fault),
		    void *payload, size_t *faults, struct gx_err *err);
/* Hard-link equal files of valid items together; bytes saved in *SAVED. */
int gx_store_optimise(struct gx_store *store, uint64_t *saved, struct gx_err *err);

#endif
