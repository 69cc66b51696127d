/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The files of a pack that are no store items: /etc, /tmp, links, provenance. */
#include "pack/rootfs.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

void gx_rootfs_clear(struct gx_rootfs *rootfs)
{
	for (size_t i = 0; i < rootfs->n; i++) {
		free(rootfs->nodes[i].path);
		free(rootfs->nodes[i].target);
		free(rootfs->nodes[i].physical);
		gx_buf_clear(&rootfs->nodes[i].data);
	}
	free(rootfs->nodes);
	*rootfs = (struct gx_rootfs){ 0 };
}

static struct gx_node *find(const struct gx_rootfs *rootfs, const char *path, size_t len)
{
	for (size_t i = 0; i < rootfs->n; i++) {
		if (!strncmp(rootfs->nodes[i].path, path, len) && !rootfs->nodes[i].path[len])
			return &rootfs->nodes[i];
	}
	return NULL;
}

const struct gx_node *gx_rootfs_find(const struct gx_rootfs *rootfs, const char *path)
{
	path += strspn(path, "/");
	return find(rootfs, path, strlen(path));
}

bool gx_rootfs_free_path(const struct gx_rootfs *rootfs, const char *path)
{
	path += strspn(path, "/");
	for (const char *p = strchr(path, '/'); p; p = strchr(p + 1, '/')) {
		const struct gx_node *node = find(rootfs, path, (size_t)(p - path));

		if (node && node->kind != GX_ENTRY_DIR)
			return false;
	}
	return !find(rootfs, path, strlen(path));
}

static struct gx_node *append(struct gx_rootfs *rootfs, const char *path, size_t len,
			      enum gx_entry_kind kind, mode_t mode)
{
	struct gx_node *node;

	rootfs->nodes = gx_reallocarray(rootfs->nodes, rootfs->n + 1, sizeof *node);
	node = &rootfs->nodes[rootfs->n++];
	*node = (struct gx_node){ gx_strndup(path, len), kind, mode };
	return node;
}

static int add_parents(struct gx_rootfs *rootfs, const char *path, struct gx_err *err)
{
	for (const char *p = strchr(path, '/'); p; p = strchr(p + 1, '/')) {
		struct gx_node *node = find(rootfs, path, (size_t)(p - path));

		if (node && node->kind != GX_ENTRY_DIR)
			return gx_fail(err, GX_EEXISTS, "/%s cannot be added: /%s is no directory",
				       path, node->path);
		if (!node)
			append(rootfs, path, (size_t)(p - path), GX_ENTRY_DIR, 0755);
	}
	return 0;
}

/* A new node at PATH, which must be a proper name; NULL with ERR set. */
static struct gx_node *add(struct gx_rootfs *rootfs, const char *path, enum gx_entry_kind kind,
			   mode_t mode, struct gx_err *err)
{
	GX_AUTO(free) char *clean = NULL;
	struct gx_node *old;
	const char *name;

	if (path[0] != '/') {
		gx_fail(err, GX_EUSAGE, "'%s' is not an absolute file name", path);
		return NULL;
	}
	clean = gx_path_absolute(path);
	name = clean + 1;
	if (!*name) {
		gx_fail(err, GX_EUSAGE, "'%s' is the root of the pack", path);
		return NULL;
	}
	if (add_parents(rootfs, name, err))
		return NULL;
	old = find(rootfs, name, strlen(name));
	if (old && !(old->kind == GX_ENTRY_DIR && kind == GX_ENTRY_DIR)) {
		gx_fail(err, GX_EEXISTS, "/%s is in the pack already", name);
		return NULL;
	}
	if (old) {
		old->mode = mode;
		return old;
	}
	return append(rootfs, name, strlen(name), kind, mode);
}

int gx_rootfs_dir(struct gx_rootfs *rootfs, const char *path, mode_t mode, uint32_t uid,
		  uint32_t gid, struct gx_err *err)
{
	struct gx_node *node = add(rootfs, path, GX_ENTRY_DIR, mode, err);

	if (!node)
		return -1;
	node->uid = uid;
	node->gid = gid;
	return 0;
}

int gx_rootfs_link(struct gx_rootfs *rootfs, const char *path, const char *target,
		   struct gx_err *err)
{
	struct gx_node *node = add(rootfs, path, GX_ENTRY_LINK, 0777, err);

	if (!node)
		return -1;
	node->target = gx_strdup(target);
	return 0;
}

int gx_rootfs_file(struct gx_rootfs *rootfs, const char *path, mode_t mode, const void *data,
		   size_t len, struct gx_err *err)
{
	struct gx_node *node = add(rootfs, path, GX_ENTRY_FILE, mode, err);

	if (!node)
		return -1;
	gx_buf_add(&node->data, data, len);
	return 0;
}

int gx_rootfs_copy(struct gx_rootfs *rootfs, const char *path, mode_t mode,
		   const char *physical, struct gx_err *err)
{
	struct gx_node *node = add(rootfs, path, GX_ENTRY_FILE, mode, err);

	if (!node)
		return -1;
	node->physical = gx_strdup(physical);
	return 0;
}

int gx_rootfs_hard(struct gx_rootfs *rootfs, const char *path, const char *first,
		   struct gx_err *err)
{
	struct gx_node *node = add(rootfs, path, GX_ENTRY_HARD, 0555, err);

	if (!node)
		return -1;
	node->target = gx_strdup(first + strspn(first, "/"));
	return 0;
}

static int compare(const void *a, const void *b)
{
	const struct gx_node *x = a, *y = b;

	return gx_entry_compare(x->path, y->path);
}

void gx_rootfs_sort(struct gx_rootfs *rootfs)
{
	if (rootfs->n)
		qsort(rootfs->nodes, rootfs->n, sizeof *rootfs->nodes, compare);
}

int gx_rootfs_emit_one(const struct gx_rootfs *rootfs, size_t i, gx_entry_fn *fn,
		       void *payload, struct gx_err *err)
{
	const struct gx_node *node = &rootfs->nodes[i];
	struct gx_entry e = { .path = node->path, .kind = node->kind, .mode = node->mode,
			      .uid = node->uid, .gid = node->gid, .size = node->data.len,
			      .target = node->target, .data = gx_buf_str(&node->data) };
	struct stat st;

	if (node->physical) {
		if (stat(node->physical, &st))
			return gx_fail_errno(err, "look at %s", node->physical);
		e.size = (uint64_t)st.st_size;
		e.data = NULL;
		e.dirfd = AT_FDCWD;
		e.name = node->physical;
	}
	return fn(payload, &e, err);
}

int gx_rootfs_emit(const struct gx_rootfs *rootfs, gx_entry_fn *fn, void *payload,
		   struct gx_err *err)
{
	for (size_t i = 0; i < rootfs->n; i++) {
		if (gx_rootfs_emit_one(rootfs, i, fn, payload, err))
			return -1;
	}
	return 0;
}
