/* SPDX-License-Identifier: GPL-3.0-or-later */
/* builtin:git-download: the tree of a commit, for sources that are checkouts. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "channel/git.h"
#include "store/drv.h"
#include "store/path.h"
#include "util/sexp.h"

/* `url' is a string as Scheme writes it. */
static int read_url(const struct gx_drv *drv, char **out, struct gx_err *err)
{
	GX_AUTO(sexp) struct gx_sexp *sexp = NULL;
	const char *text = gx_drv_getenv(drv, "url");
	const char *url;

	if (!text)
		return gx_fail(err, GX_EINVALID, "`url' is missing");
	if (gx_sexp_parse(text, strlen(text), &sexp, err) < 0)
		return -1;
	url = gx_sexp_string(gx_sexp_at(sexp, 0));
	if (!url)
		return gx_fail(err, GX_EINVALID, "malformed `url': %s", text);
	*out = gx_strdup(url);
	return 0;
}

static int restore_tree(struct gx_git *git, const char *commit, const char *output,
			struct gx_err *err)
{
	struct gx_git_nar *nar = NULL;
	int rc;

	if (gx_git_nar_new(git, commit, &nar, err) < 0)
		return -1;
	rc = gx_nar_restore(gx_git_nar_source, nar, output, NULL, err);
	gx_git_nar_free(nar);
	return rc;
}

int gx_channel_checkout(const struct gx_drv *drv, const char *output, struct gx_err *err)
{
	GX_AUTO(git) struct gx_git *git = NULL;
	GX_AUTO(free) char *url = NULL, *here = NULL;
	const char *commit = gx_drv_getenv(drv, "commit");
	const char *recursive = gx_drv_getenv(drv, "recursive?");
	struct gx_git_fetch_opts opts = { .name = gx_store_path_name(output) };
	char id[GX_COMMIT_LEN + 1];

	if (read_url(drv, &url, err) < 0)
		return -1;
	if (!commit || !*commit)
		return gx_fail(err, GX_EINVALID, "`commit' is missing");
	if (recursive && !strcmp(recursive, "#t"))
		return gx_fail(err, GX_EINVALID, "%s: checkouts with submodules are not supported",
			       url);
	/* The clone lives in the build directory, and goes with it. */
	here = getcwd(NULL, 0);
	if (!here)
		return gx_fail_errno(err, "find the build directory");
	if (gx_git_open(here, url, &git, err) < 0 ||
	    gx_git_resolve(git, &opts, NULL, commit, id, err) < 0)
		return -1;
	return restore_tree(git, id, output, err);
}
