/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Make a pack of a hand-made store, for the tests that show packs to real programs:
 * pack-make ROOT PROFILE [NAME=VALUE]… > PACK */
#include "fake-store.h"
#include "pack/pack.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct gx_pack_opts opts;
static const char *dir, *push;

static int set(const char *key, const char *value, struct gx_err *err)
{
	if (!strcmp(key, "format"))
		return gx_pack_format_parse(value, &opts.format, err);
	if (!strcmp(key, "compression"))
		return gx_pack_compression_parse(value, &opts.compression, err);
	if (!strcmp(key, "user"))
		return gx_pack_user_parse(value, &opts.user, err);
	if (!strcmp(key, "link")) {
		opts.links = gx_reallocarray(opts.links, opts.nlinks + 1, sizeof *opts.links);
		return gx_pack_link_parse(value, &opts.links[opts.nlinks++], err);
	}
	if (!strcmp(key, "tag"))
		opts.tag = gx_strdup(value);
	else if (!strcmp(key, "entry"))
		gx_strv_push(&opts.image.entrypoint, value);
	else if (!strcmp(key, "cmd"))
		gx_strv_push(&opts.image.cmd, value);
	else if (!strcmp(key, "env"))
		gx_strv_push(&opts.image.env, value);
	else if (!strcmp(key, "label"))
		gx_strv_push(&opts.image.labels, value);
	else if (!strcmp(key, "port"))
		gx_strv_push(&opts.image.ports, value);
	else if (!strcmp(key, "volume"))
		gx_strv_push(&opts.image.volumes, value);
	else if (!strcmp(key, "name"))
		opts.name = gx_strdup(value);
	else if (!strcmp(key, "version"))
		opts.version = gx_strdup(value);
	else if (!strcmp(key, "launcher"))
		opts.launcher = gx_strdup(value);
	else if (!strcmp(key, "threads"))
		opts.threads = (unsigned)atoi(value);
	else if (!strcmp(key, "max-layers"))
		opts.max_layers = (unsigned)atoi(value);
	else if (!strcmp(key, "relocatable"))
		opts.relocatable = (unsigned)atoi(value);
	else if (!strcmp(key, "dir"))
		dir = value;
	else if (!strcmp(key, "push"))
		push = value;
	else if (!strcmp(key, "bin-sh"))
		opts.bin_sh = true;
	else
		return gx_fail(err, GX_EUSAGE, "unknown key %s", key);
	return 0;
}

static int make(int argc, char **argv, struct gx_err *err)
{
	struct gx_pack_result result = { 0 };
	struct gx_store *store = fake_store_open(argv[1]);
	int status;

	opts.profile = gx_strdup(argv[2]);
	for (int i = 3; i < argc; i++) {
		char *equals = strchr(argv[i], '=');

		*equals = '\0';
		if (set(argv[i], equals + 1, err))
			return -1;
	}
	status = push ? gx_pack_push(store, &opts, push, &result, err)
		: dir ? gx_pack_write_dir(store, &opts, dir, &result, err)
		: gx_pack_write(store, &opts, 1, &result, err);
	for (size_t i = 0; i < result.nlayers; i++) {
		char *hex = gx_base16_str(result.layers[i].diff_id.bytes, 32);

		fprintf(stderr, "%s %s\n", hex, result.layers[i].items);
		free(hex);
	}
	if (push && !status)
		fprintf(stderr, "moved %zu kept %zu bytes %llu\n", result.moved_blobs,
			result.kept_blobs, (unsigned long long)result.moved);
	gx_pack_result_clear(&result);
	gx_pack_opts_clear(&opts);
	gx_store_close(store);
	return status;
}

int main(int argc, char **argv)
{
	GX_AUTO(err) struct gx_err err = GX_ERR_INIT;

	if (argc < 3 || make(argc, argv, &err)) {
		fprintf(stderr, "pack-make: %s\n%s\n", gx_err_text(&err), err.hint ? err.hint : "");
		gx_pack_opts_clear(&opts);
		return 1;
	}
	return 0;
}
