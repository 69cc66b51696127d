/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From options to bytes: which writer makes which format. */
#include "pack/pack.h"
#include "pack/async.h"
#include "pack/docker.h"
#include "pack/tar.h"
#include "net/compress.h"

#include <stdlib.h>

static int write_tarball(struct gx_content *content, gx_sink_fn *sink, void *payload,
			 struct gx_err *err)
{
	GX_AUTO(tar) struct gx_tar tar;

	gx_tar_init(&tar, sink, payload);
	if (gx_content_emit(content, gx_tar_add, &tar, err))
		return -1;
	return gx_tar_end(&tar, err);
}

static int write_plain(struct gx_content *content, gx_sink_fn *sink, void *payload,
		       struct gx_pack_result *result, struct gx_err *err)
{
	switch (content->opts->format) {
	case GX_PACK_TARBALL:
		return write_tarball(content, sink, payload, err);
	case GX_PACK_DOCKER:
		return gx_docker_write(content, sink, payload, result, err);
	default:
		return gx_fail(err, GX_EFAIL, "this format cannot be made yet");
	}
}

static enum gx_pack_compression chosen(const struct gx_pack_opts *opts)
{
	return opts->compression != GX_PACK_DEFAULT ? opts->compression
		: gx_pack_default_compression(opts->format);
}

static int write_compressed(struct gx_content *content, gx_sink_fn *sink, void *payload,
			    struct gx_pack_result *result, struct gx_err *err)
{
	static const enum gx_compress_method methods[] = {
		[GX_PACK_GZIP] = GX_COMPRESS_GZIP, [GX_PACK_ZSTD] = GX_COMPRESS_ZSTD,
		[GX_PACK_XZ] = GX_COMPRESS_XZ, [GX_PACK_LZIP] = GX_COMPRESS_LZIP,
	};
	GX_AUTO(compressor) struct gx_compressor *compressor = NULL;

	if (chosen(content->opts) == GX_PACK_NONE)
		return write_plain(content, sink, payload, result, err);
	if (gx_compressor_new(methods[chosen(content->opts)], content->opts->threads, sink,
			      payload, &compressor, err) ||
	    write_plain(content, gx_compressor_write, compressor, result, err))
		return -1;
	return gx_compressor_end(compressor, err);
}

int gx_pack_write(struct gx_store *store, const struct gx_pack_opts *opts, int fd,
		  struct gx_pack_result *result, struct gx_err *err)
{
	GX_AUTO(content) struct gx_content content = { 0 };
	struct gx_pack_result r = { 0 };

	if (gx_content_init(&content, store, opts, &r, err) ||
	    write_compressed(&content, gx_fd_sink, &fd, &r, err)) {
		gx_pack_result_clear(&r);
		return -1;
	}
	*result = r;
	return 0;
}

int gx_pack_write_dir(struct gx_store *store, const struct gx_pack_opts *opts, const char *dir,
		      struct gx_pack_result *result, struct gx_err *err)
{
	return gx_fail(err, GX_EFAIL, "this format cannot be made yet");
}
