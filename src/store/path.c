/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Store file names: HASH-NAME below /gnu/store, HASH = 32 nix-base32 digits of a folded sha256. */
#include "store/path.h"

#include <string.h>

#define PREFIX GX_STORE_DIR "/"
#define PREFIX_LEN (sizeof PREFIX - 1)
#define FOLDED 20

static bool name_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
		|| (c && strchr("+-._?=", c));
}

bool gx_store_name_ok(const char *name)
{
	size_t n = 0;

	if (*name == '.')
		return false;
	while (n <= GX_STORE_NAME_MAX && name_char(name[n]))
		n++;
	return n > 0 && n <= GX_STORE_NAME_MAX && name[n] == '\0';
}

/* Does TEXT start with /gnu/store/HASH- ? */
static bool has_hash(const char *text)
{
	if (strncmp(text, PREFIX, PREFIX_LEN))
		return false;
	text += PREFIX_LEN;
	for (size_t i = 0; i < GX_STORE_HASH_LEN; i++)
		if (!gx_base32_char(text[i]))
			return false;
	return text[GX_STORE_HASH_LEN] == '-';
}

bool gx_store_path_ok(const char *text)
{
	return has_hash(text) && gx_store_name_ok(gx_store_path_name(text));
}

const char *gx_store_path_hash(const char *path)
{
	return path + PREFIX_LEN;
}

const char *gx_store_path_name(const char *path)
{
	return path + PREFIX_LEN + GX_STORE_HASH_LEN + 1;
}

char *gx_store_path_item(const char *text)
{
	GX_AUTO(free) char *item = NULL;

	if (!has_hash(text))
		return NULL;
	item = gx_strndup(text, PREFIX_LEN + strcspn(text + PREFIX_LEN, "/"));
	return gx_store_path_ok(item) ? gx_steal(&item) : NULL;
}

static void fold(const struct gx_hash *hash, unsigned char out[FOLDED])
{
	memset(out, 0, FOLDED);
	for (size_t i = 0; i < hash->len; i++)
		out[i % FOLDED] ^= hash->bytes[i];
}

int gx_store_path_make(const char *type, const struct gx_hash *hash, const char *name,
		       char **out, struct gx_err *err)
{
	GX_AUTO(free) char *hex = gx_base16_str(hash->bytes, hash->len);
	GX_AUTO(free) char *fingerprint = NULL;
	unsigned char folded[FOLDED];
	char digits[GX_STORE_HASH_LEN + 1];
	struct gx_hash outer;

	if (!gx_store_name_ok(name)) {
		gx_fail(err, GX_EINVALID, "`%.250s' is not a legal name for a store item", name);
		return gx_err_hint(err, "names have 1 to %d characters of letters, digits and "
				   "+-._?=, and do not start with a dot", GX_STORE_NAME_MAX);
	}
	fingerprint = gx_asprintf("%s:sha256:%s:" GX_STORE_DIR ":%s", type, hex, name);
	gx_hash_data(GX_HASH_SHA256, fingerprint, strlen(fingerprint), &outer);
	fold(&outer, folded);
	gx_base32_encode(folded, FOLDED, digits);
	*out = gx_asprintf(PREFIX "%s-%s", digits, name);
	return 0;
}

int gx_store_path_text(const char *name, const void *text, size_t len,
		       const struct gx_strv *refs, char **out, struct gx_err *err)
{
	GX_AUTO(strv) struct gx_strv sorted = GX_STRV_INIT;
	GX_AUTO(buf) struct gx_buf type = GX_BUF_INIT;
	struct gx_hash hash;

	if (refs)
		gx_strv_append(&sorted, refs);
	gx_strv_sort(&sorted);
	gx_strv_uniq(&sorted);
	gx_buf_adds(&type, "text");
	for (size_t i = 0; i < sorted.n; i++) {
		gx_buf_addc(&type, ':');
		gx_buf_adds(&type, sorted.v[i]);
	}
	gx_hash_data(GX_HASH_SHA256, text, len, &hash);
	return gx_store_path_make(gx_buf_str(&type), &hash, name, out, err);
}

int gx_store_path_fixed(const char *name, const struct gx_hash *hash, bool recursive,
			char **out, struct gx_err *err)
{
	GX_AUTO(free) char *hex = NULL;
	GX_AUTO(free) char *inner = NULL;
	struct gx_hash outer;

	if (recursive && hash->algo == GX_HASH_SHA256)
		return gx_store_path_make("source", hash, name, out, err);
	hex = gx_base16_str(hash->bytes, hash->len);
	inner = gx_asprintf("fixed:out:%s%s:%s:", recursive ? "r:" : "",
			    gx_hash_algo_name(hash->algo), hex);
	gx_hash_data(GX_HASH_SHA256, inner, strlen(inner), &outer);
	return gx_store_path_make("output:out", &outer, name, out, err);
}
