/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From options to bytes: which writer makes which format. */
#include "pack/pack.h"
#include "pack/async.h"
#include "pack/docker.h"
#include "pack/tar.h"

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

int gx_pack_write(struct gx_store *store, const struct gx_pack_opts *opts, int fd,
		  struct gx_pack_result *result, struct gx_err *err)
{
	GX_AUTO(content) struct gx_content content = { 0 };
	struct gx_pack_result r = { 0 };

	if (gx_content_init(&content, store, opts, &r, err) ||
	    write_plain(&content, gx_fd_sink, &fd, &r, err)) {
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
