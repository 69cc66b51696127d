/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The door of src/channel: package sets pinned to git commits.
 *
 * A channel is a git repository; a set of channels with full commits decides everything that
 * an evaluation may load.  Life of a set: its channels are read (channels.scm, the lock, the
 * user's default), each is resolved to a commit (which needs the network only for branches,
 * short ids, tags and commits that were never fetched), authenticated, its dependencies are
 * added, and its tree is put in the store straight from git's objects.
 *
 *	struct gx_channel_opts opts = { .store = store, .offline = false };
 *	gx_channels_read(&opts, "channels.scm", &wanted, err);	// or gx_channels_choose(…)
 *	gx_channels_resolve(&opts, &wanted, &set, err);
 *	for (i…) gx_eval_add_channel(&req, set.v[i].channel.name, set.v[i].root, …);
 *	gx_channel_set_clear(&set); gx_channels_clear(&wanted);
 *
 * Files of channels are data here: bounded, never evaluated.  A channels.scm that is more than
 * data is evaluated by whoever fills in opts.evaluate. */
#ifndef GX_CHANNEL_H
#define GX_CHANNEL_H

#include "store/store.h"
#include "util/util.h"

/* --- channels as they are written ------------------------------------------------------------ */

struct gx_channel {
	char *name;		/* letters, digits, + - . _ only */
	char *url;
	char *branch;		/* NULL: "master", or the repository's HEAD if there is none */
	char *commit;		/* 40 hexadecimal digits, a short id or a tag; or NULL */
	char *intro_commit;	/* introduction: both or none */
	char *intro_signer;	/* fingerprint, 40 hexadecimal digits in lower case */
	char *nar_hash;		/* of its tree, "sha256:…" (from a lock); or NULL */
	char *dir;		/* what a relative URL starts from; NULL: the working directory */
	bool installed;		/* the copy that came with gx is meant (base, no commit asked) */
};
struct gx_channels {
	struct gx_channel *v;
	size_t n;
};
#define GX_CHANNELS_INIT { NULL, 0 }
void gx_channel_clear(struct gx_channel *channel);
void gx_channel_copy(struct gx_channel *dst, const struct gx_channel *src);
bool gx_channel_equal(const struct gx_channel *a, const struct gx_channel *b);	/* as written */
/* How FILE of a channel is called in messages: "channel NAME@COMMIT: FILE"; yours. */
char *gx_channel_file_name(const struct gx_channel *channel, const char *file);
/* Is its commit a full one, so that nothing has to be asked? */
bool gx_channel_is_pinned(const struct gx_channel *channel);
void gx_channels_clear(struct gx_channels *list);
#define gx_cleanup_channels gx_channels_clear
void gx_channels_add(struct gx_channels *list, const struct gx_channel *channel);	/* copied */
const struct gx_channel *gx_channels_find(const struct gx_channels *list, const char *name);
bool gx_channels_pinned(const struct gx_channels *list);	/* all of them */

/* Let the relative URLs of LIST start from DIR. */
void gx_channels_set_dir(struct gx_channels *list, const char *dir);
/* Make CHANNEL's URL one that means the same everywhere on this machine. */
void gx_channel_make_absolute(struct gx_channel *channel);

/* The text of a channels.scm: (list (channel …) …), cons, cons*, append, quoted lists and
 * %default-channels (taken from DEFAULTS).  +1, ERR saying where, when it is a program that
 * only an evaluation can read, or no data at all. */
int gx_channels_parse(const char *text, size_t len, const struct gx_channels *defaults,
		      struct gx_channels *out, struct gx_err *err);
/* Channels as data, (channel …) …, as gx_channel_format_data writes each. */
int gx_channels_parse_data(const char *text, size_t len, struct gx_channels *out,
			   struct gx_err *err);
void gx_channel_format_data(const struct gx_channel *channel, struct gx_buf *out);
struct gx_channel_opts;
/* The file PATH: a channels.scm, evaluated if it is a program, or a lock (its locked channels). */
int gx_channels_read(const struct gx_channel_opts *opts, const char *path,
		     struct gx_channels *out, struct gx_err *err);
/* (list (channel …) …), as `gx describe -f channels' prints it, without introductions if so
 * asked. */
void gx_channels_format(const struct gx_channels *list, bool introductions, struct gx_buf *out);
/* The user's default set: $XDG_CONFIG_HOME/gx/channels.scm if it exists, else what the last
 * `gx pull' recorded, else the base channel. */
int gx_channels_default(const struct gx_channel_opts *opts, struct gx_channels *out,
			struct gx_err *err);
/* What that set asks for, without the commits that `gx pull' found. */
int gx_channels_wanted(const struct gx_channel_opts *opts, struct gx_channels *out,
		       struct gx_err *err);
/* The embedded base channel, at the version that came with gx; yours to clear. */
void gx_channel_base(struct gx_channel *out);

/* CHANNEL, which has its full commit, as the property `provenance' of a profile's entries names
 * it: (repository (version 0) …). */
void gx_channel_provenance(const struct gx_channel *channel, struct gx_buf *out);
/* Add the channels that PROPERTIES of an entry, an association list as text, name so. */
int gx_channels_of_properties(const char *properties, struct gx_channels *out,
			      struct gx_err *err);

/* .guix-channel of a repository. */
struct gx_channel_meta {
	char *directory;	/* "" or "src/scheme": no slashes at its ends */
	char *news_file;	/* or NULL */
	char *keyring;		/* branch: "keyring" unless said otherwise */
	char *url;		/* its primary place, or NULL */
	struct gx_channels dependencies;
	int engine;		/* gx (engine N); 0 when it says nothing */
};
int gx_channel_meta_parse(const char *text, size_t len, struct gx_channel_meta *out,
			  struct gx_err *err);
void gx_channel_meta_clear(struct gx_channel_meta *meta);
#define gx_cleanup_channel_meta gx_channel_meta_clear
#define GX_CHANNEL_META_INIT { NULL, NULL, NULL, NULL, GX_CHANNELS_INIT, 0 }
/* .guix-authorizations: fingerprints, 40 hexadecimal digits in lower case. */
int gx_authorizations_parse(const char *text, size_t len, struct gx_strv *out,
			    struct gx_err *err);

/* --- resolving -------------------------------------------------------------------------------- */

struct gx_channel_opts {
	struct gx_store *store;
	const char *cache;	/* NULL: gx_store_cache(store) */
	bool offline;
	bool commits_only;	/* put no tree in the store, which may be NULL then */
	bool no_authentication;	/* only where the user asked for it */
	bool allow_downgrades;
	/* The channels with NAR hashes are those that another gx, of which this one is a part,
	 * has resolved and authenticated just now. */
	bool handed_over;
	/* Where the user was, to refuse going back (pull); may be NULL. */
	const struct gx_channels *current;
	/* Objects received of TOTAL while the channel NAME is fetched; non-zero stops. */
	int (*progress)(void *payload, const char *name, unsigned done, unsigned total,
			size_t bytes);
	/* Evaluate PATH, a channels.scm that is a program, %default-channels being DEFAULTS; NULL:
	 * only data is understood. */
	int (*evaluate)(void *payload, const char *path, const struct gx_channels *defaults,
			struct gx_channels *out, struct gx_err *err);
	/* One line for people: "channel o11y is not authenticated: …". */
	void (*note)(void *payload, const char *text);
	void *payload;
};

struct gx_channel_instance {
	struct gx_channel channel;	/* with its full commit, unless UNPINNED */
	bool unpinned;			/* the working tree as it is (base, modified) */
	bool core;
	bool authenticated;
	char *item;			/* its tree in the store, or NULL (the installed copy) */
	char *root;			/* modules' directory on disk; NULL: commits only */
	char *logical;			/* how it is named in messages */
	char *news_file;		/* relative to the tree, or NULL */
};
struct gx_channel_set {
	struct gx_channel_instance *v;	/* the core channel first, then the others by name */
	size_t n;
};
#define GX_CHANNEL_SET_INIT { NULL, 0 }
void gx_channel_set_clear(struct gx_channel_set *set);
#define gx_cleanup_channel_set gx_channel_set_clear

/* Resolve WANTED and what it depends on.  A diamond is resolved once; two different demands on
 * one name, a cycle, none or two core channels are errors that name them. */
int gx_channels_resolve(const struct gx_channel_opts *opts, const struct gx_channels *wanted,
			struct gx_channel_set *out, struct gx_err *err);
/* The set's channels with full commits and NAR hashes: what a lock holds. */
int gx_channel_set_locked(const struct gx_channel_opts *opts, const struct gx_channel_set *set,
			  struct gx_channels *out, struct gx_err *err);

/* --- the lock: channels.lock (doc/formats.md) ---------------------------------------------------- */

struct gx_lock {
	struct gx_channels requested;
	struct gx_channels locked;
};
#define GX_LOCK_INIT { GX_CHANNELS_INIT, GX_CHANNELS_INIT }
void gx_lock_clear(struct gx_lock *lock);
#define gx_cleanup_lock gx_lock_clear
/* The text of a lock, and back; GX_EINVALID has the place. */
int gx_lock_parse(const char *text, size_t len, struct gx_lock *out, struct gx_err *err);
void gx_lock_format(const struct gx_lock *lock, struct gx_buf *out);
/* +1 when there is no such file. */
int gx_lock_read(const char *path, struct gx_lock *out, struct gx_err *err);
int gx_lock_write(const char *path, const struct gx_lock *lock, struct gx_err *err);
/* Merge two descendants of BASE, channel by channel; where both changed one channel, the later
 * commit (DESCENDS tells whether B has A among its ancestors; may be NULL) wins, else
 * GX_EINVALID names it. */
typedef bool gx_lock_descends_fn(void *payload, const struct gx_channel *a,
				 const struct gx_channel *b);
int gx_lock_merge(const struct gx_lock *base, const struct gx_lock *ours,
		  const struct gx_lock *theirs, gx_lock_descends_fn *descends, void *payload,
		  struct gx_lock *out, struct gx_err *err);

/* What decides the channels of a command (design: the lock nobody has to remember). */
struct gx_channel_choice {
	const char *file;		/* -C FILE, or NULL */
	const struct gx_strv *manifests;	/* absolute; the first decides the folder */
	bool locked;			/* --locked: refuse to change the lock */
	bool asked;			/* gx lock: write it wherever the manifest is */
	bool update;			/* gx lock --update: make it anew */
	const struct gx_strv *update_names;	/* only these channels; NULL or empty: all */
};
/* A file that decided, or was looked for in vain, as it was before it was read: what changed
 * meanwhile, while channels were fetched say, looks changed to whoever compares later. */
struct gx_consulted {
	char *path;
	enum { GX_CONSULTED_FILE, GX_CONSULTED_ABSENT, GX_CONSULTED_UNKNOWN } state;
	struct gx_hash hash;	/* sha256 of a GX_CONSULTED_FILE */
};
struct gx_chosen {
	struct gx_channel_set set;
	char *lock_path;	/* the lock that was used or written, or NULL */
	bool wrote_lock;
	bool pinned;		/* every channel has a full commit */
	struct gx_consulted *consulted;
	size_t nconsulted;
};
#define GX_CHOSEN_INIT { GX_CHANNEL_SET_INIT, NULL, false, false, NULL, 0 }
void gx_chosen_clear(struct gx_chosen *chosen);
#define gx_cleanup_chosen gx_chosen_clear
/* Choose, resolve, and write channels.lock where one is due. */
int gx_channels_choose(const struct gx_channel_opts *opts, const struct gx_channel_choice *choice,
		       struct gx_chosen *out, struct gx_err *err);
/* Is channels.lock beside the manifest what channels.scm asks for?  1 yes, 0 stale, absent or
 * not needed (*WHY says which), -1. */
int gx_lock_check(const struct gx_channel_opts *opts, const struct gx_channel_choice *choice,
		  char **why, struct gx_err *err);

/* --- what gx pull records: generations, the state of one user -------------------------------------- */

/* In all of these PROFILE, a link of the user's own choice, may be NULL: the default. */

/* GENERATION 0 is the current one; +1 when there is none. */
int gx_pulled_read(const char *profile, unsigned long generation, struct gx_lock *out,
		   struct gx_err *err);
/* The link that names the default's current one, which may not exist; NULL without HOME; yours. */
char *gx_pulled_link(void);
/* 0: none. */
int gx_pulled_current(const char *profile, unsigned long *out, struct gx_err *err);
/* Sorted; *OUT is yours. */
int gx_pulled_list(const char *profile, unsigned long **out, size_t *n, struct gx_err *err);
int gx_pulled_time(const char *profile, unsigned long generation, int64_t *out,
		   struct gx_err *err);
/* A new one behind the current one, which it becomes.  What LOCK requests is what the user's
 * default asked for then: it holds as long as that does not change. */
int gx_pulled_add(const char *profile, const struct gx_lock *lock, unsigned long *out,
		  struct gx_err *err);
int gx_pulled_switch(const char *profile, unsigned long generation, struct gx_err *err);
int gx_pulled_delete(const char *profile, unsigned long generation, struct gx_err *err);

/* --- what the commands ask of history ------------------------------------------------------------ */

/* The commits from GOOD (not included) to BAD, oldest first, along first parents when LINEAR;
 * full hexadecimal ids. */
int gx_channel_commits(const struct gx_channel_opts *opts, const struct gx_channel *channel,
		       const char *good, const char *bad, struct gx_strv *out,
		       struct gx_err *err);
/* Is ANCESTOR an ancestor of (or the same as) COMMIT? 1, 0, -1. */
int gx_channel_descends(const struct gx_channel_opts *opts, const struct gx_channel *channel,
			const char *ancestor, const char *commit, struct gx_err *err);
/* The news of CHANNEL between two commits, newest first, as text; +1 when there is none. */
int gx_channel_news(const struct gx_channel_opts *opts, const struct gx_channel_instance *inst,
		    const char *since, struct gx_buf *out, struct gx_err *err);

/* --- checkouts ------------------------------------------------------------------------------- */

/* builtin:git-download: unpack at OUTPUT the tree of the commit or tag `commit' of the
 * repository at `url' (a Scheme string), both in DRV's environment; `recursive?' must not be
 * #t.  Fetches into the working directory. */
struct gx_drv;
int gx_channel_checkout(const struct gx_drv *drv, const char *output, struct gx_err *err);

#endif
