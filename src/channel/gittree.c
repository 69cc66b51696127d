/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading commits: files, directories, history, and trees as NARs. */
#include <git2.h>
#include <stdlib.h>
#include <string.h>

#include "channel/clone.h"

#define MAX_COMMIT ((size_t)1 << 20)

static int find_commit(struct gx_git *git, const char *commit, git_commit **out,
		       struct gx_err *err)
{
	git_oid id;

	if (git_oid_fromstr(&id, commit) < 0 || git_commit_lookup(out, git->repo, &id) < 0)
		return gx_git_fail(err, "commit %s", commit);
	return 0;
}

/* The object at PATH ("" is the root) of the commit's tree; +1 when absent. */
static int find_object(struct gx_git *git, const char *commit, const char *path,
		       git_object **out, git_filemode_t *mode, struct gx_err *err)
{
	git_commit *c = NULL;
	git_tree *tree = NULL;
	git_tree_entry *entry = NULL;
	int rc;

	if (find_commit(git, commit, &c, err) < 0)
		return -1;
	rc = git_commit_tree(&tree, c);
	git_commit_free(c);
	if (rc < 0)
		return gx_git_fail(err, "the tree of commit %s", commit);
	*mode = GIT_FILEMODE_TREE;
	if (!*path) {
		*out = (git_object *)tree;
		return 0;
	}
	rc = git_tree_entry_bypath(&entry, tree, path);
	if (rc == 0) {
		*mode = git_tree_entry_filemode(entry);
		rc = git_tree_entry_to_object(out, git->repo, entry);
	}
	git_tree_entry_free(entry);
	git_tree_free(tree);
	if (rc == GIT_ENOTFOUND)
		return 1;
	return rc < 0 ? gx_git_fail(err, "%s of commit %s", path, commit) : 0;
}

int gx_git_read(struct gx_git *git, const char *commit, const char *path, size_t max,
		struct gx_buf *out, struct gx_err *err)
{
	git_object *object = NULL;
	git_filemode_t mode;
	int rc = find_object(git, commit, path, &object, &mode, err);

	if (rc != 0)
		return rc;
	if (git_object_type(object) != GIT_OBJECT_BLOB || mode == GIT_FILEMODE_LINK) {
		rc = gx_fail(err, GX_EINVALID, "%s of commit %s is not a regular file", path,
			     commit);
	} else {
		const git_blob *blob = (git_blob *)object;
		git_object_size_t size = git_blob_rawsize(blob);

		if (size > max)
			rc = gx_fail(err, GX_EINVALID, "%s of commit %s is too large", path,
				     commit);
		else
			gx_buf_add(out, git_blob_rawcontent(blob), (size_t)size);
	}
	git_object_free(object);
	return rc;
}

int gx_git_list(struct gx_git *git, const char *commit, const char *path, struct gx_strv *out,
		struct gx_err *err)
{
	git_object *object = NULL;
	git_filemode_t mode;
	int rc = find_object(git, commit, path, &object, &mode, err);

	if (rc != 0)
		return rc;
	if (git_object_type(object) != GIT_OBJECT_TREE) {
		git_object_free(object);
		return 1;
	}
	for (size_t i = 0; i < git_tree_entrycount((git_tree *)object); i++)
		gx_strv_push(out, git_tree_entry_name(
				git_tree_entry_byindex((git_tree *)object, i)));
	git_object_free(object);
	return 0;
}

int gx_git_parents(struct gx_git *git, const char *commit, struct gx_strv *out,
		   struct gx_err *err)
{
	git_commit *c = NULL;

	if (find_commit(git, commit, &c, err) < 0)
		return -1;
	for (unsigned i = 0; i < git_commit_parentcount(c); i++) {
		char id[GX_COMMIT_LEN + 1];

		git_oid_tostr(id, sizeof id, git_commit_parent_id(c, i));
		gx_strv_push(out, id);
	}
	git_commit_free(c);
	return 0;
}

int gx_git_raw_commit(struct gx_git *git, const char *commit, struct gx_buf *out,
		      struct gx_err *err)
{
	git_odb *odb = NULL;
	git_odb_object *object = NULL;
	git_oid id;
	int rc = 0;

	if (git_oid_fromstr(&id, commit) < 0 || git_repository_odb(&odb, git->repo) < 0 ||
	    git_odb_read(&object, odb, &id) < 0)
		rc = gx_git_fail(err, "commit %s", commit);
	else if (git_odb_object_type(object) != GIT_OBJECT_COMMIT ||
		 git_odb_object_size(object) > MAX_COMMIT)
		rc = gx_fail(err, GX_EINVALID, "%s is no commit of usual size", commit);
	else
		gx_buf_add(out, git_odb_object_data(object), git_odb_object_size(object));
	git_odb_object_free(object);
	git_odb_free(odb);
	return rc;
}

int gx_git_descends(struct gx_git *git, const char *ancestor, const char *commit,
		    struct gx_err *err)
{
	git_oid a, c;
	int rc;

	if (!strcmp(ancestor, commit))
		return 1;
	if (git_oid_fromstr(&a, ancestor) < 0 || git_oid_fromstr(&c, commit) < 0)
		return gx_fail(err, GX_EINVALID, "%s or %s is no commit", ancestor, commit);
	rc = git_graph_descendant_of(git->repo, &c, &a);
	return rc < 0 ? gx_git_fail(err, "history of commit %s", commit) : rc;
}

int gx_git_walk(struct gx_git *git, const char *tip, const struct gx_strv *stop,
		bool first_parent, struct gx_strv *out, struct gx_err *err)
{
	git_revwalk *walk = NULL;
	git_oid id;
	int rc = git_revwalk_new(&walk, git->repo);

	if (rc == 0)
		git_revwalk_sorting(walk, GIT_SORT_TOPOLOGICAL);
	if (rc == 0 && first_parent)
		git_revwalk_simplify_first_parent(walk);
	if (rc == 0)
		rc = git_oid_fromstr(&id, tip) < 0 ? -1 : git_revwalk_push(walk, &id);
	for (size_t i = 0; rc == 0 && stop && i < stop->n; i++) {
		/* A commit that is not here hides nothing. */
		if (git_oid_fromstr(&id, stop->v[i]) == 0 && gx_git_has_commit(git, stop->v[i]))
			rc = git_revwalk_hide(walk, &id);
	}
	while (rc == 0 && (rc = git_revwalk_next(&id, walk)) == 0) {
		char text[GX_COMMIT_LEN + 1];

		git_oid_tostr(text, sizeof text, &id);
		gx_strv_push(out, text);
	}
	git_revwalk_free(walk);
	return rc == GIT_ITEROVER ? 0 : gx_git_fail(err, "history of commit %s", tip);
}

/* --- the NAR of a tree ------------------------------------------------------------------------- */

#define MAX_DEPTH 256

/* One directory that is being sent: its entries by the bytes of their names (git sorts
 * directories as if a slash followed). */
struct level {
	git_tree *tree;
	const git_tree_entry **entries;
	size_t n, next;
};

struct gx_git_nar {
	struct gx_git *git;
	struct gx_buf text;	/* framing that waits to be read */
	size_t text_at;
	git_blob *blob;		/* then its content … */
	size_t blob_at;
	struct level *levels;
	size_t depth;
	bool finished;
};

static void put(struct gx_buf *out, const char *s, size_t len)
{
	unsigned char size[8];

	for (int i = 0; i < 8; i++)
		size[i] = (unsigned char)((uint64_t)len >> (8 * i));
	gx_buf_add(out, size, 8);
	gx_buf_add(out, s, len);
	gx_buf_add(out, "\0\0\0\0\0\0\0", (8 - len % 8) % 8);
}

static void puts_(struct gx_buf *out, const char *s)
{
	put(out, s, strlen(s));
}

static int by_name(const void *a, const void *b)
{
	return strcmp(git_tree_entry_name(*(const git_tree_entry *const *)a),
		      git_tree_entry_name(*(const git_tree_entry *const *)b));
}

static void enter(struct gx_git_nar *nar, git_tree *tree)
{
	struct level *l;

	nar->levels = gx_reallocarray(nar->levels, nar->depth + 1, sizeof *nar->levels);
	l = &nar->levels[nar->depth++];
	*l = (struct level){ .tree = tree, .n = git_tree_entrycount(tree) };
	l->entries = gx_calloc(l->n + 1, sizeof *l->entries);
	for (size_t i = 0; i < l->n; i++)
		l->entries[i] = git_tree_entry_byindex(tree, i);
	qsort(l->entries, l->n, sizeof *l->entries, by_name);
	puts_(&nar->text, "(");
	puts_(&nar->text, "type");
	puts_(&nar->text, "directory");
}

static void leave(struct gx_git_nar *nar)
{
	struct level *l = &nar->levels[--nar->depth];

	git_tree_free(l->tree);
	free(l->entries);
	puts_(&nar->text, ")");
	if (nar->depth)
		puts_(&nar->text, ")");	/* of the entry */
	else
		nar->finished = true;
}

static void begin_file(struct gx_git_nar *nar, git_blob *blob, bool executable)
{
	uint64_t size = git_blob_rawsize(blob);
	unsigned char bytes[8];

	puts_(&nar->text, "(");
	puts_(&nar->text, "type");
	puts_(&nar->text, "regular");
	if (executable) {
		puts_(&nar->text, "executable");
		puts_(&nar->text, "");
	}
	puts_(&nar->text, "contents");
	for (int i = 0; i < 8; i++)
		bytes[i] = (unsigned char)(size >> (8 * i));
	gx_buf_add(&nar->text, bytes, 8);
	nar->blob = blob;
	nar->blob_at = 0;
}

static void add_link(struct gx_git_nar *nar, git_blob *blob)
{
	puts_(&nar->text, "(");
	puts_(&nar->text, "type");
	puts_(&nar->text, "symlink");
	puts_(&nar->text, "target");
	put(&nar->text, git_blob_rawcontent(blob), (size_t)git_blob_rawsize(blob));
	puts_(&nar->text, ")");
	puts_(&nar->text, ")");
	git_blob_free(blob);
}

static int add_blob(struct gx_git_nar *nar, const git_tree_entry *entry, struct gx_err *err)
{
	git_filemode_t mode = git_tree_entry_filemode(entry);
	git_blob *blob = NULL;

	if (git_blob_lookup(&blob, nar->git->repo, git_tree_entry_id(entry)) < 0)
		return gx_git_fail(err, "file %s", git_tree_entry_name(entry));
	if (mode == GIT_FILEMODE_LINK)
		add_link(nar, blob);
	else
		begin_file(nar, blob, mode == GIT_FILEMODE_BLOB_EXECUTABLE);
	return 0;
}

static int add_entry(struct gx_git_nar *nar, const git_tree_entry *entry, struct gx_err *err)
{
	const char *name = git_tree_entry_name(entry);
	git_tree *tree = NULL;

	if (!*name || !strcmp(name, ".") || !strcmp(name, "..") || strchr(name, '/'))
		return gx_fail(err, GX_EINVALID, "a tree holds the illegal name `%s'", name);
	if (git_tree_entry_filemode(entry) == GIT_FILEMODE_COMMIT)
		return gx_fail(err, GX_EINVALID, "`%s' is a submodule, which a channel may not have",
			       name);
	puts_(&nar->text, "entry");
	puts_(&nar->text, "(");
	puts_(&nar->text, "name");
	puts_(&nar->text, name);
	puts_(&nar->text, "node");
	if (git_tree_entry_filemode(entry) != GIT_FILEMODE_TREE)
		return add_blob(nar, entry, err);
	if (nar->depth == MAX_DEPTH)
		return gx_fail(err, GX_EINVALID, "the tree is too deep");
	if (git_tree_lookup(&tree, nar->git->repo, git_tree_entry_id(entry)) < 0)
		return gx_git_fail(err, "directory %s", name);
	enter(nar, tree);
	return 0;
}

/* Make the next piece of text, when all that was made has been read. */
static int advance(struct gx_git_nar *nar, struct gx_err *err)
{
	struct level *l;

	gx_buf_reset(&nar->text);
	nar->text_at = 0;
	if (nar->blob) {	/* its content was sent */
		gx_buf_add(&nar->text, "\0\0\0\0\0\0\0", (8 - nar->blob_at % 8) % 8);
		puts_(&nar->text, ")");
		puts_(&nar->text, ")");
		git_blob_free(gx_steal(&nar->blob));
		return 0;
	}
	if (nar->finished)
		return gx_fail(err, GX_EINVALID, "the archive of a tree ends early");
	l = &nar->levels[nar->depth - 1];
	if (l->next < l->n)
		return add_entry(nar, l->entries[l->next++], err);
	leave(nar);
	return 0;
}

int gx_git_nar_source(void *payload, void *data, size_t len, struct gx_err *err)
{
	struct gx_git_nar *nar = payload;
	char *out = data;

	while (len > 0) {
		size_t n = nar->text.len - nar->text_at;

		if (n > 0) {
			n = n < len ? n : len;
			memcpy(out, nar->text.data + nar->text_at, n);
			nar->text_at += n;
		} else if (nar->blob && nar->blob_at < git_blob_rawsize(nar->blob)) {
			n = (size_t)git_blob_rawsize(nar->blob) - nar->blob_at;
			n = n < len ? n : len;
			memcpy(out, (const char *)git_blob_rawcontent(nar->blob) + nar->blob_at, n);
			nar->blob_at += n;
		} else if (advance(nar, err) < 0) {
			return -1;
		}
		out += n;
		len -= n;
	}
	return 0;
}

int gx_git_nar_new(struct gx_git *git, const char *commit, struct gx_git_nar **out,
		   struct gx_err *err)
{
	struct gx_git_nar *nar;
	git_object *tree = NULL;
	git_filemode_t mode;

	if (find_object(git, commit, "", &tree, &mode, err) < 0)
		return -1;
	nar = gx_calloc(1, sizeof *nar);
	nar->git = git;
	puts_(&nar->text, "nix-archive-1");
	enter(nar, (git_tree *)tree);
	*out = nar;
	return 0;
}

void gx_git_nar_free(struct gx_git_nar *nar)
{
	if (!nar)
		return;
	while (nar->depth)
		leave(nar);
	git_blob_free(nar->blob);
	free(nar->levels);
	gx_buf_clear(&nar->text);
	free(nar);
}
