/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The clones in the user's cache: made, locked, repaired, fetched into. */
#include <fcntl.h>
#include <ftw.h>
#include <git2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "channel/base.h"
#include "channel/forms.h"
#include "channel/web.h"

/* --- open ---------------------------------------------------------------------------------- */

static int lock_clone(struct gx_git *git, int *out, struct gx_err *err)
{
	GX_AUTO(free) char *path = gx_asprintf("%s.lock", git->path);

	return gx_lock_file(path, GX_LOCK_EXCLUSIVE, out, err);
}

static int remove_leftover(const char *path, const struct stat *st, int type, struct FTW *where)
{
	const char *name = path + where->base;
	size_t len = strlen(name);

	if (type == FTW_F && ((len > 5 && !strcmp(name + len - 5, ".lock")) ||
			      !strncmp(name, "pack_git2_", 10) ||
			      !strncmp(name, "tmp_object_git2_", 16)))
		unlink(path);
	return 0;
}

/* Whoever holds the clone's lock is alone: files of unfinished writes are nobody's. */
static void repair(const char *path)
{
	nftw(path, remove_leftover, 16, FTW_PHYS);
}

static int seed(git_repository *repo, const char *url, struct gx_err *err)
{
	GX_AUTO(free) char *bundle = NULL;

	if (!gx_base_is_url(url))
		return 0;
	bundle = gx_base_bundle();
	return bundle ? gx_bundle_unpack(repo, bundle, err) : 0;
}

/* Make the clone under another name first: a killed gx leaves no half one. */
static int make_clone(struct gx_git *git, struct gx_err *err)
{
	GX_AUTO(free) char *tmp = gx_asprintf("%s.new", git->path);
	git_repository_init_options opts = GIT_REPOSITORY_INIT_OPTIONS_INIT;
	git_repository *repo = NULL;
	int rc;

	opts.flags = GIT_REPOSITORY_INIT_BARE | GIT_REPOSITORY_INIT_MKPATH;
	if (gx_remove_tree(tmp, err) < 0)
		return -1;
	if (git_repository_init_ext(&repo, tmp, &opts) < 0)
		return gx_git_fail(err, "make %s", tmp);
	rc = seed(repo, git->url, err);
	git_repository_free(repo);
	if (rc < 0)
		return -1;
	if (rename(tmp, git->path) < 0)
		return gx_fail_errno(err, "rename %s to %s", tmp, git->path);
	return 0;
}

/* A newer gx brings newer commits, which an old clone of the base channel may lack. */
static int top_up(struct gx_git *git, struct gx_err *err)
{
	GX_AUTO(free) char *bundle = NULL, *commit = NULL;
	GX_AUTO(fd) int lock = -1;
	char head[GX_COMMIT_LEN + 1];

	if (!gx_base_is_url(git->url))
		return 0;
	bundle = gx_base_bundle();
	if (bundle && gx_bundle_ref(bundle, "HEAD", head, NULL) == 0 &&
	    !gx_git_has_commit(git, head)) {
		if (lock_clone(git, &lock, err) < 0)
			return -1;
		repair(git->path);
		return gx_bundle_unpack(git->repo, bundle, err);
	}
	commit = gx_where_uninstalled() ? gx_base_commit() : NULL;
	if (!commit || gx_git_has_commit(git, commit))
		return 0;
	if (lock_clone(git, &lock, err) < 0)
		return -1;
	repair(git->path);
	return gx_base_fetch_local(git, err);
}

/* Not opened yet. */
static struct gx_git *new_git(const char *cache, const char *url)
{
	struct gx_git *git = gx_calloc(1, sizeof *git);
	GX_AUTO(free) char *name = NULL;
	struct gx_hash hash;

	gx_git_init();
	git->url = gx_git_full_url(url, NULL);
	git->shown = gx_url_shown(git->url);
	gx_hash_data(GX_HASH_SHA256, git->url, strlen(git->url), &hash);
	name = gx_base32_str(hash.bytes, 20);
	git->path = gx_asprintf("%s/channels/%s", cache, name);
	return git;
}

bool gx_git_drop_damaged(const char *cache, const char *url)
{
	GX_AUTO(git) struct gx_git *git = new_git(cache, url);
	GX_AUTO(free) char *away = gx_asprintf("%s.damaged", git->path);
	GX_AUTO(fd) int lock = -1;

	if (!gx_exists(git->path) || gx_clone_is_sound(git->path) ||
	    lock_clone(git, &lock, NULL) < 0)
		return false;
	/* Somebody else may have done it meanwhile. */
	if (gx_exists(git->path) && gx_clone_is_sound(git->path))
		return true;
	gx_remove_tree(away, NULL);
	if (rename(git->path, away) < 0)
		return false;
	gx_remove_tree(away, NULL);
	return true;
}

int gx_git_open(const char *cache, const char *url, struct gx_git **out, struct gx_err *err)
{
	GX_AUTO(git) struct gx_git *git = new_git(cache, url);
	GX_AUTO(free) char *dir = gx_path_dir(git->path);

	if (gx_mkdirs(dir, 0700, err) < 0)
		return -1;
	if (!gx_exists(git->path)) {
		GX_AUTO(fd) int lock = -1;

		if (lock_clone(git, &lock, err) < 0)
			return -1;
		if (!gx_exists(git->path) && make_clone(git, err) < 0)
			return -1;
	}
	if (git_repository_open_bare(&git->repo, git->path) < 0)
		return gx_git_fail(err, "open %s", git->path);
	if (top_up(git, err) < 0)
		return -1;
	*out = gx_steal(&git);
	return 0;
}

void gx_git_close(struct gx_git *git)
{
	if (!git)
		return;
	git_repository_free(git->repo);
	gx_web_free(git->web);
	free(git->path);
	free(git->url);
	free(git->shown);
	free(git->head);
	free(git);
}

void gx_cleanup_git(struct gx_git **git)
{
	gx_git_close(*git);
}

/* --- fetch ----------------------------------------------------------------------------------- */

/* A damaged pack was here, and the same pack came in its place: libgit2 goes on to look into what
 * it has open, and finds nothing for the references. */
static bool is_stale(const struct gx_err *err)
{
	const git_error *last = git_error_last();

	return err && err->code == GX_EFAIL && last && last->klass == GIT_ERROR_REFERENCE;
}

static int reopen(struct gx_git *git, struct gx_err *err)
{
	git_repository *repo;

	if (git_repository_open_bare(&repo, git->path) < 0)
		return gx_git_fail(err, "open %s", git->path);
	git_repository_free(git->repo);
	git->repo = repo;
	return 0;
}

/* Fetch by reference specifications; -1 also when offline, +1 when NEEDED is missing there. */
static int fetch(struct gx_git *git, const struct gx_git_fetch_opts *opts, char **specs, size_t n,
		 bool tags, const char *needed, struct gx_err *err)
{
	int rc;
	git_odb *odb;
	GX_AUTO(fd) int lock = -1;

	if (opts->offline)
		return gx_fail(err, GX_ENET, "channel %s would have to be fetched from %s, but "
			       "gx is offline", opts->name, git->shown);
	if (lock_clone(git, &lock, err) < 0)
		return -1;
	repair(git->path);
	rc = gx_clone_fetch(git, opts, specs, n, tags, needed, err);
	if (rc < 0 && is_stale(err) && reopen(git, err) == 0)
		rc = gx_clone_fetch(git, opts, specs, n, tags, needed, err);
	if (rc < 0)
		return gx_err_prefix(err, "channel %s", opts->name);
	if (git_repository_odb(&odb, git->repo) == 0) {
		git_odb_refresh(odb);
		git_odb_free(odb);
	}
	return rc;
}

static int fetch_all(struct gx_git *git, const struct gx_git_fetch_opts *opts, struct gx_err *err)
{
	char heads[] = "+refs/heads/*:" GX_REMOTE_REFS "*";
	char *specs[] = { heads };

	return fetch(git, opts, specs, 1, true, NULL, err);
}

/* Ask for one commit that no branch reaches (any more). */
static int fetch_id(struct gx_git *git, const struct gx_git_fetch_opts *opts, const char *commit,
		    struct gx_err *err)
{
	GX_AUTO(free) char *spec = gx_asprintf("%s:refs/gx/%s", commit, commit);
	char *specs[] = { spec };

	return fetch(git, opts, specs, 1, false, NULL, err);
}

int gx_git_branch_tip(struct gx_git *git, const char *branch, char out[GX_COMMIT_LEN + 1],
		      struct gx_err *err)
{
	GX_AUTO(free) char *ref = gx_asprintf(GX_REMOTE_REFS "%s", branch);
	git_object *object = NULL;
	int rc = git_revparse_single(&object, git->repo, ref);

	if (rc == GIT_ENOTFOUND || rc == GIT_EINVALIDSPEC)
		return 1;
	if (rc < 0)
		return gx_git_fail(err, "branch %s of %s", branch, git->shown);
	git_oid_tostr(out, GX_COMMIT_LEN + 1, git_object_id(object));
	git_object_free(object);
	return 0;
}

static bool branch_name_ok(const char *branch)
{
	GX_AUTO(free) char *ref = gx_asprintf("refs/heads/%s", branch);
	int valid = 0;

	return git_reference_name_is_valid(&valid, ref) == 0 && valid && !strchr(branch, '*') &&
		!strchr(branch, ':');
}

int gx_git_fetch_branch(struct gx_git *git, const struct gx_git_fetch_opts *opts,
			const char *branch, struct gx_err *err)
{
	GX_AUTO(free) char *spec = NULL, *head = gx_asprintf("refs/heads/%s", branch);
	char *specs[1];

	if (!branch_name_ok(branch))
		return gx_fail(err, GX_EINVALID, "channel %s: `%s' is no name of a branch",
			       opts->name, branch);
	spec = gx_asprintf("+%s:" GX_REMOTE_REFS "%s", head, branch);
	specs[0] = spec;
	return fetch(git, opts, specs, 1, false, head, err);
}

/* --- resolve --------------------------------------------------------------------------------- */

bool gx_git_has_commit(struct gx_git *git, const char *commit)
{
	git_commit *object = NULL;
	git_oid id;

	if (!gx_id_ok(commit) || git_oid_fromstr(&id, commit) < 0 ||
	    git_commit_lookup(&object, git->repo, &id) < 0)
		return false;
	git_commit_free(object);
	return true;
}

/* A short id or a tag, among what is here; +1 when it names nothing. */
static int lookup(struct gx_git *git, const char *text, char *out, struct gx_err *err)
{
	GX_AUTO(free) char *tag = gx_asprintf("refs/tags/%s", text);
	const char *names[] = { tag, text };
	bool hex = strlen(text) >= 4 && strspn(text, "0123456789abcdef") == strlen(text);

	for (size_t i = 0; i < (hex ? 2 : 1); i++) {
		git_object *object = NULL, *commit = NULL;
		int rc = git_revparse_single(&object, git->repo, names[i]);

		if (rc == GIT_EAMBIGUOUS)
			return gx_fail(err, GX_EINVALID, "commit %s: several begin so", text);
		if (rc < 0)
			continue;
		rc = git_object_peel(&commit, object, GIT_OBJECT_COMMIT);
		git_object_free(object);
		if (rc < 0)
			continue;
		git_oid_tostr(out, GX_COMMIT_LEN + 1, git_object_id(commit));
		git_object_free(commit);
		return 0;
	}
	return 1;
}

static int resolve_full(struct gx_git *git, const struct gx_git_fetch_opts *opts,
			const char *branch, const char *commit, struct gx_err *err)
{
	GX_AUTO(err) struct gx_err ignored = GX_ERR_INIT;

	if (gx_git_has_commit(git, commit))
		return 0;
	if (opts->offline)
		return gx_fail(err, GX_ENET, "channel %s: commit %s is not here, and gx is offline",
			       opts->name, commit);
	if (branch && gx_git_fetch_branch(git, opts, branch, err) < 0)
		return -1;
	if (!gx_git_has_commit(git, commit) && fetch_all(git, opts, err) < 0)
		return -1;
	if (!gx_git_has_commit(git, commit) && fetch_id(git, opts, commit, &ignored) < 0 &&
	    ignored.code == GX_EINTERRUPTED) {
		gx_err_move(err, &ignored);
		return -1;
	}
	if (!gx_git_has_commit(git, commit))
		return gx_fail(err, GX_ENOTFOUND, "channel %s: %s has no commit %s", opts->name,
			       git->shown, commit);
	return 0;
}

static int not_found(struct gx_git *git, const struct gx_git_fetch_opts *opts, const char *text,
		     struct gx_err *err)
{
	char tip[GX_COMMIT_LEN + 1];

	gx_fail(err, GX_ENOTFOUND, "channel %s: %s has no commit or tag %s", opts->name,
		git->shown, text);
	if (gx_git_branch_tip(git, text, tip, NULL) == 0)
		gx_err_hint(err, "it is a branch there: write (branch \"%s\"), or --branch=%s",
			    text, text);
	return -1;
}

static int resolve_name(struct gx_git *git, const struct gx_git_fetch_opts *opts,
			const char *text, char *out, struct gx_err *err)
{
	int rc;

	if (!opts->offline && fetch_all(git, opts, err) < 0)
		return -1;
	rc = lookup(git, text, out, err);
	return rc > 0 ? not_found(git, opts, text, err) : rc;
}

static int tip_or_absent(struct gx_git *git, const struct gx_git_fetch_opts *opts,
			 const char *branch, char *out, struct gx_err *err)
{
	int rc = opts->offline ? 0 : gx_git_fetch_branch(git, opts, branch, err);

	return rc != 0 ? rc : gx_git_branch_tip(git, branch, out, err);
}

static int resolve_branch(struct gx_git *git, const struct gx_git_fetch_opts *opts,
			  const char *branch, char *out, struct gx_err *err)
{
	GX_AUTO(free) char *head = NULL;
	int rc = tip_or_absent(git, opts, branch ? branch : "master", out, err);

	if (rc <= 0)
		return rc;
	if (!branch && !opts->offline) {
		head = git->head ? gx_strdup(git->head) : NULL;
		rc = head ? tip_or_absent(git, opts, head, out, err) : 1;
	} else if (!branch) {
		rc = tip_or_absent(git, opts, "main", out, err);
	}
	if (rc > 0)
		return gx_fail(err, GX_ENOTFOUND, "channel %s: %s has no branch %s%s", opts->name,
			       git->shown, branch ? branch : "master",
			       opts->offline ? " that was fetched before, and gx is offline" : "");
	return rc;
}

int gx_git_resolve(struct gx_git *git, const struct gx_git_fetch_opts *opts, const char *branch,
		   const char *commit, char out[GX_COMMIT_LEN + 1], struct gx_err *err)
{
	GX_AUTO(free) char *id = commit ? gx_id_parse(commit) : NULL;

	if (!commit)
		return resolve_branch(git, opts, branch, out, err);
	if (!id)
		return resolve_name(git, opts, commit, out, err);
	if (resolve_full(git, opts, branch, id, err) < 0)
		return -1;
	memcpy(out, id, GX_COMMIT_LEN + 1);
	return 0;
}
