/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The names of formats and compressions, and what options and results own. */
#include "pack/pack.h"

#include <stdlib.h>
#include <string.h>

const struct gx_pack_format_info gx_pack_formats[] = {
	{ GX_PACK_TARBALL, "tarball", "self-contained tar archive, to be unpacked anywhere", "tar" },
	{ GX_PACK_DOCKER, "docker", "image for `docker load' and `podman load'", "tar" },
	{ GX_PACK_OCI, "oci", "OCI image layout in a tar archive", "tar" },
	{ GX_PACK_OCI_DIR, "oci-dir", "OCI image layout as a directory", "" },
	{ GX_PACK_SQUASHFS, "squashfs", "file system image, to be mounted", "squashfs" },
	{ GX_PACK_DEB, "deb", "Debian package", "deb" },
	{ GX_PACK_RPM, "rpm", "RPM package", "rpm" },
	{ 0 },
};

static const char *const compressions[] = {
	[GX_PACK_NONE] = "none", [GX_PACK_GZIP] = "gzip", [GX_PACK_ZSTD] = "zstd",
	[GX_PACK_XZ] = "xz", [GX_PACK_LZIP] = "lzip", NULL
};

int gx_pack_format_parse(const char *name, enum gx_pack_format *out, struct gx_err *err)
{
	GX_AUTO(buf) struct gx_buf names = GX_BUF_INIT;

	for (const struct gx_pack_format_info *f = gx_pack_formats; f->name; f++) {
		if (!strcmp(f->name, name)) {
			*out = f->format;
			return 0;
		}
		gx_buf_addf(&names, "%s%s", names.len ? ", " : "", f->name);
	}
	gx_fail(err, GX_EUSAGE, "unknown pack format '%s'", name);
	return gx_err_hint(err, "the formats are %s", gx_buf_str(&names));
}

int gx_pack_compression_parse(const char *name, enum gx_pack_compression *out,
			      struct gx_err *err)
{
	const char *near;

	for (size_t i = GX_PACK_NONE; compressions[i]; i++) {
		if (!strcmp(compressions[i], name)) {
			*out = (enum gx_pack_compression)i;
			return 0;
		}
	}
	gx_fail(err, GX_EUSAGE, "unknown compression '%s'", name);
	near = gx_suggest(name, compressions + GX_PACK_NONE);
	return near ? gx_err_hint(err, "did you mean '%s'?", near)
		: gx_err_hint(err, "the compressions are gzip, zstd, xz, lzip and none");
}

enum gx_pack_compression gx_pack_default_compression(enum gx_pack_format format)
{
	switch (format) {
	case GX_PACK_TARBALL:
	case GX_PACK_DEB:
	case GX_PACK_RPM:
	case GX_PACK_SQUASHFS:
		return GX_PACK_GZIP;
	case GX_PACK_DOCKER:	/* plain tar is what every engine loads */
	case GX_PACK_OCI:
	case GX_PACK_OCI_DIR:
		break;
	}
	return GX_PACK_NONE;
}

const char *gx_pack_compression_name(enum gx_pack_compression compression)
{
	return compressions[compression];
}

static void clear_image(struct gx_pack_image *image)
{
	gx_strv_clear(&image->entrypoint);
	gx_strv_clear(&image->cmd);
	gx_strv_clear(&image->env);
	gx_strv_clear(&image->ports);
	gx_strv_clear(&image->volumes);
	gx_strv_clear(&image->labels);
	gx_strv_clear(&image->healthcheck);
	free(image->workdir);
	free(image->stop_signal);
}

void gx_pack_opts_clear(struct gx_pack_opts *opts)
{
	clear_image(&opts->image);
	gx_strv_clear(&opts->roots);
	for (size_t i = 0; i < opts->nlinks; i++) {
		free(opts->links[i].path);
		free(opts->links[i].target);
	}
	for (size_t i = 0; i < opts->nfiles; i++) {
		free(opts->files[i].path);
		gx_buf_clear(&opts->files[i].data);
	}
	free(opts->links);
	free(opts->files);
	free(opts->profile);
	free(opts->tag);
	free(opts->name);
	free(opts->version);
	free(opts->user.name);
	free(opts->launcher);
	free(opts->deb_control);
	free(opts->deb_postinst);
	free(opts->deb_triggers);
	for (size_t i = 0; i < GX_ARRAY_SIZE(opts->rpm_scripts); i++)
		free(opts->rpm_scripts[i]);
	*opts = (struct gx_pack_opts){ 0 };
}

void gx_pack_result_clear(struct gx_pack_result *result)
{
	for (size_t i = 0; i < result->nlayers; i++)
		free(result->layers[i].items);
	free(result->layers);
	gx_strv_clear(&result->warnings);
	gx_buf_clear(&result->config_text);
	*result = (struct gx_pack_result){ 0 };
}
