/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a pack goes: a file, standard output, the store, a registry.
 *
 * A pack in the store is named by its contents; which contents some options give is
 * remembered in CACHE/packs/KEY, so that the same pack is not made twice. */
#include "cli/pack_output.h"
#include "util/progress.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void on_progress(void *payload, uint64_t done, uint64_t total)
{
	char text[64];

	snprintf(text, sizeof text, "packing: %d %%",
		 total ? (int)(done * 100 / total > 100 ? 100 : done * 100 / total) : 0);
	gx_progress_set(payload, text);
}

static void tell(const struct gx_pack_result *result)
{
	for (size_t i = 0; i < result->warnings.n; i++)
		gx_warn("%s", result->warnings.v[i]);
}

/* OPTS with a progress line, which *LINE is to be freed after. */
static struct gx_pack_opts with_progress(const struct gx_pack_opts *opts,
					 struct gx_progress **line)
{
	struct gx_pack_opts o = *opts;	/* nothing of it is freed */

	*line = gx_log_level() > GX_LOG_QUIET ? gx_progress_new(2) : NULL;
	if (*line) {
		o.progress = on_progress;
		o.payload = *line;
	}
	return o;
}

static void end_progress(struct gx_progress *line)
{
	if (line)
		gx_progress_free(line);
}

static int write_to(struct gx_store *store, const struct gx_pack_opts *opts, int fd,
		    const char *dir, struct gx_err *err)
{
	GX_AUTO(pack_result) struct gx_pack_result result = { 0 };
	struct gx_progress *line;
	struct gx_pack_opts o = with_progress(opts, &line);
	int r = dir ? gx_pack_write_dir(store, &o, dir, &result, err)
		    : gx_pack_write(store, &o, fd, &result, err);

	end_progress(line);
	if (!r)
		tell(&result);
	return r;
}

/* --- a file, standard output ----------------------------------------------------------------- */

static int to_stdout(struct gx_store *store, const struct gx_pack_args *args,
		     struct gx_err *err)
{
	if (isatty(1)) {
		gx_fail(err, GX_EUSAGE, "a pack is not written to a terminal");
		return gx_err_hint(err, "pipe it, as in `gx pack -f docker -o - … | docker load'");
	}
	return write_to(store, &args->opts, 1, NULL, err);
}

/* A file without a name, to be given one when it is whole: nothing stays of a pack that is
 * killed.  Where the file system has none, a named one. */
static int open_new(const char *file, bool *named)
{
	GX_AUTO(free) char *dir = gx_path_dir(file);
	int fd = open(dir, O_TMPFILE | O_RDWR | O_CLOEXEC, 0666);

	*named = fd < 0;
	return fd < 0 ? open(file, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666) : fd;
}

static int give_name(int fd, const char *file, struct gx_err *err)
{
	char path[32];

	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	if (linkat(AT_FDCWD, path, AT_FDCWD, file, AT_SYMLINK_FOLLOW))
		return gx_fail_errno(err, "write %s", file);
	return 0;
}

/* NAME: how FILE, which may be a temporary one, is called in messages. */
static int make_file(struct gx_store *store, const struct gx_pack_opts *opts, const char *file,
		     const char *name, struct gx_err *err)
{
	bool named = false;
	GX_AUTO(fd) int fd = open_new(file, &named);

	if (fd < 0)
		return gx_fail_errno(err, "create %s", name);
	if (write_to(store, opts, fd, NULL, err))
		return -1;
	if (fsync(fd))
		return gx_fail_errno(err, "write %s", name);
	return named ? 0 : give_name(fd, file, err);
}

/* Devices and pipes are written to; a file in their place would be a surprise. */
static bool is_special(const char *file)
{
	struct stat st;

	return !stat(file, &st) && !S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode);
}

/* (found out now, not when the pack is made) */
static bool is_directory(const char *file)
{
	struct stat st;

	return !stat(file, &st) && S_ISDIR(st.st_mode);
}

static int to_special(struct gx_store *store, const struct gx_pack_args *args,
		      struct gx_err *err)
{
	GX_AUTO(fd) int fd = open(args->output, O_WRONLY | O_CLOEXEC);

	if (fd < 0)
		return gx_fail_errno(err, "open %s", args->output);
	return write_to(store, &args->opts, fd, NULL, err);
}

static int to_file(struct gx_store *store, const struct gx_pack_args *args, struct gx_err *err)
{
	GX_AUTO(free) char *temporary = NULL;
	char random[9];

	if (args->opts.format == GX_PACK_OCI_DIR)
		return write_to(store, &args->opts, -1, args->output, err);
	if (is_special(args->output))
		return to_special(store, args, err);
	if (is_directory(args->output))
		return gx_fail(err, GX_EEXISTS, "%s is a directory", args->output);
	gx_random_name(random, 8);
	temporary = gx_asprintf("%s.%s", args->output, random);
	if (make_file(store, &args->opts, temporary, args->output, err) ||
	    (rename(temporary, args->output) && gx_fail_errno(err, "write %s", args->output))) {
		unlink(temporary);
		return -1;
	}
	return 0;
}

/* --- the store --------------------------------------------------------------------------------- */

static char *item_name(const struct gx_pack_opts *opts)
{
	enum gx_pack_compression c = opts->compression ? opts->compression
		: gx_pack_default_compression(opts->format);
	const struct gx_pack_format_info *f = gx_pack_formats;
	const char *suffix;

	while (f->format != opts->format)
		f++;
	suffix = opts->format == GX_PACK_TARBALL || opts->format == GX_PACK_DOCKER
		? gx_pack_compression_suffix(c) : "";
	return gx_asprintf("%s-%s-pack%s%s%s", opts->name ? opts->name : "gx", f->name,
			   *f->suffix ? "." : "", f->suffix, suffix);
}

static char *memory_file(struct gx_store *store, const struct gx_pack_opts *opts)
{
	GX_AUTO(buf) struct gx_buf key = GX_BUF_INIT;
	GX_AUTO(free) char *text = NULL;
	struct gx_hash hash;

	gx_pack_key(opts, &key);
	gx_hash_data(GX_HASH_SHA256, key.data, key.len, &hash);
	text = gx_base32_str(hash.bytes, 20);
	return gx_asprintf("%s/packs/%s", gx_store_cache(store), text);
}

/* The item made of the same options before, if it is valid still; yours, or NULL. */
static char *remembered(struct gx_store *store, const char *file)
{
	GX_AUTO(buf) struct gx_buf text = GX_BUF_INIT;

	if (gx_sealed_read(file, 4096, &text) || !text.len)
		return NULL;
	text.data[--text.len] = '\0';	/* the newline */
	if (!gx_store_path_ok(gx_buf_str(&text)) ||
	    gx_store_add_temp_root(store, text.data, NULL) ||
	    gx_store_is_valid(store, text.data, NULL) != 1)
		return NULL;
	return gx_buf_take(&text);
}

static void remember(const char *file, const char *path)
{
	GX_AUTO(buf) struct gx_buf text = GX_BUF_INIT;

	gx_buf_addf(&text, "%s\n", path);
	gx_sealed_write(file, 0644, &text);
}

/* Register what is at PHYSICAL under the name of its contents. */
static int add_item(struct gx_store *store, const char *name, const char *physical, char **out,
		    struct gx_err *err)
{
	static const struct gx_provenance made = { .kind = "built", .by = "gx pack" };
	struct gx_strv none = GX_STRV_INIT;
	struct gx_new_item item = { .physical = physical, .refs = &none };
	GX_AUTO(free) char *path = NULL;

	if (gx_store_canonicalise(store, physical, err) ||
	    gx_nar_hash(GX_HASH_SHA256, physical, &item.nar_hash, &item.nar_size, err) ||
	    gx_store_path_fixed(name, &item.nar_hash, true, &path, err))
		return -1;
	item.path = path;
	if (gx_store_add_temp_root(store, path, err) ||
	    gx_store_register(store, &item, 1, &made, err))
		return -1;
	*out = gx_steal(&path);
	return 0;
}

static int make_item(struct gx_store *store, const struct gx_pack_opts *opts, char **out,
		     struct gx_err *err)
{
	GX_AUTO(free) char *name = item_name(opts), *temporary = NULL;
	char random[13];
	int r;

	gx_random_name(random, 12);
	temporary = gx_asprintf("%s/pack-%s", gx_store_tmp(store), random);
	if (opts->format == GX_PACK_OCI_DIR)
		r = write_to(store, opts, -1, temporary, err);
	else
		r = make_file(store, opts, temporary, temporary, err);
	if (!r)
		r = add_item(store, name, temporary, out, err);
	gx_remove_tree(temporary, NULL);
	return r;
}

static int to_store(struct gx_store *store, const struct gx_pack_args *args, struct gx_err *err)
{
	GX_AUTO(free) char *file = memory_file(store, &args->opts);
	GX_AUTO(free) char *path = remembered(store, file);

	if (!path) {
		if (make_item(store, &args->opts, &path, err))
			return -1;
		remember(file, path);
	}
	if (args->root) {
		GX_AUTO(free) char *link = gx_path_absolute(args->root);

		if (gx_store_add_indirect_root(store, link, path, err))
			return -1;
	}
	printf("%s\n", path);
	return 0;
}

/* --- a registry -------------------------------------------------------------------------------- */

static int to_registry(struct gx_store *store, const struct gx_pack_args *args,
		       struct gx_err *err)
{
	GX_AUTO(pack_result) struct gx_pack_result result = { 0 };
	GX_AUTO(free) char *digest = NULL;
	struct gx_progress *line;
	struct gx_pack_opts o = with_progress(&args->opts, &line);
	int r = gx_pack_push(store, &o, args->push, &result, err);
	char size[16];

	end_progress(line);
	if (r)
		return -1;
	tell(&result);
	gx_format_size(result.moved, size);
	gx_say("pushed %zu blobs (%s), %zu were there", result.moved_blobs, size,
	       result.kept_blobs);
	digest = gx_base16_str(result.manifest.bytes, result.manifest.len);
	printf("%s@sha256:%s\n", args->push, digest);
	return 0;
}

int gx_pack_output(struct gx_store *store, const struct gx_pack_args *args, struct gx_err *err)
{
	if (args->push)
		return to_registry(store, args, err);
	if (!args->output)
		return to_store(store, args, err);
	if (!strcmp(args->output, "-"))
		return to_stdout(store, args, err);
	return to_file(store, args, err);
}
