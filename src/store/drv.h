/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Derivations: ATerm text, output paths, hashDerivationModulo (doc/formats.md 5). */
#ifndef GX_DRV_H
#define GX_DRV_H

#include "util/util.h"

struct gx_drv_output {
	char *name;		/* "out" */
	char *path;		/* "" while unknown */
	char *algo;		/* "", "sha256", "r:sha256", … */
	char *hash;		/* base16, or "" */
};

struct gx_drv_input {
	char *drv;		/* path of the .drv */
	struct gx_strv outputs;	/* names, sorted */
};

struct gx_drv_env {
	char *name;
	char *value;		/* UTF-8; no NUL */
};

struct gx_drv {
	struct gx_drv_output *outputs;	size_t noutputs;
	struct gx_drv_input *inputs;	size_t ninputs;
	struct gx_strv sources;
	char *system;
	char *builder;
	struct gx_strv args;
	struct gx_drv_env *env;		size_t nenv;
};

/* An empty one; yours. */
struct gx_drv *gx_drv_new(void);
void gx_drv_free(struct gx_drv *drv);
void gx_cleanup_drv(struct gx_drv **drv);

/* Parse ATerm text (bounded by LEN); GX_EINVALID says at which byte. */
int gx_drv_parse(const char *text, size_t len, struct gx_drv **out, struct gx_err *err);
/* The ATerm text; the caller keeps the lists sorted (parse checks that they are). */
void gx_drv_format(const struct gx_drv *drv, struct gx_buf *out);
/* Read /gnu/store/….drv from the physical store directory STORE_DIR. */
int gx_drv_read(const char *store_dir, const char *path, struct gx_drv **out, struct gx_err *err);

const char *gx_drv_getenv(const struct gx_drv *drv, const char *name);	/* NULL if unset */
const struct gx_drv_output *gx_drv_output(const struct gx_drv *drv, const char *name);
bool gx_drv_is_fixed(const struct gx_drv *drv);
/* The expected hash of a fixed output, and whether it is that of the NAR. */
int gx_drv_output_hash(const struct gx_drv_output *output, struct gx_hash *hash,
		       bool *recursive, struct gx_err *err);
/* Set variable NAME, keeping the order. */
void gx_drv_setenv(struct gx_drv *drv, const char *name, const char *value);
/* What the .drv file refers to: input derivations and sources, sorted, appended to OUT. */
void gx_drv_references(const struct gx_drv *drv, struct gx_strv *out);
/* "/gnu/store/H-foo-1.drv" -> "foo-1"; yours. */
char *gx_drv_name(const char *path);

/* Memo of hashDerivationModulo by .drv path, so that a graph costs linear time.  The
 * loader fetches derivations that the memo has not seen. */
struct gx_drv_memo;
typedef int gx_drv_load_fn(void *payload, const char *path, struct gx_drv **out,
			   struct gx_err *err);
struct gx_drv_memo *gx_drv_memo_new(gx_drv_load_fn *load, void *payload);
void gx_drv_memo_free(struct gx_drv_memo *memo);
/* hashDerivationModulo of DRV as an input of others. */
int gx_drv_hash_modulo(struct gx_drv_memo *memo, const struct gx_drv *drv,
		       struct gx_hash *out, struct gx_err *err);
/* Compute and fill in DRV's output paths (and their variables) / check that they are right:
 * "derivation `P' has incorrect output `X', should be `Y'". */
int gx_drv_fill_outputs(struct gx_drv_memo *memo, const char *name, struct gx_drv *drv,
			struct gx_err *err);
int gx_drv_check_outputs(struct gx_drv_memo *memo, const char *path, const struct gx_drv *drv,
			 struct gx_err *err);

#endif
