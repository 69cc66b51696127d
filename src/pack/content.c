/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What goes into a pack, whatever its format: store items and the files beside them. */
#include "pack/content.h"
#include "pack/certs.h"
#include "pack/relocate.h"
#include "pack/resolve.h"

#include <stdlib.h>
#include <string.h>

bool gx_content_is_image(enum gx_pack_format format)
{
	return format == GX_PACK_DOCKER || format == GX_PACK_OCI || format == GX_PACK_OCI_DIR;
}

char *gx_content_in_profile(const struct gx_pack_opts *opts, const char *word)
{
	return word[0] == '/' ? gx_strdup(word) : gx_path_join(opts->profile, word);
}

/* -S: the target lies in the profile; in a relocatable pack it is its twin whose programs
 * are launchers, and the link is relative so that it holds wherever the pack is. */
static int add_link(struct gx_content *c, const struct gx_pack_link *link, struct gx_err *err)
{
	GX_AUTO(free) char *target = NULL, *relative = NULL;

	if (c->opts->relocatable && link->target[0] != '/') {
		GX_AUTO(free) char *twin = gx_relocate_twin(c->opts);

		target = gx_path_join(twin, link->target);
	} else {
		target = gx_content_in_profile(c->opts, link->target);
	}
	if (c->opts->relocatable && gx_store_path_ok(c->opts->profile)) {
		GX_AUTO(free) char *clean = gx_path_absolute(link->path);

		relative = gx_entry_relative(clean + 1, target);
	}
	return gx_rootfs_link(&c->rootfs, link->path, relative ? relative : target, err);
}

static int add_asked(struct gx_content *c, struct gx_err *err)
{
	for (size_t i = 0; i < c->opts->nlinks; i++) {
		if (add_link(c, &c->opts->links[i], err))
			return -1;
	}
	for (size_t i = 0; i < c->opts->nfiles; i++) {
		const struct gx_pack_file *file = &c->opts->files[i];

		if (gx_rootfs_file(&c->rootfs, file->path, 0444, file->data.data,
				   file->data.len, err))
			return -1;
	}
	return 0;
}

/* /bin/sh from the profile, else from the first item of the closure that has one. */
static char *find_shell(struct gx_content *c)
{
	static const char *const names[] = { "bin/sh", "bin/bash", "bin/dash" };

	struct stat st;

	for (size_t k = 0; k < GX_ARRAY_SIZE(names); k++) {
		GX_AUTO(free) char *logical = gx_path_join(c->opts->profile, names[k]);
		GX_AUTO(free) char *found = gx_resolve(c->store, logical, &st);

		if (found)
			return gx_steal(&logical);
	}
	for (size_t k = 0; k < GX_ARRAY_SIZE(names); k++) {
		for (size_t i = 0; i < c->closure.n; i++) {
			GX_AUTO(free) char *file = gx_path_join(c->closure.items[i].physical,
								names[k]);

			if (!lstat(file, &st))
				return gx_path_join(c->closure.items[i].path, names[k]);
		}
	}
	return NULL;
}

static int add_shell(struct gx_content *c, struct gx_err *err)
{
	GX_AUTO(free) char *shell = find_shell(c);

	if (!shell) {
		gx_fail(err, GX_ENOTFOUND, "no shell for /bin/sh is in the closure");
		return gx_err_hint(err, "add bash or busybox to the manifest");
	}
	if (!gx_rootfs_free_path(&c->rootfs, "/bin/sh"))
		return 0;
	return gx_rootfs_link(&c->rootfs, "/bin/sh", shell, err);
}

static void passwd_text(const struct gx_pack_user *user, struct gx_buf *passwd,
			struct gx_buf *group)
{
	gx_buf_adds(passwd, "root:x:0:0:root:/root:/bin/sh\n");
	gx_buf_adds(group, "root:x:0:\n");
	if (user->set && user->name && user->uid) {
		gx_buf_addf(passwd, "%s:x:%u:%u:%s:/home/%s:/bin/sh\n", user->name, user->uid,
			    user->gid, user->name, user->name);
		if (user->gid)
			gx_buf_addf(group, "%s:x:%u:\n", user->name, user->gid);
	}
	if (!user->name || strcmp(user->name, "nobody"))
		gx_buf_adds(passwd, "nobody:x:65534:65534:nobody:/var/empty:/bin/false\n");
	gx_buf_adds(group, "nogroup:x:65534:\n");
}

static int add_file_unless(struct gx_content *c, const char *path, const char *data, size_t len,
			   struct gx_err *err)
{
	if (!gx_rootfs_free_path(&c->rootfs, path))
		return 0;
	return gx_rootfs_file(&c->rootfs, path, 0444, data, len, err);
}

static int add_dir_unless(struct gx_content *c, const char *path, mode_t mode, bool owned,
			  struct gx_err *err)
{
	const struct gx_pack_user *user = &c->opts->user;

	if (!gx_rootfs_free_path(&c->rootfs, path))
		return 0;
	return gx_rootfs_dir(&c->rootfs, path, mode, owned ? user->uid : 0,
			     owned ? user->gid : 0, err);
}

/* What programs expect of the file system of a container. */
static int add_base(struct gx_content *c, struct gx_err *err)
{
	static const char nsswitch[] = "passwd: files\ngroup: files\nhosts: files dns\n";
	GX_AUTO(buf) struct gx_buf passwd = GX_BUF_INIT, group = GX_BUF_INIT;

	passwd_text(&c->opts->user, &passwd, &group);
	if (add_dir_unless(c, "/tmp", 01777, false, err) ||
	    add_dir_unless(c, "/var/tmp", 01777, false, err) ||
	    add_dir_unless(c, "/var/empty", 0555, false, err) ||
	    add_dir_unless(c, "/root", 0700, false, err) ||
	    add_file_unless(c, "/etc/passwd", passwd.data, passwd.len, err) ||
	    add_file_unless(c, "/etc/group", group.data, group.len, err) ||
	    add_file_unless(c, "/etc/nsswitch.conf", nsswitch, sizeof nsswitch - 1, err))
		return -1;
	return 0;
}

/* A check that a shell reads, where there is none, would make each container unhealthy. */
static int check_health(const struct gx_content *c, struct gx_err *err)
{
	const struct gx_strv *check = &c->opts->image.healthcheck;

	if (!check->n || strcmp(check->v[0], "CMD-SHELL") ||
	    !gx_rootfs_free_path(&c->rootfs, "/bin/sh"))
		return 0;
	gx_fail(err, GX_EUSAGE, "the image has no /bin/sh for --health-shell");
	return gx_err_hint(err, "--bin-sh provides it");
}

/* The home, the working directory and the volumes belong to the image's user, so that it
 * can write there; an engine gives a new volume the owner it finds in the image. */
static int add_owned(struct gx_content *c, struct gx_err *err)
{
	const struct gx_pack_opts *opts = c->opts;

	if (opts->user.set && opts->user.name && opts->user.uid) {
		GX_AUTO(free) char *home = gx_asprintf("/home/%s", opts->user.name);

		if (add_dir_unless(c, home, 0755, true, err))
			return -1;
	}
	for (size_t i = 0; i < opts->image.volumes.n; i++) {
		if (add_dir_unless(c, opts->image.volumes.v[i], 0755, true, err))
			return -1;
	}
	if (opts->image.workdir && strcmp(opts->image.workdir, "/") &&
	    strncmp(opts->image.workdir, GX_STORE_DIR "/", sizeof GX_STORE_DIR))
		return add_dir_unless(c, opts->image.workdir, 0755, true, err);
	return 0;
}

static int fill_rootfs(struct gx_content *c, struct gx_err *err)
{
	bool image = gx_content_is_image(c->opts->format);

	if (add_asked(c, err))
		return -1;
	if (c->opts->relocatable && gx_relocate_add(c, err))
		return -1;
	if (c->opts->bin_sh && add_shell(c, err))
		return -1;
	if ((image || c->opts->ca_certificates) && gx_certs_add(c, err))
		return -1;
	if (image && (check_health(c, err) || add_base(c, err) || add_owned(c, err)))
		return -1;
	gx_rootfs_sort(&c->rootfs);
	return 0;
}

int gx_content_init(struct gx_content *content, struct gx_store *store,
		    const struct gx_pack_opts *opts, struct gx_pack_result *result,
		    struct gx_err *err)
{
	GX_AUTO(content) struct gx_content c = { store, opts };
	GX_AUTO(strv) struct gx_strv roots = GX_STRV_INIT;

	c.warnings = &result->warnings;
	c.walk.relative = c.walk.writable = opts->relocatable;
	gx_strv_push(&roots, opts->profile);
	gx_strv_append(&roots, &opts->roots);
	if (gx_closure_read(store, &roots, &c.closure, err) || fill_rootfs(&c, err))
		return -1;
	for (size_t i = 0; i < c.closure.n; i++)
		c.total += c.closure.items[i].nar_size;
	*content = c;
	c = (struct gx_content){ 0 };
	return 0;
}

void gx_content_clear(struct gx_content *content)
{
	gx_closure_clear(&content->closure);
	gx_rootfs_clear(&content->rootfs);
}

void gx_content_progress(struct gx_content *content, uint64_t bytes)
{
	content->done += bytes;
	if (content->opts->progress)
		content->opts->progress(content->opts->payload, content->done, content->total);
}

int gx_content_emit_item(struct gx_content *content, const struct gx_pack_item *item,
			 gx_entry_fn *fn, void *payload, struct gx_err *err)
{
	return gx_walk_item(item->physical, item->path + 1, &content->walk, fn, payload, err);
}

int gx_content_emit_store_dirs(gx_entry_fn *fn, void *payload, struct gx_err *err)
{
	static const struct gx_entry gnu = { .path = "gnu", .kind = GX_ENTRY_DIR, .mode = 0755 };
	static const struct gx_entry store = { .path = "gnu/store", .kind = GX_ENTRY_DIR,
					       .mode = 0755 };

	if (fn(payload, &gnu, err))
		return -1;
	return fn(payload, &store, err);
}

/* Send the nodes from *I on that sort before LIMIT; those that are part of the store's own
 * directories are left to gx_content_emit_store_dirs. */
static int emit_nodes_before(struct gx_content *c, size_t *i, const char *limit,
			     gx_entry_fn *fn, void *payload, struct gx_err *err)
{
	for (; *i < c->rootfs.n; ++*i) {
		const char *path = c->rootfs.nodes[*i].path;

		if (limit && gx_entry_compare(path, limit) > 0)
			break;
		if (!strcmp(path, "gnu") || !strcmp(path, "gnu/store"))
			continue;
		if (gx_rootfs_emit_one(&c->rootfs, *i, fn, payload, err))
			return -1;
	}
	return 0;
}

int gx_content_emit(struct gx_content *c, gx_entry_fn *fn, void *payload, struct gx_err *err)
{
	size_t next = 0;

	if (emit_nodes_before(c, &next, "gnu", fn, payload, err) ||
	    gx_content_emit_store_dirs(fn, payload, err))
		return -1;
	for (size_t i = 0; i < c->closure.n; i++) {
		const struct gx_pack_item *item = &c->closure.items[i];

		if (emit_nodes_before(c, &next, item->path + 1, fn, payload, err) ||
		    gx_content_emit_item(c, item, fn, payload, err))
			return -1;
		gx_content_progress(c, item->nar_size);
	}
	return emit_nodes_before(c, &next, NULL, fn, payload, err);
}
