/* SPDX-License-Identifier: GPL-3.0-or-later */
/* hashDerivationModulo and the output paths that follow from it (doc/formats.md 5).
 *
 * The hash of a fixed output depends on its content alone.  Any other derivation hashes its
 * text with each input's file name replaced by that input's own hash, in base16; inputs
 * with equal hashes become one.  So how a fixed output is fetched never shows in what
 * is built from it. */
#include "store/drv.h"
#include "store/drv_format.h"
#include "util/map.h"
#include "store/path.h"

#include <stdlib.h>
#include <string.h>

#define BUSY SIZE_MAX		/* being computed further up the stack */
#define ABSENT (SIZE_MAX - 1)	/* looking it up failed earlier: try again */
#define DEPTH_MAX 20000		/* of the graph: bounds our own stack */

struct gx_drv_memo {
	gx_drv_load_fn *load;
	void *payload;
	struct gx_map index;	/* .drv path -> place in hashes, or BUSY */
	struct gx_hash *hashes;
	size_t n, cap;
	unsigned depth;
};

struct gx_drv_memo *gx_drv_memo_new(gx_drv_load_fn *load, void *payload)
{
	struct gx_drv_memo *memo = gx_calloc(1, sizeof *memo);

	memo->load = load;
	memo->payload = payload;
	return memo;
}

void gx_drv_memo_free(struct gx_drv_memo *memo)
{
	if (!memo)
		return;
	gx_map_clear(&memo->index);
	free(memo->hashes);
	free(memo);
}

static void remember(struct gx_drv_memo *memo, const char *path, const struct gx_hash *hash)
{
	if (memo->n == memo->cap) {
		memo->cap = memo->cap ? memo->cap * 2 : 64;
		memo->hashes = gx_reallocarray(memo->hashes, memo->cap, sizeof *memo->hashes);
	}
	memo->hashes[memo->n] = *hash;
	*gx_map_put(&memo->index, path, 0, NULL) = memo->n++;
}

static int load_and_hash(struct gx_drv_memo *memo, const char *path, struct gx_hash *out,
			 struct gx_err *err)
{
	GX_AUTO(drv) struct gx_drv *drv = NULL;

	if (memo->load(memo->payload, path, &drv, err) < 0)
		return -1;
	return gx_drv_hash_modulo(memo, drv, out, err);
}

/* The hash of the derivation in file PATH, computed once. */
static int hash_of_path(struct gx_drv_memo *memo, const char *path, struct gx_hash *out,
			struct gx_err *err)
{
	size_t *place = gx_map_put(&memo->index, path, ABSENT, NULL);
	int r;

	if (*place < memo->n) {
		*out = memo->hashes[*place];
		return 0;
	}
	if (*place == BUSY || memo->depth >= DEPTH_MAX)
		return gx_fail(err, GX_EINVALID, "derivation `%s' depends on itself", path);
	*place = BUSY;
	memo->depth++;
	r = load_and_hash(memo, path, out, err);
	memo->depth--;
	if (r < 0)
		*gx_map_find(&memo->index, path) = ABSENT;
	else
		remember(memo, path, out);
	return r;
}

static int by_drv(const void *a, const void *b)
{
	return strcmp(((const struct gx_drv_input *)a)->drv, ((const struct gx_drv_input *)b)->drv);
}

/* Join neighbours with the same hash into one input with the outputs of both. */
static size_t merge_equal(struct gx_drv_input *inputs, size_t n)
{
	size_t kept = 0;

	for (size_t i = 0; i < n; i++) {
		if (!kept || strcmp(inputs[kept - 1].drv, inputs[i].drv)) {
			inputs[kept++] = inputs[i];
			continue;
		}
		gx_strv_append(&inputs[kept - 1].outputs, &inputs[i].outputs);
		gx_strv_sort(&inputs[kept - 1].outputs);
		gx_strv_uniq(&inputs[kept - 1].outputs);
		free(inputs[i].drv);
		gx_strv_clear(&inputs[i].outputs);
	}
	return kept;
}

static void free_inputs(struct gx_drv_input *inputs, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		free(inputs[i].drv);
		gx_strv_clear(&inputs[i].outputs);
	}
	free(inputs);
}

/* sha256 of the text with hashes for inputs. */
static int hash_text(struct gx_drv_memo *memo, const struct gx_drv *drv, bool mask,
		     struct gx_hash *out, struct gx_err *err)
{
	struct gx_drv_input *inputs = gx_calloc(drv->ninputs, sizeof *inputs);
	GX_AUTO(buf) struct gx_buf text = GX_BUF_INIT;
	size_t n = 0;

	while (n < drv->ninputs) {
		struct gx_hash hash;

		if (hash_of_path(memo, drv->inputs[n].drv, &hash, err) < 0) {
			free_inputs(inputs, n);
			return -1;
		}
		inputs[n].drv = gx_base16_str(hash.bytes, hash.len);
		gx_strv_append(&inputs[n].outputs, &drv->inputs[n].outputs);
		n++;
	}
	qsort(inputs, n, sizeof *inputs, by_drv);
	n = merge_equal(inputs, n);
	gx_drv_format_with(drv, inputs, n, mask, &text);
	gx_hash_data(GX_HASH_SHA256, text.data, text.len, out);
	free_inputs(inputs, n);
	return 0;
}

int gx_drv_hash_modulo(struct gx_drv_memo *memo, const struct gx_drv *drv,
		       struct gx_hash *out, struct gx_err *err)
{
	GX_AUTO(free) char *text = NULL;

	if (!gx_drv_is_fixed(drv))
		return hash_text(memo, drv, false, out, err);
	text = gx_asprintf("fixed:out:%s:%s:%s", drv->outputs[0].algo, drv->outputs[0].hash,
			   drv->outputs[0].path);
	gx_hash_data(GX_HASH_SHA256, text, strlen(text), out);
	return 0;
}

int gx_drv_output_hash(const struct gx_drv_output *output, struct gx_hash *hash,
		       bool *recursive, struct gx_err *err)
{
	const char *algo = output->algo;

	*recursive = !strncmp(algo, "r:", 2);
	if (*recursive)
		algo += 2;
	if (gx_hash_algo_parse(algo, &hash->algo) < 0)
		return gx_fail(err, GX_EINVALID, "unknown hash algorithm `%s'", algo);
	hash->len = gx_hash_algo_size(hash->algo);
	if (gx_base16_decode(output->hash, strlen(output->hash), hash->bytes, hash->len) < 0)
		return gx_fail(err, GX_EINVALID, "`%s' is not a %s hash in base16", output->hash, algo);
	return 0;
}

static int fixed_path(const char *name, const struct gx_drv_output *output, char **out,
		      struct gx_err *err)
{
	struct gx_hash hash;
	bool recursive;

	if (strcmp(output->name, "out"))
		return gx_fail(err, GX_EINVALID, "the output of a fixed-output derivation must be"
			       " named `out', not `%s'", output->name);
	if (gx_drv_output_hash(output, &hash, &recursive, err) < 0)
		return -1;
	return gx_store_path_fixed(name, &hash, recursive, out, err);
}

/* The right path of each output, in order. */
static int compute_paths(struct gx_drv_memo *memo, const char *name, const struct gx_drv *drv,
			 struct gx_strv *out, struct gx_err *err)
{
	struct gx_hash hash;
	char *path;

	if (gx_drv_is_fixed(drv)) {
		if (fixed_path(name, &drv->outputs[0], &path, err) < 0)
			return -1;
		gx_strv_take(out, path);
		return 0;
	}
	if (hash_text(memo, drv, true, &hash, err) < 0)
		return -1;
	for (size_t i = 0; i < drv->noutputs; i++) {
		const char *output = drv->outputs[i].name;
		GX_AUTO(free) char *type = gx_asprintf("output:%s", output);
		GX_AUTO(free) char *item = strcmp(output, "out") ? gx_asprintf("%s-%s", name, output)
								 : gx_strdup(name);

		if (*drv->outputs[i].algo)
			return gx_fail(err, GX_EINVALID, "derivation `%s' has several outputs, so `%s' "
				       "cannot have a fixed hash", name, output);
		if (gx_store_path_make(type, &hash, item, &path, err) < 0)
			return -1;
		gx_strv_take(out, path);
	}
	return 0;
}

int gx_drv_fill_outputs(struct gx_drv_memo *memo, const char *name, struct gx_drv *drv,
			struct gx_err *err)
{
	GX_AUTO(strv) struct gx_strv paths = GX_STRV_INIT;

	/* The variables count in the hash, by name: they must be there before. */
	for (size_t i = 0; i < drv->noutputs; i++)
		gx_drv_setenv(drv, drv->outputs[i].name, "");
	if (compute_paths(memo, name, drv, &paths, err) < 0)
		return -1;
	for (size_t i = 0; i < drv->noutputs; i++) {
		free(drv->outputs[i].path);
		drv->outputs[i].path = gx_strdup(paths.v[i]);
		gx_drv_setenv(drv, drv->outputs[i].name, paths.v[i]);
	}
	return 0;
}

int gx_drv_check_outputs(struct gx_drv_memo *memo, const char *path, const struct gx_drv *drv,
			 struct gx_err *err)
{
	GX_AUTO(free) char *name = gx_drv_name(path);
	GX_AUTO(strv) struct gx_strv paths = GX_STRV_INIT;

	if (compute_paths(memo, name, drv, &paths, err) < 0)
		return gx_err_prefix(err, "%s", path);
	for (size_t i = 0; i < drv->noutputs; i++) {
		const struct gx_drv_output *output = &drv->outputs[i];
		const char *variable = gx_drv_getenv(drv, output->name);

		if (strcmp(output->path, paths.v[i]))
			return gx_fail(err, GX_EINVALID, "derivation `%s' has incorrect output `%s', "
				       "should be `%s'", path, output->path, paths.v[i]);
		if (!variable || strcmp(variable, paths.v[i]))
			return gx_fail(err, GX_EINVALID, "derivation `%s' has incorrect environment "
				       "variable `%s', should be `%s'", path, output->name, paths.v[i]);
	}
	return 0;
}
