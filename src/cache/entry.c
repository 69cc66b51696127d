/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The bytes of a cache entry.
 *
 *	8	"gxcache\n"
 *	4	version of the format
 *	4	length of the payload
 *	16	digest of the payload
 *	…	payload: key, profile, store root, store state (strings); number of facts, facts;
 *		number of changes, changes
 *
 * Integers are little-endian; a string is a 4-byte length and bytes (length 0xffffffff: none).
 * A fact: type (1), flags (1: settled, 2: set, 4: has hash, 8: has stat), name, value, then as
 * flagged hash (32), digest (16), dev, ino, size, mtime, ctime (8 each).  A change: operation
 * (1), name, value, separator. */
#include "cache/cache.h"

#include <endian.h>
#include <stdlib.h>
#include <string.h>

#define MAGIC "gxcache\n"
#define VERSION 1
#define HEAD 32
#define NONE 0xffffffffu
#define MAX_COUNT 1000000

enum { SETTLED = 1, IS_SET = 2, HAS_HASH = 4, HAS_STAT = 8 };

/* Two lanes of multiply and rotate over 8 bytes at a time. */
struct gx_digest gx_digest(const void *data, size_t len)
{
	const unsigned char *p = data;
	uint64_t a = 0x9e3779b97f4a7c15u ^ len, b = 0xc2b2ae3d27d4eb4fu;

	while (len) {
		size_t n = len < 8 ? len : 8;
		uint64_t w = 0;

		memcpy(&w, p, n);
		w = le64toh(w);
		a = (a ^ w) * 0xff51afd7ed558ccdu;
		a ^= a >> 29;
		b = (b + w) * 0xc4ceb9fe1a85ec53u;
		b = (b << 31 | b >> 33) ^ a;
		p += n;
		len -= n;
	}
	a = (a ^ b >> 32) * 0xc4ceb9fe1a85ec53u;
	b = (b ^ a >> 31) * 0xff51afd7ed558ccdu;
	return (struct gx_digest){ { a ^ a >> 33, b ^ b >> 33 } };
}

struct gx_cache_entry *gx_cache_entry_new(void)
{
	return gx_calloc(1, sizeof(struct gx_cache_entry));
}

void gx_cache_entry_free(struct gx_cache_entry *entry)
{
	if (!entry)
		return;
	gx_buf_clear(&entry->key);
	free(entry->profile);
	free(entry->store_root);
	free(entry->store_state);
	for (size_t i = 0; i < entry->nfacts; i++) {
		free(entry->facts[i].name);
		free(entry->facts[i].value);
	}
	free(entry->facts);
	for (size_t i = 0; i < entry->nenv; i++) {
		free(entry->env[i].name);
		free(entry->env[i].value);
		free(entry->env[i].separator);
	}
	free(entry->env);
	free(entry);
}

void gx_cleanup_cache_entry(struct gx_cache_entry **entry)
{
	gx_cache_entry_free(*entry);
	*entry = NULL;
}

/* One more element; memory grows in powers of two. */
static void *grow(void *list, size_t n, size_t size)
{
	return n & (n - 1) ? list : gx_reallocarray(list, n ? n * 2 : 1, size);
}

struct gx_fact *gx_cache_add_fact(struct gx_cache_entry *entry, enum gx_fact_type type,
				  const char *name)
{
	struct gx_fact *fact;

	entry->facts = grow(entry->facts, entry->nfacts, sizeof *entry->facts);
	fact = &entry->facts[entry->nfacts++];
	*fact = (struct gx_fact){ .type = type, .name = name ? gx_strdup(name) : NULL };
	return fact;
}

struct gx_env_change *gx_cache_add_env(struct gx_cache_entry *entry, enum gx_env_op op,
				       const char *name, const char *value,
				       const char *separator)
{
	struct gx_env_change *change;

	entry->env = grow(entry->env, entry->nenv, sizeof *entry->env);
	change = &entry->env[entry->nenv++];
	*change = (struct gx_env_change){ op, gx_strdup(name), value ? gx_strdup(value) : NULL,
					  separator ? gx_strdup(separator) : NULL };
	return change;
}

/* --- writing --------------------------------------------------------------------------- */

static void put32(struct gx_buf *out, uint32_t n)
{
	n = htole32(n);
	gx_buf_add(out, &n, 4);
}

static void put64(struct gx_buf *out, uint64_t n)
{
	n = htole64(n);
	gx_buf_add(out, &n, 8);
}

static void put_string(struct gx_buf *out, const char *s)
{
	if (!s) {
		put32(out, NONE);
		return;
	}
	put32(out, (uint32_t)strlen(s));
	gx_buf_adds(out, s);
}

static bool has_hash(enum gx_fact_type type)
{
	return type == GX_FACT_FILE || type == GX_FACT_DIR;
}

static bool has_stat(enum gx_fact_type type)
{
	return has_hash(type) || type == GX_FACT_IDENTITY;
}

static void put_fact(struct gx_buf *out, const struct gx_fact *fact)
{
	gx_buf_addc(out, (char)fact->type);
	gx_buf_addc(out, (char)((fact->settled ? SETTLED : 0) | (fact->is_set ? IS_SET : 0) |
				(has_hash(fact->type) ? HAS_HASH : 0) |
				(has_stat(fact->type) ? HAS_STAT : 0)));
	put_string(out, fact->name);
	put_string(out, fact->value);
	if (has_hash(fact->type))
		gx_buf_add(out, fact->hash, sizeof fact->hash);
	if (fact->is_set) {
		put64(out, fact->digest.v[0]);
		put64(out, fact->digest.v[1]);
	}
	if (has_stat(fact->type)) {
		put64(out, fact->dev);
		put64(out, fact->ino);
		put64(out, fact->size);
		put64(out, (uint64_t)fact->mtime_ns);
		put64(out, (uint64_t)fact->ctime_ns);
	}
}

void gx_cache_format(const struct gx_cache_entry *entry, struct gx_buf *out)
{
	GX_AUTO(buf) struct gx_buf body = GX_BUF_INIT;
	struct gx_digest digest;

	put32(&body, (uint32_t)entry->key.len);
	gx_buf_add(&body, entry->key.data, entry->key.len);
	put_string(&body, entry->profile);
	put_string(&body, entry->store_root);
	put_string(&body, entry->store_state);
	put32(&body, (uint32_t)entry->nfacts);
	for (size_t i = 0; i < entry->nfacts; i++)
		put_fact(&body, &entry->facts[i]);
	put32(&body, (uint32_t)entry->nenv);
	for (size_t i = 0; i < entry->nenv; i++) {
		gx_buf_addc(&body, (char)entry->env[i].op);
		put_string(&body, entry->env[i].name);
		put_string(&body, entry->env[i].value);
		put_string(&body, entry->env[i].separator);
	}
	digest = gx_digest(body.data, body.len);
	gx_buf_adds(out, MAGIC);
	put32(out, VERSION);
	put32(out, (uint32_t)body.len);
	put64(out, digest.v[0]);
	put64(out, digest.v[1]);
	gx_buf_add(out, body.data, body.len);
}

/* --- reading --------------------------------------------------------------------------- */

struct reader {
	const unsigned char *p;
	size_t left;
	bool bad;
};

static void get(struct reader *r, void *out, size_t n)
{
	if (r->bad || r->left < n) {
		r->bad = true;
		memset(out, 0, n);
		return;
	}
	memcpy(out, r->p, n);
	r->p += n;
	r->left -= n;
}

static unsigned char get8(struct reader *r)
{
	unsigned char c;

	get(r, &c, 1);
	return c;
}

static uint32_t get32(struct reader *r)
{
	uint32_t n;

	get(r, &n, 4);
	return le32toh(n);
}

static uint64_t get64(struct reader *r)
{
	uint64_t n;

	get(r, &n, 8);
	return le64toh(n);
}

static char *get_string(struct reader *r)
{
	uint32_t n = get32(r);
	char *s;

	if (n == NONE)
		return NULL;
	if (r->bad || n > r->left || memchr(r->p, 0, n)) {
		r->bad = true;
		return NULL;
	}
	s = gx_strndup((const char *)r->p, n);
	r->p += n;
	r->left -= n;
	return s;
}

static void get_key(struct reader *r, struct gx_buf *key)
{
	uint32_t n = get32(r);

	if (r->bad || n > r->left) {
		r->bad = true;
		return;
	}
	gx_buf_add(key, r->p, n);
	r->p += n;
	r->left -= n;
}

static void get_fact(struct reader *r, struct gx_cache_entry *entry)
{
	unsigned char type = get8(r), flags = get8(r);
	struct gx_fact *fact = gx_cache_add_fact(entry, type, NULL);

	fact->name = get_string(r);
	fact->value = get_string(r);
	fact->settled = flags & SETTLED;
	fact->is_set = flags & IS_SET;
	if (type < GX_FACT_FILE || type > GX_FACT_LAST || !fact->name ||
	    !!(flags & HAS_HASH) != has_hash(type) || !!(flags & HAS_STAT) != has_stat(type)) {
		r->bad = true;
		return;
	}
	if (flags & HAS_HASH)
		get(r, fact->hash, sizeof fact->hash);
	if (flags & IS_SET) {
		fact->digest.v[0] = get64(r);
		fact->digest.v[1] = get64(r);
	}
	if (flags & HAS_STAT) {
		fact->dev = get64(r);
		fact->ino = get64(r);
		fact->size = get64(r);
		fact->mtime_ns = (int64_t)get64(r);
		fact->ctime_ns = (int64_t)get64(r);
	}
}

static void get_change(struct reader *r, struct gx_cache_entry *entry)
{
	unsigned char op = get8(r);
	struct gx_env_change *change = gx_cache_add_env(entry, op, "", NULL, NULL);

	free(change->name);
	change->name = get_string(r);
	change->value = get_string(r);
	change->separator = get_string(r);
	if (!change->name || !*change->name || strchr(change->name, '=') || op < GX_ENV_SET ||
	    op > GX_ENV_UNSET || (op != GX_ENV_UNSET && !change->value) ||
	    (op == GX_ENV_PREFIX && !change->separator))
		r->bad = true;
}

static void get_body(struct reader *r, struct gx_cache_entry *entry)
{
	uint32_t n;

	get_key(r, &entry->key);
	entry->profile = get_string(r);
	entry->store_root = get_string(r);
	entry->store_state = get_string(r);
	n = get32(r);
	for (uint32_t i = 0; i < n && n <= MAX_COUNT && !r->bad; i++)
		get_fact(r, entry);
	if (n > MAX_COUNT)
		r->bad = true;
	n = get32(r);
	for (uint32_t i = 0; i < n && n <= MAX_COUNT && !r->bad; i++)
		get_change(r, entry);
	if (n > MAX_COUNT || r->left || !entry->profile || !entry->store_root ||
	    !entry->store_state)
		r->bad = true;
}

int gx_cache_parse(const void *data, size_t len, struct gx_cache_entry **out,
		   struct gx_err *err)
{
	GX_AUTO(cache_entry) struct gx_cache_entry *entry = NULL;
	struct reader r = { data, len, false };
	struct gx_digest want, got;
	char magic[8];
	uint32_t version, size;

	get(&r, magic, 8);
	version = get32(&r);
	size = get32(&r);
	want.v[0] = get64(&r);
	want.v[1] = get64(&r);
	if (r.bad || memcmp(magic, MAGIC, 8) || version != VERSION || size != r.left)
		return gx_fail(err, GX_EINVALID, "this is no cache entry of version %d", VERSION);
	got = gx_digest(r.p, r.left);
	if (memcmp(&want, &got, sizeof want))
		return gx_fail(err, GX_EINVALID, "the cache entry is damaged");
	entry = gx_cache_entry_new();
	get_body(&r, entry);
	if (r.bad)
		return gx_fail(err, GX_EINVALID, "the cache entry is malformed");
	*out = gx_steal(&entry);
	return 0;
}
