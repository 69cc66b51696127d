/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fetching into a clone. */
#include <git2.h>
#include <stdlib.h>
#include <string.h>

#include "channel/clone.h"
#include "channel/web.h"

/* One connection to the clone's remote. */
struct fetch {
	struct gx_git *git;
	const struct gx_git_fetch_opts *opts;
	struct gx_gitconfig *config;
	git_remote *remote;
	bool stopped;
	struct gx_err err;	/* of our own transport, which says more than libgit2 */
};

static void fetch_clear(struct fetch *f)
{
	git_remote_free(f->remote);
	gx_gitconfig_free(f->config);
	gx_err_clear(&f->err);
}
#define gx_cleanup_fetch fetch_clear

static int on_progress(const git_indexer_progress *p, void *payload)
{
	struct fetch *f = payload;
	const struct gx_channel_opts *c = f->opts->channel;

	if (c && c->progress && c->progress(c->payload, f->opts->name, p->received_objects,
					    p->total_objects, p->received_bytes) != 0) {
		f->stopped = true;
		return -1;
	}
	return 0;
}

/* HTTP is ours; for the rest libgit2 (or ssh.c) knows what to do. */
static int choose_transport(git_transport **out, git_remote *remote, void *payload)
{
	struct fetch *f = payload;
	const char *url = git_remote_url(remote);

	*out = NULL;
	if (!gx_url_is_web(url))
		return 0;
	if (!f->git->web)
		f->git->web = gx_web_new(f->git->path);
	if (gx_web_begin(f->git->web, url, f->config, &f->err) < 0) {
		git_error_set_str(GIT_ERROR_NET, gx_err_text(&f->err));
		return -1;
	}
	return gx_web_transport(out, remote, f->git->web, &f->err);
}

/* The remote, at the address that git's configuration puts in the place of ours. */
static int make_remote(struct fetch *f, struct gx_err *err)
{
	git_remote_create_options opts = GIT_REMOTE_CREATE_OPTIONS_INIT;
	GX_AUTO(free) char *url = NULL;

	if (gx_gitconfig_read(f->git->path, &f->config, err) < 0)
		return -1;
	url = gx_gitconfig_rewrite(f->config, f->git->url);
	if (gx_git_check_place(url, err) < 0)
		return -1;
	opts.repository = f->git->repo;
	opts.flags = GIT_REMOTE_CREATE_SKIP_INSTEADOF | GIT_REMOTE_CREATE_SKIP_DEFAULT_FETCHSPEC;
	git_error_clear();
	if (git_remote_create_with_opts(&f->remote, url, &opts) < 0)
		return gx_git_fail(err, "fetch from %s", f->git->shown);
	return 0;
}

/* Keep the name of the branch that HEAD of the remote, which is connected, means. */
static void note_head(struct gx_git *git, git_remote *remote)
{
	static const char heads[] = "refs/heads/";
	git_buf name = { 0 };

	free(git->head);
	git->head = NULL;
	if (git_remote_default_branch(&name, remote) == 0 &&
	    !strncmp(name.ptr, heads, sizeof heads - 1))
		git->head = gx_strdup(name.ptr + sizeof heads - 1);
	git_buf_dispose(&name);
}

static int fetch_from(const struct fetch *f, const git_strarray *list,
		      const git_fetch_options *opts, const char *needed)
{
	int rc = git_remote_connect(f->remote, GIT_DIRECTION_FETCH, &opts->callbacks,
				    &opts->proxy_opts, NULL);

	if (rc < 0)
		return rc;
	/* libgit2 fetches nothing, and says nothing, where a reference is missing. */
	if (needed && !gx_remote_has(f->remote, needed)) {
		note_head(f->git, f->remote);
		return 1;
	}
	/* Branches that were deleted there since would make others impossible. */
	gx_remote_clear_way(f->git->repo, f->remote);
	return git_remote_fetch(f->remote, list, opts, "gx");
}

static int tell(struct fetch *f, struct gx_err *err)
{
	const char *shown = f->git->shown;

	if (f->stopped)
		return gx_fail(err, GX_EINTERRUPTED, "fetch from %s: interrupted", shown);
	if (f->err.code == GX_EOK || !err)
		return gx_git_fail(err, "fetch from %s", shown);
	gx_err_move(err, &f->err);
	return gx_err_prefix(err, "fetch from %s", shown);
}

int gx_clone_fetch(struct gx_git *git, const struct gx_git_fetch_opts *how, char **specs,
		   size_t n, bool tags, const char *needed, struct gx_err *err)
{
	GX_AUTO(fetch) struct fetch f = { .git = git, .opts = how, .err = GX_ERR_INIT };
	git_fetch_options opts = GIT_FETCH_OPTIONS_INIT;
	git_strarray list = { specs, n };
	int rc;

	opts.callbacks.transport = choose_transport;
	opts.callbacks.transfer_progress = on_progress;
	opts.callbacks.payload = &f;
	opts.download_tags = tags ? GIT_REMOTE_DOWNLOAD_TAGS_ALL :
		GIT_REMOTE_DOWNLOAD_TAGS_AUTO;
	opts.update_fetchhead = 0;
	if (make_remote(&f, err) < 0)
		return -1;
	rc = fetch_from(&f, &list, &opts, needed);
	return rc < 0 ? tell(&f, err) : rc;
}
