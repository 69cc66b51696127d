/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One bare clone per URL in the user's cache, on libgit2.
 *
 *	CACHE/channels/HASH/		the clone; HASH is of the URL, so no name can escape
 *	CACHE/channels/HASH.lock	held (OFD) while the clone is made or fetched into
 *
 * A damaged clone is removed and made again.  Objects are only ever added, packs appear by rename: readers take no lock.  What a killed
 * fetch leaves (lock files of references, unfinished packs) is removed by the next one. */
#ifndef GX_CHANNEL_GIT_H
#define GX_CHANNEL_GIT_H

#include "channel/channel.h"
#include "store/nar.h"

#define GX_COMMIT_LEN 40

struct gx_git;
/* Open the clone of URL, made empty if absent (and seeded from the bundle when it is the base
 * channel's). */
int gx_git_open(const char *cache, const char *url, struct gx_git **out, struct gx_err *err);
/* Remove the clone of URL, which is made again when it is opened, if it is damaged: true then.
 * Reads all of it: for when something failed. */
bool gx_git_drop_damaged(const char *cache, const char *url);
void gx_git_close(struct gx_git *git);
void gx_cleanup_git(struct gx_git **git);

struct gx_git_fetch_opts {
	const char *name;	/* of the channel, for the callback */
	bool offline;
	const struct gx_channel_opts *channel;	/* progress; may be NULL */
};
/* The full id of COMMIT (full, short or a tag) or, when it is NULL, of the tip of BRANCH. */
int gx_git_resolve(struct gx_git *git, const struct gx_git_fetch_opts *opts, const char *branch,
		   const char *commit, char out[GX_COMMIT_LEN + 1], struct gx_err *err);
/* Fetch the branch BRANCH; +1 when the remote has none of this name. */
int gx_git_fetch_branch(struct gx_git *git, const struct gx_git_fetch_opts *opts,
			const char *branch, struct gx_err *err);
/* The tip of BRANCH as last fetched; +1 when unknown. */
int gx_git_branch_tip(struct gx_git *git, const char *branch, char out[GX_COMMIT_LEN + 1],
		      struct gx_err *err);
bool gx_git_has_commit(struct gx_git *git, const char *commit);
/* 1, 0, -1 */
int gx_git_descends(struct gx_git *git, const char *ancestor, const char *commit,
		    struct gx_err *err);

/* A file of the commit's tree; +1 when absent.  Larger than MAX is GX_EINVALID. */
int gx_git_read(struct gx_git *git, const char *commit, const char *path, size_t max,
		struct gx_buf *out, struct gx_err *err);
/* The names in the directory PATH ("": the root) of the commit's tree; +1 when absent. */
int gx_git_list(struct gx_git *git, const char *commit, const char *path, struct gx_strv *out,
		struct gx_err *err);
int gx_git_parents(struct gx_git *git, const char *commit, struct gx_strv *out,
		   struct gx_err *err);
/* The commit object's raw bytes. */
int gx_git_raw_commit(struct gx_git *git, const char *commit, struct gx_buf *out,
		      struct gx_err *err);
/* Commits reachable from TIP and not from those in STOP (full ids), parents after children. */
int gx_git_walk(struct gx_git *git, const char *tip, const struct gx_strv *stop,
		bool first_parent, struct gx_strv *out, struct gx_err *err);

/* The NAR of a commit's tree, streamed from its blobs; submodules are refused. */
struct gx_git_nar;
int gx_git_nar_new(struct gx_git *git, const char *commit, struct gx_git_nar **out,
		   struct gx_err *err);
void gx_git_nar_free(struct gx_git_nar *nar);
int gx_git_nar_source(void *nar, void *data, size_t len, struct gx_err *err);

/* Put the objects and references of a git bundle into the clone. */
struct git_repository;
int gx_bundle_unpack(struct git_repository *repo, const char *path, struct gx_err *err);
/* The id that REF has in a bundle; +1 when it has none. */
int gx_bundle_ref(const char *path, const char *ref, char out[GX_COMMIT_LEN + 1],
		  struct gx_err *err);

/* Register the transport that runs the `ssh' program. */
void gx_ssh_register(void);
/* Set ERR from libgit2's last error: "WHAT: its words". */
int gx_git_fail(struct gx_err *err, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

#endif
