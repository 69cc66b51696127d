/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The module (gx core): pure procedures that Scheme would be slow at. */
#include "config.h"
#include "eval/guile.h"
#include "store/nar.h"
#include "store/path.h"

#include <string.h>

/* Each primitive has three steps: Scheme values to C (which may throw, so nothing is owned
 * but through scm_dynwind_free); a C function that knows no SCM; C to Scheme, or a throw,
 * as the last act.  A throw skips GX_AUTO, so the two never share a frame. */

struct bytes {
	const void *data;
	size_t len;
};

void gx_throw(struct gx_err *err)
{
	SCM message = scm_from_utf8_string(gx_err_text(err));
	SCM code = scm_from_int(err->code);

	gx_err_clear(err);
	scm_throw(scm_from_utf8_symbol("gx-error"), scm_list_2(message, code));
	abort();
}

static struct bytes to_bytes(SCM bv, int pos, const char *who)
{
	SCM_ASSERT_TYPE(scm_is_bytevector(bv), bv, pos, who, "bytevector");
	return (struct bytes){ SCM_BYTEVECTOR_CONTENTS(bv), SCM_BYTEVECTOR_LENGTH(bv) };
}

static SCM from_bytes(const void *data, size_t len)
{
	SCM bv = scm_c_make_bytevector(len);

	memcpy(SCM_BYTEVECTOR_CONTENTS(bv), data, len);
	return bv;
}

/* A string of C's that the current dynwind context frees. */
static char *to_string(SCM s, int pos, const char *who)
{
	char *c;

	SCM_ASSERT_TYPE(scm_is_string(s), s, pos, who, "string");
	c = scm_to_utf8_string(s);
	scm_dynwind_free(c);
	return c;
}

static SCM take_string(char *s)
{
	SCM out = scm_from_utf8_string(s);

	free(s);
	return out;
}

static enum gx_hash_algo to_algo(SCM name, int pos, const char *who)
{
	enum gx_hash_algo algo;
	char *s;

	SCM_ASSERT_TYPE(scm_is_string(name), name, pos, who, "string");
	scm_dynwind_begin(0);
	s = to_string(name, pos, who);
	if (gx_hash_algo_parse(s, &algo))
		scm_misc_error(who, "unknown hash algorithm: ~a", scm_list_1(name));
	scm_dynwind_end();
	return algo;
}

/* --- hashes --------------------------------------------------------------------------------- */

static SCM core_sha256(SCM bv)
{
	struct bytes b = to_bytes(bv, 1, "sha256");
	struct gx_hash hash;

	gx_hash_data(GX_HASH_SHA256, b.data, b.len, &hash);
	return from_bytes(hash.bytes, hash.len);
}

static SCM core_hash_bytes(SCM algo, SCM bv)
{
	enum gx_hash_algo a = to_algo(algo, 1, "hash-bytes");
	struct bytes b = to_bytes(bv, 2, "hash-bytes");
	struct gx_hash hash;

	gx_hash_data(a, b.data, b.len, &hash);
	return from_bytes(hash.bytes, hash.len);
}

static SCM core_file_hash(SCM algo, SCM path)
{
	enum gx_hash_algo a = to_algo(algo, 1, "file-hash");
	struct gx_err err = GX_ERR_INIT;
	struct gx_hash hash;

	scm_dynwind_begin(0);
	if (gx_hash_file(a, to_string(path, 2, "file-hash"), &hash, &err))
		gx_throw(&err);
	scm_dynwind_end();
	return from_bytes(hash.bytes, hash.len);
}

/* A Scheme predicate called for each entry.  An exception in it must not unwind the
 * archiver's frames: it is kept, the rest is left out, and it is thrown again later.  The
 * struct lives on the stack, where the collector looks. */
struct select {
	SCM predicate;
	SCM key, args;		/* of the exception, or SCM_UNDEFINED */
	const char *path;
	mode_t mode;
};

static SCM select_body(void *data)
{
	struct select *s = data;

	return scm_call_2(s->predicate, scm_from_utf8_string(s->path),
			  scm_from_uint(s->mode));
}

static SCM select_handler(void *data, SCM key, SCM args)
{
	struct select *s = data;

	s->key = key;
	s->args = args;
	return SCM_BOOL_F;
}

static bool select_entry(void *payload, const char *path, mode_t mode)
{
	struct select *s = payload;

	if (!SCM_UNBNDP(s->key))
		return false;
	s->path = path;
	s->mode = mode;
	return scm_is_true(scm_c_catch(SCM_BOOL_T, select_body, s, select_handler, s,
				       NULL, NULL));
}

static int nar_sha256(const char *path, struct select *select, struct gx_hash *out,
		      struct gx_err *err)
{
	struct gx_nar_hasher hasher = { gx_hasher_new(GX_HASH_SHA256), 0 };

	if (gx_nar_dump(path, select ? select_entry : NULL, select, gx_nar_hash_sink,
			&hasher, err)) {
		gx_hasher_free(hasher.hasher);
		return -1;
	}
	gx_hasher_end(hasher.hasher, out);
	return 0;
}

static SCM core_nar_hash(SCM path, SCM predicate)
{
	bool all = SCM_UNBNDP(predicate) || scm_is_false(predicate)
		|| scm_is_eq(predicate, SCM_BOOL_T);
	struct select select = { predicate, SCM_UNDEFINED, SCM_UNDEFINED, NULL, 0 };
	struct gx_err err = GX_ERR_INIT;
	struct gx_hash hash;
	int r;

	if (!all)
		SCM_ASSERT_TYPE(scm_is_true(scm_procedure_p(predicate)), predicate, 2,
				"nar-hash", "procedure");
	scm_dynwind_begin(0);
	r = nar_sha256(to_string(path, 1, "nar-hash"), all ? NULL : &select, &hash, &err);
	if (!SCM_UNBNDP(select.key)) {
		gx_err_clear(&err);
		scm_throw(select.key, select.args);
	}
	if (r)
		gx_throw(&err);
	scm_dynwind_end();
	return from_bytes(hash.bytes, hash.len);
}

/* --- bytes as text -------------------------------------------------------------------------- */

static SCM core_to_base32(SCM bv)
{
	struct bytes b = to_bytes(bv, 1, "bytevector->nix-base32");

	return take_string(gx_base32_str(b.data, b.len));
}

static SCM core_from_base32(SCM text)
{
	size_t len, n;
	char *s;
	SCM bv;

	scm_dynwind_begin(0);
	s = to_string(text, 1, "nix-base32->bytevector");
	len = strlen(s);
	n = len * 5 / 8;
	bv = scm_c_make_bytevector(n);
	if (gx_base32_decode(s, len, SCM_BYTEVECTOR_CONTENTS(bv), n))
		scm_misc_error("nix-base32->bytevector", "invalid nix-base32 string: ~s",
			       scm_list_1(text));
	scm_dynwind_end();
	return bv;
}

static SCM core_to_base16(SCM bv)
{
	struct bytes b = to_bytes(bv, 1, "bytevector->base16");

	return take_string(gx_base16_str(b.data, b.len));
}

static SCM core_from_base16(SCM text)
{
	size_t len;
	char *s;
	SCM bv;

	scm_dynwind_begin(0);
	s = to_string(text, 1, "base16->bytevector");
	len = strlen(s);
	bv = scm_c_make_bytevector(len / 2);
	if (gx_base16_decode(s, len, SCM_BYTEVECTOR_CONTENTS(bv), len / 2))
		scm_misc_error("base16->bytevector", "invalid base16 string: ~s",
			       scm_list_1(text));
	scm_dynwind_end();
	return bv;
}

static SCM core_to_base64(SCM bv)
{
	struct bytes b = to_bytes(bv, 1, "bytevector->base64");

	return take_string(gx_base64_str(b.data, b.len));
}

static SCM core_from_base64(SCM text)
{
	size_t len, n = 0;
	char *s;
	void *data;
	SCM bv;

	scm_dynwind_begin(0);
	s = to_string(text, 1, "base64->bytevector");
	len = strlen(s);
	data = gx_malloc(len / 4 * 3 + 4);
	scm_dynwind_free(data);
	if (gx_base64_decode(s, len, data, &n))
		scm_misc_error("base64->bytevector", "invalid base64 string: ~s",
			       scm_list_1(text));
	bv = from_bytes(data, n);
	scm_dynwind_end();
	return bv;
}

/* --- the store ------------------------------------------------------------------------------ */

static SCM core_make_store_path(SCM type, SCM hash, SCM name)
{
	struct bytes b = to_bytes(hash, 2, "make-store-path");
	struct gx_hash h = { .algo = GX_HASH_SHA256, .len = b.len };
	struct gx_err err = GX_ERR_INIT;
	char *out;

	if (b.len != GX_SHA256_SIZE)
		scm_out_of_range("make-store-path", hash);
	memcpy(h.bytes, b.data, b.len);
	scm_dynwind_begin(0);
	if (gx_store_path_make(to_string(type, 1, "make-store-path"), &h,
			       to_string(name, 3, "make-store-path"), &out, &err))
		gx_throw(&err);
	scm_dynwind_end();
	return take_string(out);
}

static SCM core_store_prefix(void)
{
	return scm_from_utf8_string(GX_STORE_DIR);
}

static SCM core_worker_fd(void)
{
	return gx_eval_env.worker_fd < 0 ? SCM_BOOL_F : scm_from_int(gx_eval_env.worker_fd);
}

static SCM core_gx_version(void)
{
	return scm_from_utf8_string(PACKAGE_VERSION);
}

/* --- the table ------------------------------------------------------------------------------ */

static const struct gx_primitive core_table[] = {
	{ "sha256", 1, 0, core_sha256,
	  "(sha256 BV): the SHA-256 of BV, a bytevector." },
	{ "hash-bytes", 2, 0, core_hash_bytes,
	  "(hash-bytes ALGO BV): the hash of BV under ALGO, a name such as \"sha512\"." },
	{ "file-hash", 2, 0, core_file_hash,
	  "(file-hash ALGO PATH): the hash of the regular file PATH." },
	{ "nar-hash", 1, 1, core_nar_hash,
	  "(nar-hash PATH [SELECT?]): the SHA-256 of the archive of PATH; SELECT? gets each "
	  "entry's file name and mode." },
	{ "bytevector->nix-base32", 1, 0, core_to_base32,
	  "(bytevector->nix-base32 BV): BV in the alphabet of store names." },
	{ "nix-base32->bytevector", 1, 0, core_from_base32,
	  "(nix-base32->bytevector STR): the bytes that STR stands for." },
	{ "bytevector->base16", 1, 0, core_to_base16,
	  "(bytevector->base16 BV): BV as lower-case hexadecimal." },
	{ "base16->bytevector", 1, 0, core_from_base16,
	  "(base16->bytevector STR): the bytes that STR stands for." },
	{ "bytevector->base64", 1, 0, core_to_base64,
	  "(bytevector->base64 BV): BV as base64 with padding." },
	{ "base64->bytevector", 1, 0, core_from_base64,
	  "(base64->bytevector STR): the bytes that STR stands for." },
	{ "make-store-path", 3, 0, core_make_store_path,
	  "(make-store-path TYPE HASH NAME): the store file name of the thing with that type, "
	  "SHA-256 and name." },
	{ "store-prefix", 0, 0, core_store_prefix,
	  "(store-prefix): the logical store directory." },
	{ "worker-fd", 0, 0, core_worker_fd,
	  "(worker-fd): the inherited descriptor that speaks the worker protocol, or #f." },
	{ "gx-version", 0, 0, core_gx_version,
	  "(gx-version): this gx's version." },
};

void gx_define_primitives(const struct gx_primitive *table, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct gx_primitive *p = &table[i];
		SCM subr = scm_c_define_gsubr(p->name, p->required, p->optional, 0, p->fn);

		scm_set_procedure_property_x(subr, scm_from_utf8_symbol("documentation"),
					     scm_from_utf8_string(p->doc));
		scm_c_export(p->name, NULL);
	}
}

static void define_module(void *data)
{
	gx_define_primitives(core_table, GX_ARRAY_SIZE(core_table));
}

void gx_core_init(void)
{
	scm_c_define_module("gx core", define_module, NULL);
}
