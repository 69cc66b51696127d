/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Git bundles: references and a pack in one file.
 *
 *	# v2 git bundle
 *	[-ID comment]…		commits that must be there already
 *	ID REFERENCE…
 *	(empty line)
 *	the pack */
#include <errno.h>
#include <fcntl.h>
#include <git2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "channel/clone.h"

#define SIGNATURE "# v2 git bundle\n"
#define MAX_LINE 4096

/* Read up to the empty line, calling FN for each reference. */
static int read_head(FILE *f, const char *path,
		     int (*fn)(void *payload, const char *id, const char *ref, struct gx_err *err),
		     void *payload, struct gx_err *err)
{
	char line[MAX_LINE];

	if (!fgets(line, sizeof line, f) || strcmp(line, SIGNATURE))
		return gx_fail(err, GX_EINVALID, "%s is not a git bundle", path);
	while (fgets(line, sizeof line, f)) {
		size_t len = strlen(line);

		if (!strcmp(line, "\n"))
			return 0;
		if (line[len - 1] != '\n')
			break;
		line[len - 1] = 0;
		if (line[0] == '-')
			continue;
		if (len < GX_COMMIT_LEN + 3 || line[GX_COMMIT_LEN] != ' ' ||
		    strspn(line, "0123456789abcdef") != GX_COMMIT_LEN)
			break;
		line[GX_COMMIT_LEN] = 0;
		if (fn(payload, line, line + GX_COMMIT_LEN + 1, err) < 0)
			return -1;
	}
	return gx_fail(err, GX_EINVALID, "%s: malformed git bundle", path);
}

struct wanted {
	const char *ref;
	char *out;
	bool found;
};

static int match(void *payload, const char *id, const char *ref, struct gx_err *err)
{
	struct wanted *w = payload;

	if (!strcmp(ref, w->ref)) {
		memcpy(w->out, id, GX_COMMIT_LEN + 1);
		w->found = true;
	}
	return 0;
}

int gx_bundle_ref(const char *path, const char *ref, char out[GX_COMMIT_LEN + 1],
		  struct gx_err *err)
{
	struct wanted w = { ref, out, false };
	GX_AUTO(file) FILE *f = fopen(path, "re");

	if (!f)
		return gx_fail_errno(err, "open %s", path);
	if (read_head(f, path, match, &w, err) < 0)
		return -1;
	return w.found ? 0 : 1;
}

static int collect(void *payload, const char *id, const char *ref, struct gx_err *err)
{
	gx_strv_pushf(payload, "%s %s", id, ref);
	return 0;
}

static int index_pack(git_repository *repo, FILE *f, const char *path, struct gx_err *err)
{
	GX_AUTO(free) char *dir = gx_asprintf("%sobjects/pack", git_repository_path(repo));
	git_indexer *indexer = NULL;
	git_indexer_progress progress = { 0 };
	git_odb *odb = NULL;
	char block[65536];
	size_t n;
	int rc;

	if (git_repository_odb(&odb, repo) < 0)
		return gx_git_fail(err, "%s", path);
	rc = git_indexer_new(&indexer, dir, 0, odb, NULL);
	while (rc == 0 && (n = fread(block, 1, sizeof block, f)) > 0)
		rc = git_indexer_append(indexer, block, n, &progress);
	if (rc == 0)
		rc = git_indexer_commit(indexer, &progress);
	if (rc == 0)
		rc = git_odb_refresh(odb);
	if (rc < 0)
		gx_git_fail(err, "%s", path);
	git_indexer_free(indexer);
	git_odb_free(odb);
	return rc < 0 ? -1 : 0;
}

/* Branches become those of the remote, as a fetch would make them; tags stay tags. */
static int make_ref(git_repository *repo, const char *id, const char *ref, struct gx_err *err)
{
	GX_AUTO(free) char *name = NULL;
	git_reference *made = NULL;
	git_oid oid;

	if (!strncmp(ref, "refs/heads/", 11))
		name = gx_asprintf("refs/remotes/origin/%s", ref + 11);
	else if (!strcmp(ref, "HEAD"))
		name = gx_strdup("refs/gx/installed");
	else
		name = gx_strdup(ref);
	if (git_oid_fromstr(&oid, id) < 0 ||
	    git_reference_create(&made, repo, name, &oid, 1, "gx") < 0)
		return gx_git_fail(err, "reference %s", name);
	git_reference_free(made);
	return 0;
}

int gx_bundle_unpack(git_repository *repo, const char *path, struct gx_err *err)
{
	GX_AUTO(file) FILE *f = fopen(path, "re");
	GX_AUTO(strv) struct gx_strv refs = GX_STRV_INIT;

	if (!f)
		return gx_fail_errno(err, "open %s", path);
	if (read_head(f, path, collect, &refs, err) < 0 || index_pack(repo, f, path, err) < 0)
		return -1;
	for (size_t i = 0; i < refs.n; i++) {
		refs.v[i][GX_COMMIT_LEN] = 0;
		if (make_ref(repo, refs.v[i], refs.v[i] + GX_COMMIT_LEN + 1, err) < 0)
			return -1;
	}
	return 0;
}
