/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a remote repository, which is connected, has. */
#include <git2.h>
#include <string.h>

#include "channel/clone.h"

bool gx_remote_has(git_remote *remote, const char *name)
{
	const git_remote_head **heads;
	size_t n;

	if (git_remote_ls(&heads, &n, remote) < 0)
		return false;
	for (size_t i = 0; i < n; i++) {
		if (!strcmp(heads[i]->name, name))
			return true;
	}
	return false;
}

/* Can references of the names A and B not be at the same time, one being a folder of the other? */
static bool collide(const char *a, const char *b)
{
	size_t n = strlen(a), m = strlen(b);

	return n != m && !strncmp(a, b, n < m ? n : m) && (n < m ? b[n] : a[m]) == '/';
}

static bool is_in_the_way(const char *name, const git_remote_head *const *heads, size_t n)
{
	static const char local[] = GX_REMOTE_REFS;
	const char *branch = !strncmp(name, local, sizeof local - 1) ?
		name + sizeof local - 1 : NULL;

	if (!branch && strncmp(name, "refs/tags/", 10))
		return false;
	for (size_t i = 0; i < n; i++) {
		const char *theirs = heads[i]->name;

		if (!branch ? collide(name, theirs) :
		    !strncmp(theirs, "refs/heads/", 11) && collide(branch, theirs + 11))
			return true;
	}
	return false;
}

/* Tags of trees and blobs: libgit2 cannot tell a remote that it has them. */
static bool is_no_commit(git_repository *repo, const char *name)
{
	git_reference *ref = NULL;
	git_object *commit = NULL;
	bool none = git_reference_lookup(&ref, repo, name) == 0 &&
		git_reference_peel(&commit, ref, GIT_OBJECT_COMMIT) < 0;

	git_object_free(commit);
	git_reference_free(ref);
	return none;
}

void gx_remote_clear_way(git_repository *repo, git_remote *remote)
{
	const git_remote_head **heads;
	git_strarray names = { 0 };
	size_t n;

	if (git_remote_ls(&heads, &n, remote) < 0 || git_reference_list(&names, repo) < 0)
		return;
	for (size_t i = 0; i < names.count; i++) {
		if (is_in_the_way(names.strings[i], heads, n) ||
		    is_no_commit(repo, names.strings[i]))
			git_reference_remove(repo, names.strings[i]);
	}
	git_strarray_dispose(&names);
}
