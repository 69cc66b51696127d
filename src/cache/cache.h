/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The door of src/cache: what `gx shell' remembers of earlier evaluations.
 *
 * An entry says: for this key (command, options, inputs) the evaluation gave this profile, and
 * it depended on these facts.  As long as every fact holds, the profile and its ready-made
 * environment can be used with no evaluation, no database and no socket.  Invariants:
 *   - an entry is used only if its whole key is equal and all its facts hold;
 *   - a file counts as unchanged without being read only if its device, inode, size, mtime and
 *     ctime are those recorded and it was already settled (two seconds old) when it was hashed:
 *     a later change then cannot hide behind the clock's granularity;
 *   - bytes that are damaged, cut off or of another version are a miss, never an error.
 * The quick check needs system calls only (no hashing): it is what the thin `gx' does.  It
 * answers "unsure" where a file must be read again; the engine then reads and renews it.
 *
 * Entries are files DIR/HASH of the user's cache directory, used by one user only. */
#ifndef GX_CACHE_H
#define GX_CACHE_H

#include "util/util.h"

/* --- facts --------------------------------------------------------------------------------- */

enum gx_fact_type {
	GX_FACT_FILE = 1,	/* name: path; hash of its content; stat */
	GX_FACT_ABSENT,		/* name: path that does not exist */
	GX_FACT_DIR,		/* name: path; hash of its sorted names, each with a NUL; stat */
	GX_FACT_EXISTS,		/* name: path; value: "file", "directory", "other" */
	GX_FACT_LINK,		/* name: path; value: the link's target */
	GX_FACT_ENV,		/* name: variable; digest of its value unless unset */
	GX_FACT_CWD,		/* name: the working directory */
	GX_FACT_IDENTITY,	/* name: path; stat only: a program, told apart without reading */
	GX_FACT_NOTE,		/* name, value: recorded for people, always holds */
	GX_FACT_LAST = GX_FACT_NOTE,
};

/* 128 bits that tell texts apart; not for secrets nor against enemies. */
struct gx_digest {
	uint64_t v[2];
};
struct gx_digest gx_digest(const void *data, size_t len);

struct gx_fact {
	enum gx_fact_type type;
	char *name;
	char *value;			/* or NULL */
	unsigned char hash[32];		/* FILE, DIR: sha256 */
	bool is_set;			/* ENV */
	struct gx_digest digest;	/* ENV */
	bool settled;			/* FILE, DIR: see above */
	uint64_t dev, ino, size;
	int64_t mtime_ns, ctime_ns;
};

/* --- entries ------------------------------------------------------------------------------- */

/* What a variable becomes. */
enum gx_env_op { GX_ENV_SET = 1, GX_ENV_PREFIX, GX_ENV_UNSET };
struct gx_env_change {
	enum gx_env_op op;
	char *name;
	char *value;		/* SET: the value; PREFIX: goes before the old value; else NULL */
	char *separator;	/* PREFIX: between the two; else NULL */
};

struct gx_cache_entry {
	struct gx_buf key;
	char *profile;		/* /gnu/store/…-profile */
	char *store_root;	/* prefix R of the store that holds it */
	char *store_state;	/* where it keeps its state */
	struct gx_fact *facts;
	size_t nfacts;
	struct gx_env_change *env;
	size_t nenv;
};

void gx_cache_entry_free(struct gx_cache_entry *entry);
void gx_cleanup_cache_entry(struct gx_cache_entry **entry);
/* An empty entry; yours. */
struct gx_cache_entry *gx_cache_entry_new(void);
/* A new fact or change at the end; its strings are the entry's from then on. */
struct gx_fact *gx_cache_add_fact(struct gx_cache_entry *entry, enum gx_fact_type type,
				  const char *name);
struct gx_env_change *gx_cache_add_env(struct gx_cache_entry *entry, enum gx_env_op op,
				       const char *name, const char *value,
				       const char *separator);

/* The bytes of an entry; and back: -1 (GX_EINVALID) for anything but a whole entry of this
 * version. */
void gx_cache_format(const struct gx_cache_entry *entry, struct gx_buf *out);
int gx_cache_parse(const void *data, size_t len, struct gx_cache_entry **out,
		   struct gx_err *err);

/* --- keys: lists of words ----------------------------------------------------------------- */

/* Append one word; any bytes but NUL. */
void gx_cache_key_add(struct gx_buf *key, const char *word);
/* The 32 characters that name the entry of KEY, and a NUL. */
void gx_cache_key_name(const struct gx_buf *key, char out[33]);

/* --- the directory --------------------------------------------------------------------------- */

/* $GX_STORE_ROOT/cache, or $XDG_CACHE_HOME/gx, or ~/.cache/gx; then "/eval-1"; yours. */
char *gx_cache_dir(void);
/* Read the entry of KEY; +1 when there is none that can be used. */
int gx_cache_read(const char *dir, const struct gx_buf *key, struct gx_cache_entry **out,
		  struct gx_err *err);
/* The same by the name of its file. */
int gx_cache_read_named(const char *dir, const char *name, struct gx_cache_entry **out,
			struct gx_err *err);
/* Write it, atomically. */
int gx_cache_write(const char *dir, const struct gx_cache_entry *entry, struct gx_err *err);
/* Remember that the entry of KEY was used (at most once a day). */
void gx_cache_touch(const char *dir, const struct gx_buf *key);
void gx_cache_remove(const char *dir, const struct gx_buf *key);
/* Remove entries that nobody used for MAX_AGE seconds; KEPT gets the names of the others. */
int gx_cache_expire(const char *dir, int64_t max_age, struct gx_strv *kept,
		    struct gx_err *err);

/* --- do the facts hold? --------------------------------------------------------------------- */

enum gx_cache_state {
	GX_CACHE_FRESH,
	GX_CACHE_UNSURE,	/* a file must be read to tell (quick check only) */
	GX_CACHE_STALE,
};
/* System calls only.  WHY (may be NULL) gets the name of the first fact that does not hold. */
enum gx_cache_state gx_cache_check_quick(const struct gx_cache_entry *entry, const char **why);

/* Fill in hash, stat and settled of a FILE or DIR fact from the file system, or the rest of
 * the other types.  -1 when the fact cannot be taken now. */
int gx_fact_record(struct gx_fact *fact, struct gx_err *err);
/* With reading: FRESH or STALE.  *RENEWED: facts were brought up to date, the entry should
 * be written again. */
enum gx_cache_state gx_cache_check_full(struct gx_cache_entry *entry, bool *renewed,
					const char **why);

#endif
