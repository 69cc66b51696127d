/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a file may be fetched from: written lists of URLs, mirror:// names, caches by content. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "net/net.h"
#include "net/npm.h"

#define MAX_TEXT ((size_t)1 << 20)
#define MAX_PLACES 256

/* Upstreams that keep the same tree on several hosts. */
static const struct {
	const char *name;
	const char *bases[6];
} mirrors[] = {
	{ "gnu", { "https://ftpmirror.gnu.org/gnu", "https://ftp.gnu.org/gnu" } },
	{ "savannah", { "https://download.savannah.gnu.org/releases",
			"https://download-mirror.savannah.gnu.org/releases" } },
	{ "sourceforge", { "https://downloads.sourceforge.net/project" } },
	{ "kernel.org", { "https://cdn.kernel.org/pub", "https://www.kernel.org/pub" } },
	{ "gnome", { "https://download.gnome.org" } },
	{ "gnupg", { "https://www.gnupg.org/ftp/gcrypt" } },
	{ "apache", { "https://dlcdn.apache.org", "https://archive.apache.org/dist" } },
	{ "xorg", { "https://www.x.org/releases" } },
	{ "cpan", { "https://www.cpan.org" } },
	{ "hackage", { "https://hackage.haskell.org" } },
	{ "postgresql", { "https://ftp.postgresql.org/pub" } },
	{ "samba", { "https://download.samba.org/pub" } },
	{ "qt", { "https://download.qt.io/official_releases" } },
	{ "imagemagick", { "https://imagemagick.org/archive/releases" } },
	{ "debian-snapshot", { "https://snapshot.debian.org" } },
};

int gx_places_parse(const char *text, struct gx_strv *out, struct gx_err *err)
{
	GX_AUTO(sexp) struct gx_sexp *all = NULL;
	GX_AUTO(strv) struct gx_strv urls = GX_STRV_INIT;
	const struct gx_sexp *value;
	size_t len = strlen(text);

	if (len > MAX_TEXT)
		return gx_fail(err, GX_EINVALID, "a list of URLs is too long");
	if (*text != '"' && *text != '(' && !strpbrk(text, " \t\n\"()") && len > 0) {
		gx_strv_push(out, text);
		return 0;
	}
	if (gx_sexp_parse(text, len, &all, err) < 0)
		return gx_err_prefix(err, "a list of URLs");
	value = gx_sexp_at(all, 0);
	if (all->n == 1 && gx_sexp_string(value)) {
		gx_strv_push(out, gx_sexp_string(value));
		return 0;
	}
	if (all->n != 1 || value->kind != GX_SEXP_LIST || value->dotted || value->n > MAX_PLACES)
		return gx_fail(err, GX_EINVALID, "URLs are written as \"URL\" or (\"URL\" …)");
	for (size_t i = 0; i < value->n; i++) {
		const char *url = gx_sexp_string(value->items[i]);

		if (!url)
			return gx_fail(err, GX_EINVALID, "a list of URLs holds something else");
		gx_strv_push(&urls, url);
	}
	gx_strv_append(out, &urls);
	return 0;
}

/* --- mirror:// ------------------------------------------------------------------------------- */

struct expansion {
	struct gx_strv *out;
	bool debian_unknown, npm_unknown;
	struct gx_strv unknown;
};

static void add_place(struct gx_strv *out, const char *base, const char *path)
{
	size_t len = strlen(base);
	GX_AUTO(free) char *url = NULL;

	while (len > 0 && base[len - 1] == '/')
		len--;
	url = gx_asprintf("%.*s/%s", (int)len, base, path);
	/* apt writes local archives as file:/PATH. */
	if (!strncmp(url, "file:/", 6) && strncmp(url, "file://", 7)) {
		char *full = gx_asprintf("file://%s", url + 5);

		free(url);
		url = full;
	}
	if (!gx_strv_has(out, url))
		gx_strv_push(out, url);
}

static void expand_debian(struct expansion *x, const char *path)
{
	GX_AUTO(strv) struct gx_strv bases = GX_STRV_INIT;

	gx_apt_mirrors("", &bases);
	for (size_t i = 0; i < bases.n; i++)
		add_place(x->out, bases.v[i], path);
	x->debian_unknown = x->debian_unknown || bases.n == 0;
}

static void expand_npm(struct expansion *x, const char *path)
{
	GX_AUTO(npm) struct gx_npm npm = GX_NPM_INIT;

	gx_npm_find_or_ask(".", &npm);
	if (npm.registry)
		add_place(x->out, npm.registry, path);
	x->npm_unknown = x->npm_unknown || !npm.registry;
}

static void expand_mirror(struct expansion *x, const char *url)
{
	const char *name = url + strlen("mirror://"), *path = name + strcspn(name, "/");
	size_t len = (size_t)(path - name);

	path += strspn(path, "/");
	if (len == 6 && !strncmp(name, "debian", 6)) {
		expand_debian(x, path);
		return;
	}
	if (len == 3 && !strncmp(name, "npm", 3)) {
		expand_npm(x, path);
		return;
	}
	for (size_t i = 0; i < GX_ARRAY_SIZE(mirrors); i++) {
		if (strlen(mirrors[i].name) != len || strncmp(mirrors[i].name, name, len))
			continue;
		for (size_t b = 0; b < 6 && mirrors[i].bases[b]; b++)
			add_place(x->out, mirrors[i].bases[b], path);
		return;
	}
	gx_strv_push(&x->unknown, url);
}

/* Any server that offers /file/NAME/sha256/HASH. */
static void add_caches(const struct gx_hash *hash, const char *name, struct gx_strv *out)
{
	const char *env = getenv("GX_CACHE_URLS");
	GX_AUTO(strv) struct gx_strv caches = GX_STRV_INIT;
	GX_AUTO(free) char *text = NULL, *path = NULL;

	if (!hash || hash->algo != GX_HASH_SHA256)
		return;
	text = gx_base32_str(hash->bytes, hash->len);
	path = gx_asprintf("file/%s/sha256/%s", name ? name : "file", text);
	gx_strv_split(&caches, env ? env : "", " \t\n,");
	for (size_t i = 0; i < caches.n; i++)
		add_place(out, caches.v[i], path);
}

static int fail_no_place(const struct expansion *x, const char *name, struct gx_err *err)
{
	if (x->debian_unknown) {
		gx_fail(err, GX_ENET, "%s: this host has no apt configuration that names a mirror "
			"of Debian's archive", name);
		return gx_err_hint(err, "set GX_DEBIAN_MIRROR to a mirror near you, e.g. "
				   "GX_DEBIAN_MIRROR=http://MIRROR/debian");
	}
	if (x->npm_unknown) {
		gx_fail(err, GX_ENET, "%s: this host has neither npm nor a configuration of it that "
			"names a registry", name);
		return gx_err_hint(err, "set GX_NPM_REGISTRY to npm's registry, or one near you, "
				   "e.g. GX_NPM_REGISTRY=https://REGISTRY");
	}
	if (x->unknown.n)
		return gx_fail(err, GX_ENET, "%s: no mirrors are known for %s", name,
			       x->unknown.v[0]);
	return gx_fail(err, GX_ENET, "%s: no place to download it from is known", name);
}

int gx_places_expand(const struct gx_strv *urls, const struct gx_hash *hash, const char *name,
		     struct gx_strv *out, struct gx_err *err)
{
	struct expansion x = { .out = out };
	size_t before = out->n;
	int rc = 0;

	for (size_t i = 0; i < urls->n; i++) {
		if (!strncmp(urls->v[i], "mirror://", 9))
			expand_mirror(&x, urls->v[i]);
		else if (!gx_strv_has(out, urls->v[i]))
			gx_strv_push(out, urls->v[i]);
	}
	add_caches(hash, name, out);
	if (out->n == before)
		rc = fail_no_place(&x, name ? name : urls->n ? urls->v[0] : "the file", err);
	gx_strv_clear(&x.unknown);
	return rc;
}
