/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Everything that decides a pack, as text. */
#include "pack/compression.h"
#include "pack/blob.h"

#include <string.h>

#define PACK_FORMAT "gx pack 2"

/* Each field with its length, so that no two lists of fields read alike. */
static void add(struct gx_buf *out, const char *text)
{
	if (text)
		gx_buf_addf(out, "%zu:%s\n", strlen(text), text);
	else
		gx_buf_adds(out, "-\n");
}

static void add_list(struct gx_buf *out, const struct gx_strv *list)
{
	gx_buf_addf(out, "%zu\n", list->n);
	for (size_t i = 0; i < list->n; i++)
		add(out, list->v[i]);
}

static void add_image(struct gx_buf *out, const struct gx_pack_image *image)
{
	add_list(out, &image->entrypoint);
	add_list(out, &image->cmd);
	add_list(out, &image->env);
	add_list(out, &image->ports);
	add_list(out, &image->volumes);
	add_list(out, &image->labels);
	add_list(out, &image->healthcheck);
	add(out, image->workdir);
	add(out, image->stop_signal);
	gx_buf_addf(out, "%llu %llu %llu %u\n", (unsigned long long)image->health_interval,
		    (unsigned long long)image->health_timeout,
		    (unsigned long long)image->health_start, image->health_retries);
}

/* A file by what it holds: the launcher changes with gx. */
static void add_file_hash(struct gx_buf *out, const char *path)
{
	struct gx_hash hash;

	if (!gx_hash_file(GX_HASH_SHA256, path, &hash, NULL))
		gx_buf_add(out, hash.bytes, hash.len);
}

void gx_pack_key(const struct gx_pack_opts *opts, struct gx_buf *out)
{
	gx_buf_addf(out, "%s %d %s %u %u %d %d\n", PACK_FORMAT, (int)opts->format,
		    gx_compression_id(gx_blob_compression(opts)), opts->max_layers,
		    opts->relocatable, opts->ca_certificates, opts->bin_sh);
	add(out, opts->profile);
	add_list(out, &opts->roots);
	add(out, opts->tag);
	add(out, opts->name);
	add(out, opts->version);
	add_image(out, &opts->image);
	gx_buf_addf(out, "%d %u %u\n", opts->user.set, opts->user.uid, opts->user.gid);
	add(out, opts->user.name);
	for (size_t i = 0; i < opts->nlinks; i++) {
		add(out, opts->links[i].path);
		add(out, opts->links[i].target);
	}
	for (size_t i = 0; i < opts->nfiles; i++) {
		add(out, opts->files[i].path);
		add(out, gx_buf_str(&opts->files[i].data));
	}
	add(out, opts->deb_control);
	add(out, opts->deb_postinst);
	add(out, opts->deb_triggers);
	for (size_t i = 0; i < GX_ARRAY_SIZE(opts->rpm_scripts); i++)
		add(out, opts->rpm_scripts[i]);
	if (opts->relocatable && opts->launcher)
		add_file_hash(out, opts->launcher);
}
