/* SPDX-License-Identifier: GPL-3.0-or-later */
/* OCI image layouts (OCI image specification, image-layout.md):
 *
 *	oci-layout		{"imageLayoutVersion":"1.0.0"}
 *	index.json		which manifests there are, and their names
 *	blobs/sha256/HEX	layers, configuration, manifest */
#include "pack/oci.h"
#include "pack/async.h"
#include "pack/blob.h"
#include "pack/tar.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LAYOUT "{\"imageLayoutVersion\":\"1.0.0\"}"
#define REF_NAME "org.opencontainers.image.ref.name"
#define FULL_NAME "io.containerd.image.name"

static char *blob_path(const struct gx_hash *digest)
{
	GX_AUTO(free) char *hex = gx_base16_str(digest->bytes, digest->len);

	return gx_asprintf("blobs/sha256/%s", hex);
}

/* The index entry of the image. */
static struct gx_json *make_entry(const char *tag, const struct gx_blob_documents *d)
{
	struct gx_json *entry = gx_json_object(), *names = gx_json_object();
	struct gx_json *platform = gx_json_object();
	GX_AUTO(free) char *digest = gx_image_digest(&d->manifest_digest);

	gx_json_set_str(names, REF_NAME, strrchr(tag, ':') + 1);
	gx_json_set_str(names, FULL_NAME, tag);
	gx_json_set_str(platform, "architecture", "amd64");
	gx_json_set_str(platform, "os", "linux");
	gx_json_set_str(entry, "mediaType", GX_MEDIA_MANIFEST);
	gx_json_set_str(entry, "digest", digest);
	gx_json_set(entry, "size", gx_json_integer((long long)d->manifest.len));
	gx_json_set(entry, "platform", platform);
	gx_json_set(entry, "annotations", names);
	return entry;
}

/* An index of OTHERS (taken over; an array) and this image. */
static void index_text(const struct gx_image *image, const struct gx_blob_documents *d,
		       struct gx_json *others, struct gx_buf *out)
{
	GX_AUTO(json) struct gx_json *root = gx_json_object();
	GX_AUTO(free) char *tag = gx_image_tag(image->content->opts);

	gx_json_add(others, make_entry(tag, d));
	gx_json_set(root, "schemaVersion", gx_json_integer(2));
	gx_json_set_str(root, "mediaType", GX_MEDIA_INDEX);
	gx_json_set(root, "manifests", others);
	gx_json_format(root, false, out);
}

static void report(const struct gx_image *image, const struct gx_blob_documents *d,
		   struct gx_pack_result *result)
{
	result->config = d->config_digest;
	result->manifest = d->manifest_digest;
	gx_image_report(image, result);
}

/* --- the archive -------------------------------------------------------------------------- */

static int add_text(struct gx_tar *tar, const char *path, const void *data, size_t len,
		    struct gx_err *err)
{
	struct gx_entry e = { .path = path, .kind = GX_ENTRY_FILE, .mode = 0444, .size = len,
			      .data = data };

	return gx_tar_add(tar, &e, err);
}

static int add_blob_text(struct gx_tar *tar, const struct gx_hash *digest,
			 const struct gx_buf *text, struct gx_err *err)
{
	GX_AUTO(free) char *path = blob_path(digest);

	return add_text(tar, path, text->data, text->len, err);
}

static int add_dirs(struct gx_tar *tar, struct gx_err *err)
{
	static const struct gx_entry dirs[] = {
		{ .path = "blobs", .kind = GX_ENTRY_DIR, .mode = 0755 },
		{ .path = "blobs/sha256", .kind = GX_ENTRY_DIR, .mode = 0755 },
	};

	return gx_tar_add(tar, &dirs[0], err) || gx_tar_add(tar, &dirs[1], err) ? -1 : 0;
}

/* Two layers with equal contents are one blob. */
static bool is_repeated(const struct gx_image *image, size_t i)
{
	for (size_t k = 0; k < i; k++) {
		if (gx_hash_equal(&image->layers[k].digest, &image->layers[i].digest))
			return true;
	}
	return false;
}

static int add_layers(struct gx_tar *tar, struct gx_image *image,
		      enum gx_pack_compression compression, struct gx_err *err)
{
	for (size_t i = 0; i < image->n; i++) {
		GX_AUTO(free) char *path = blob_path(&image->layers[i].digest);

		if (is_repeated(image, i))
			continue;
		if (gx_tar_head(tar, path, image->layers[i].blob_size, err) ||
		    gx_blob_send(image, i, compression, gx_tar_data, tar, err) ||
		    gx_tar_pad(tar, err))
			return -1;
	}
	return 0;
}

int gx_oci_write(struct gx_content *content, gx_sink_fn *sink, void *payload,
		 struct gx_pack_result *result, struct gx_err *err)
{
	enum gx_pack_compression compression = gx_blob_compression(content->opts);
	GX_AUTO(blob_documents) struct gx_blob_documents d = { 0 };
	GX_AUTO(image) struct gx_image image = { 0 };
	GX_AUTO(buf) struct gx_buf index = GX_BUF_INIT;
	GX_AUTO(tar) struct gx_tar tar;

	gx_image_init(&image, content);
	gx_tar_init(&tar, sink, payload);
	for (size_t i = 0; i < image.n; i++) {
		if (gx_blob_know(&image, i, compression, err))
			return -1;
	}
	gx_blob_documents(&image, compression, &d);
	index_text(&image, &d, gx_json_array(), &index);
	if (add_text(&tar, "oci-layout", LAYOUT, sizeof LAYOUT - 1, err) ||
	    add_text(&tar, "index.json", index.data, index.len, err) || add_dirs(&tar, err) ||
	    add_blob_text(&tar, &d.manifest_digest, &d.manifest, err) ||
	    add_blob_text(&tar, &d.config_digest, &d.config, err) ||
	    add_layers(&tar, &image, compression, err) || gx_tar_end(&tar, err))
		return -1;
	report(&image, &d, result);
	return 0;
}

/* --- the directory ------------------------------------------------------------------------ */

static int make_blob(struct gx_image *image, size_t i, enum gx_pack_compression compression,
		     const char *temporary, struct gx_err *err)
{
	GX_AUTO(fd) int fd = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);

	if (fd < 0)
		return gx_fail_errno(err, "create %s", temporary);
	if (gx_blob_send(image, i, compression, gx_fd_sink, &fd, err))
		return -1;
	return fsync(fd) ? gx_fail_errno(err, "write %s", temporary) : 0;
}

/* One pass: the blob gets its name when its digest is known. */
static int write_blob(struct gx_image *image, size_t i, enum gx_pack_compression compression,
		      const char *dir, struct gx_err *err)
{
	GX_AUTO(free) char *temporary = NULL, *name = NULL, *path = NULL;
	char random[9];
	int result;

	gx_random_name(random, 8);
	temporary = gx_asprintf("%s/blobs/sha256/.%s", dir, random);
	result = make_blob(image, i, compression, temporary, err);
	if (!result) {
		name = blob_path(&image->layers[i].digest);
		path = gx_path_join(dir, name);
		if (rename(temporary, path))
			result = gx_fail_errno(err, "rename %s", temporary);
	}
	if (result)
		unlink(temporary);
	return result;
}

static int write_text_blob(const char *dir, const struct gx_hash *digest,
			   const struct gx_buf *text, struct gx_err *err)
{
	GX_AUTO(free) char *name = blob_path(digest), *path = gx_path_join(dir, name);

	return gx_file_write(path, text->data, text->len, 0644, err);
}

/* The entries of DIR's index but the one of this name. */
static int read_others(const char *dir, const char *tag, struct gx_json **out,
		       struct gx_err *err)
{
	GX_AUTO(free) char *path = gx_path_join(dir, "index.json");
	GX_AUTO(buf) struct gx_buf text = GX_BUF_INIT;
	GX_AUTO(json) struct gx_json *root = NULL;
	int found = gx_file_read(path, 8 << 20, &text, err);
	const struct gx_json *list;

	if (found < 0)
		return -1;
	if (!found && gx_json_parse(text.data, text.len, &root, err))
		return gx_err_prefix(err, "%s", path);
	*out = gx_json_array();
	list = found ? NULL : gx_json_get(root, "manifests");
	for (size_t i = 0; list && i < gx_json_count(list); i++) {
		const struct gx_json *entry = gx_json_at(list, i);
		const char *name = gx_json_get_str(gx_json_get(entry, "annotations"), REF_NAME);

		if (!name || strcmp(name, strrchr(tag, ':') + 1))
			gx_json_add(*out, gx_json_copy(entry));
	}
	return 0;
}

static int write_index(const struct gx_image *image, const struct gx_blob_documents *d,
		       const char *dir, struct gx_err *err)
{
	GX_AUTO(free) char *tag = gx_image_tag(image->content->opts);
	GX_AUTO(free) char *layout = gx_path_join(dir, "oci-layout");
	GX_AUTO(free) char *path = gx_path_join(dir, "index.json");
	GX_AUTO(buf) struct gx_buf index = GX_BUF_INIT;
	struct gx_json *others = NULL;

	if (read_others(dir, tag, &others, err))
		return -1;
	index_text(image, d, others, &index);
	if (gx_file_write(layout, LAYOUT, sizeof LAYOUT - 1, 0644, err))
		return -1;
	return gx_file_write(path, index.data, index.len, 0644, err);
}

int gx_oci_write_dir(struct gx_content *content, const char *dir,
		     struct gx_pack_result *result, struct gx_err *err)
{
	enum gx_pack_compression compression = gx_blob_compression(content->opts);
	GX_AUTO(blob_documents) struct gx_blob_documents d = { 0 };
	GX_AUTO(image) struct gx_image image = { 0 };
	GX_AUTO(free) char *blobs = gx_path_join(dir, "blobs/sha256");

	gx_image_init(&image, content);
	if (gx_mkdirs(blobs, 0755, err))
		return -1;
	for (size_t i = 0; i < image.n; i++) {
		if (write_blob(&image, i, compression, dir, err))
			return -1;
	}
	gx_blob_documents(&image, compression, &d);
	if (write_text_blob(dir, &d.config_digest, &d.config, err) ||
	    write_text_blob(dir, &d.manifest_digest, &d.manifest, err) ||
	    write_index(&image, &d, dir, err))
		return -1;
	report(&image, &d, result);
	return 0;
}
