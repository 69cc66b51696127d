/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From options to bytes: which writer makes which format. */
#include "pack/pack.h"
#include "pack/async.h"
#include "pack/blob.h"
#include "pack/compression.h"
#include "pack/deb.h"
#include "pack/docker.h"
#include "pack/oci.h"
#include "pack/squashfs.h"
#include "pack/tar.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static int write_tarball(struct gx_content *content, gx_sink_fn *sink, void *payload,
			 struct gx_err *err)
{
	GX_AUTO(tar) struct gx_tar tar;

	gx_tar_init(&tar, sink, payload);
	if (gx_content_emit(content, gx_tar_add, &tar, err))
		return -1;
	return gx_tar_end(&tar, err);
}

/* Formats whose whole file is compressed. */
static int write_plain(struct gx_content *content, gx_sink_fn *sink, void *payload,
		       struct gx_pack_result *result, struct gx_err *err)
{
	if (content->opts->format == GX_PACK_TARBALL)
		return write_tarball(content, sink, payload, err);
	return gx_docker_write(content, sink, payload, result, err);
}

static int write_compressed(struct gx_content *content, gx_sink_fn *sink, void *payload,
			    struct gx_pack_result *result, struct gx_err *err)
{
	enum gx_pack_compression compression = gx_blob_compression(content->opts);
	GX_AUTO(compressor) struct gx_compressor *compressor = NULL;

	if (compression == GX_PACK_NONE)
		return write_plain(content, sink, payload, result, err);
	if (gx_compression_open(compression, content->opts->threads, sink, payload, &compressor,
				err) ||
	    write_plain(content, gx_compressor_write, compressor, result, err))
		return -1;
	return gx_compressor_end(compressor, err);
}

/* The writer goes back in its file: what is no file gets a copy of a temporary one. */
static int write_squashfs(struct gx_content *content, int fd, struct gx_err *err)
{
	GX_AUTO(fd) int temporary = -1;
	struct stat st;

	if (!fstat(fd, &st) && S_ISREG(st.st_mode) &&
	    (fcntl(fd, F_GETFL) & O_ACCMODE) == O_RDWR && st.st_size == 0)
		return gx_squashfs_write(content, fd, err);
	temporary = open(gx_store_tmp(content->store), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	if (temporary < 0)
		return gx_fail_errno(err, "make a file in %s", gx_store_tmp(content->store));
	if (gx_squashfs_write(content, temporary, err))
		return -1;
	if (lseek(temporary, 0, SEEK_SET) < 0)
		return gx_fail_errno(err, "read the image");
	return gx_fd_copy(temporary, fd, err);
}

static int write_format(struct gx_content *content, int fd, struct gx_pack_result *result,
			struct gx_err *err)
{
	switch (content->opts->format) {
	case GX_PACK_TARBALL:
	case GX_PACK_DOCKER:
		return write_compressed(content, gx_fd_sink, &fd, result, err);
	case GX_PACK_OCI:
		return gx_oci_write(content, gx_fd_sink, &fd, result, err);
	case GX_PACK_DEB:
		return gx_deb_write(content, gx_fd_sink, &fd, err);
	case GX_PACK_RPM:
		return gx_rpm_write(content, gx_fd_sink, &fd, err);
	case GX_PACK_SQUASHFS:
		return write_squashfs(content, fd, err);
	case GX_PACK_OCI_DIR:
		break;
	}
	return gx_fail(err, GX_EUSAGE, "a directory cannot be written to a stream");
}

static int check_opts(const struct gx_pack_opts *opts, struct gx_err *err)
{
	enum gx_pack_compression c = gx_blob_compression(opts);
	bool oci = opts->format == GX_PACK_OCI || opts->format == GX_PACK_OCI_DIR;

	if (oci && c != GX_PACK_NONE && c != GX_PACK_GZIP && c != GX_PACK_ZSTD)
		return gx_fail(err, GX_EUSAGE, "layers of OCI images are compressed with gzip, "
			       "zstd or none, not %s", gx_pack_compression_name(c));
	if (((opts->format == GX_PACK_DEB || opts->format == GX_PACK_SQUASHFS) &&
	     c == GX_PACK_LZIP) ||
	    (opts->format == GX_PACK_RPM && (c == GX_PACK_LZIP || c == GX_PACK_NONE)))
		return gx_fail(err, GX_EUSAGE, "packs of this format are not compressed with "
			       "%s", gx_pack_compression_name(c));
	if (opts->relocatable && gx_content_is_image(opts->format))
		return gx_fail(err, GX_EUSAGE, "an image is not relocatable: it has its own "
			       "file system");
	return 0;
}

int gx_pack_write(struct gx_store *store, const struct gx_pack_opts *opts, int fd,
		  struct gx_pack_result *result, struct gx_err *err)
{
	GX_AUTO(content) struct gx_content content = { 0 };
	GX_AUTO(pack_result) struct gx_pack_result r = { 0 };

	if (check_opts(opts, err) || gx_content_init(&content, store, opts, &r, err) ||
	    write_format(&content, fd, &r, err))
		return -1;
	*result = r;
	r = (struct gx_pack_result){ 0 };
	return 0;
}

int gx_pack_write_dir(struct gx_store *store, const struct gx_pack_opts *opts, const char *dir,
		      struct gx_pack_result *result, struct gx_err *err)
{
	GX_AUTO(content) struct gx_content content = { 0 };
	GX_AUTO(pack_result) struct gx_pack_result r = { 0 };

	if (check_opts(opts, err) || gx_content_init(&content, store, opts, &r, err) ||
	    gx_oci_write_dir(&content, dir, &r, err))
		return -1;
	*result = r;
	r = (struct gx_pack_result){ 0 };
	return 0;
}

int gx_pack_measure(struct gx_store *store, const struct gx_pack_opts *opts,
		    struct gx_pack_result *result, struct gx_err *err)
{
	GX_AUTO(content) struct gx_content content = { 0 };
	GX_AUTO(pack_result) struct gx_pack_result r = { 0 };
	GX_AUTO(blob_documents) struct gx_blob_documents d = { 0 };
	GX_AUTO(image) struct gx_image image = { 0 };

	if (check_opts(opts, err) || gx_content_init(&content, store, opts, &r, err))
		return -1;
	gx_image_init(&image, &content);
	for (size_t i = 0; i < image.n; i++) {
		if (gx_blob_know(&image, i, GX_PACK_NONE, err))
			return -1;
	}
	gx_blob_documents(&image, GX_PACK_NONE, &d);
	r.config = d.config_digest;
	gx_buf_add(&r.config_text, d.config.data, d.config.len);
	gx_image_report(&image, &r);
	*result = r;
	r = (struct gx_pack_result){ 0 };
	return 0;
}
