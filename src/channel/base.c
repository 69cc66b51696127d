/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The embedded base channel: this repository.  An installed gx has its modules as data, the
 * commit they are of (base.commit: "ID" or "ID modified"), and all of its history in a bundle;
 * in the tree it was built in, git itself tells. */
#include <git2.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "channel/base.h"

#define HERE "channels/base"

const char *gx_base_url(void)
{
	const char *env = getenv("GX_BASE_URL");

	if (env && *env)
		return env;
	return *GX_CHANNEL_URL ? GX_CHANNEL_URL : GX_BASE_NO_URL;
}

bool gx_base_is_url(const char *url)
{
	GX_AUTO(free) char *full = NULL;
	const char *base = gx_base_url();

	if (!strcmp(url, base))
		return true;
	full = *base == '/' || strstr(base, ":") ? NULL : gx_path_absolute(base);
	return full && !strcmp(url, full);
}

char *gx_base_bundle(void)
{
	GX_AUTO(free) char *path = NULL;
	const char *dir = getenv("GX_DATADIR");
	struct stat st;

	if (gx_where_uninstalled() && !(dir && *dir))
		path = gx_path_join(GX_BUILDDIR, "base.bundle");
	else
		path = gx_where_data("base.bundle");
	/* Empty where gx was built from neither a clone nor a release. */
	return stat(path, &st) == 0 && st.st_size > 0 ? gx_steal(&path) : NULL;
}

/* Does the working tree of REPO differ from TREE where the channel is? */
static bool is_modified(git_repository *repo, git_tree *tree)
{
	char *paths[] = { (char *)HERE, (char *)".guix-channel" };
	git_diff_options opts = GIT_DIFF_OPTIONS_INIT;
	git_diff *diff = NULL;
	bool modified = true;

	opts.pathspec = (git_strarray){ paths, 2 };
	opts.flags = GIT_DIFF_INCLUDE_UNTRACKED | GIT_DIFF_IGNORE_SUBMODULES |
		GIT_DIFF_DISABLE_PATHSPEC_MATCH;
	if (git_diff_tree_to_workdir_with_index(&diff, repo, tree, &opts) == 0)
		modified = git_diff_num_deltas(diff) > 0;
	git_diff_free(diff);
	return modified;
}

/* The commit of the working tree that gx was built in, or NULL; yours. */
static char *commit_of_tree(void)
{
	git_repository *repo = NULL;
	git_object *head = NULL, *tree = NULL;
	char *commit = NULL;

	gx_git_init();
	if (git_repository_open_ext(&repo, GX_SRCDIR, GIT_REPOSITORY_OPEN_NO_SEARCH, NULL) == 0 &&
	    git_revparse_single(&head, repo, "HEAD^{commit}") == 0 &&
	    git_object_peel(&tree, head, GIT_OBJECT_TREE) == 0 &&
	    !is_modified(repo, (git_tree *)tree)) {
		commit = gx_malloc(GX_COMMIT_LEN + 1);
		git_oid_tostr(commit, GX_COMMIT_LEN + 1, git_object_id(head));
	}
	git_object_free(tree);
	git_object_free(head);
	git_repository_free(repo);
	return commit;
}

char *gx_base_commit(void)
{
	GX_AUTO(free) char *path = gx_where_data("base.commit");
	GX_AUTO(buf) struct gx_buf buf = GX_BUF_INIT;
	const char *dir = getenv("GX_DATADIR");

	if (gx_where_uninstalled() && !(dir && *dir))
		return commit_of_tree();
	if (gx_file_read(path, 4096, &buf, NULL) != 0)
		return NULL;
	while (buf.len > 0 && buf.data[buf.len - 1] == '\n')
		buf.data[--buf.len] = 0;
	return gx_id_ok(gx_buf_str(&buf)) ? gx_buf_take(&buf) : NULL;
}

char *gx_base_root(void)
{
	return gx_where_data(HERE);
}

bool gx_base_came_with_gx(struct gx_git *git, const char *commit)
{
	git_oid installed, id;

	return git_reference_name_to_id(&installed, git->repo, "refs/gx/installed") == 0 &&
		git_oid_fromstr(&id, commit) == 0 &&
		(git_oid_equal(&installed, &id) ||
		 git_graph_descendant_of(git->repo, &installed, &id) == 1);
}

void gx_channel_base(struct gx_channel *out)
{
	*out = (struct gx_channel){
		.name = gx_strdup(GX_BASE_NAME),
		.url = gx_strdup(gx_base_url()),
		.branch = gx_strdup("main"),
		.installed = true,
	};
}

/* The tree that gx was built in may be ahead of what its origin knows. */
int gx_base_fetch_local(struct gx_git *git, struct gx_err *err)
{
	char spec[] = "+HEAD:refs/gx/installed";
	char *specs[] = { spec };
	git_strarray list = { specs, 1 };
	git_fetch_options opts = GIT_FETCH_OPTIONS_INIT;
	git_remote *remote = NULL;
	int rc;

	opts.download_tags = GIT_REMOTE_DOWNLOAD_TAGS_NONE;
	opts.update_fetchhead = 0;
	if (git_remote_create_anonymous(&remote, git->repo, GX_SRCDIR) < 0)
		return gx_git_fail(err, "fetch from %s", GX_SRCDIR);
	rc = git_remote_fetch(remote, &list, &opts, "gx");
	git_remote_free(remote);
	return rc < 0 ? gx_git_fail(err, "fetch from %s", GX_SRCDIR) : 0;
}
