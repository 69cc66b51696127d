/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Certificate authorities at the file names that programs look for. */
#include "pack/certs.h"
#include "pack/resolve.h"

#include <ctype.h>
#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#define MAX_BUNDLE (8u << 20)
#define PEMS "etc/ssl/certs"

static const char *const bundles[] = {
	"etc/ssl/certs/ca-certificates.crt",
	"etc/ssl/certs/ca-bundle.crt",
	"etc/ssl/cert.pem",
};
/* Debian, and what curl, Go and OpenSSL builds of other systems try. */
static const char *const places[] = {
	GX_CERTS_FILE,
	"/etc/ssl/certs/ca-bundle.crt",
	"/etc/ssl/cert.pem",
	"/etc/pki/tls/certs/ca-bundle.crt",
};

/* The logical name of a bundle: the profile's own first, since a hook may have merged it
 * from several packages. */
static char *find_bundle(struct gx_content *c)
{
	const struct gx_pack_item *profile = gx_closure_find(&c->closure, c->opts->profile);
	struct stat st;

	for (size_t i = 0; i <= c->closure.n; i++) {
		const struct gx_pack_item *item = i ? &c->closure.items[i - 1] : profile;

		for (size_t k = 0; item && k < GX_ARRAY_SIZE(bundles); k++) {
			GX_AUTO(free) char *file = gx_path_join(item->path, bundles[k]);
			GX_AUTO(free) char *found = gx_resolve(c->store, file, &st);

			if (found)
				return gx_steal(&file);
		}
	}
	return NULL;
}

static int is_pem(const struct dirent *d)
{
	size_t len = strlen(d->d_name);

	return len > 4 && !strcmp(d->d_name + len - 4, ".pem");
}

/* The names of the single certificates in DIR, in byte order. */
static void list_pems(const char *dir, struct gx_strv *names)
{
	struct dirent **list = NULL;
	int n = scandir(dir, &list, is_pem, NULL);

	for (int i = 0; i < n; i++) {
		gx_strv_push(names, list[i]->d_name);
		free(list[i]);
	}
	free(list);
	gx_strv_sort(names);
}

static bool holds(const struct gx_buf *text, const struct gx_buf *part)
{
	size_t len = part->len;

	while (len && isspace((unsigned char)part->data[len - 1]))
		len--;
	return !len || memmem(text->data, text->len, part->data, len);
}

/* The certificate LOGICAL to the end of TEXT, unless it is there. */
static int add_certificate(struct gx_content *c, const char *logical, struct gx_buf *text,
			   struct gx_err *err)
{
	GX_AUTO(buf) struct gx_buf pem = GX_BUF_INIT;
	GX_AUTO(free) char *physical = NULL, *real = NULL;
	struct stat st;

	real = gx_resolve(c->store, logical, &st);
	if (!real || !S_ISREG(st.st_mode))
		return 0;
	physical = gx_store_physical(c->store, real);
	if (gx_file_read(physical, MAX_BUNDLE - text->len, &pem, err) < 0)
		return -1;
	if (holds(text, &pem))
		return 0;
	if (text->len && text->data[text->len - 1] != '\n')
		gx_buf_addc(text, '\n');
	gx_buf_add(text, pem.data, pem.len);
	return 0;
}

/* The single certificates in the directory LOGICAL, if there is one, to the end of TEXT. */
static int add_certificates(struct gx_content *c, const char *logical, struct gx_buf *text,
			    struct gx_err *err)
{
	GX_AUTO(free) char *dir = NULL, *physical = NULL;
	GX_AUTO(strv) struct gx_strv names = GX_STRV_INIT;
	struct stat st;

	dir = gx_resolve(c->store, logical, &st);
	if (!dir || !S_ISDIR(st.st_mode))
		return 0;
	physical = gx_store_physical(c->store, dir);
	list_pems(physical, &names);
	for (size_t i = 0; i < names.n; i++) {
		GX_AUTO(free) char *pem = gx_path_join(dir, names.v[i]);

		if (add_certificate(c, pem, text, err))
			return -1;
	}
	return 0;
}

/* A bundle of the first package that has certificates, such as nss-certs, but no bundle. */
static int add_joined(struct gx_content *c, bool *added, struct gx_err *err)
{
	if (!gx_rootfs_free_path(&c->rootfs, places[0]))
		return 0;
	for (size_t i = 0; i < c->closure.n; i++) {
		GX_AUTO(free) char *dir = gx_path_join(c->closure.items[i].path, PEMS);
		GX_AUTO(buf) struct gx_buf text = GX_BUF_INIT;

		if (add_certificates(c, dir, &text, err))
			return -1;
		if (!text.len)
			continue;
		if (text.data[text.len - 1] != '\n')
			gx_buf_addc(&text, '\n');
		*added = true;
		return gx_rootfs_file(&c->rootfs, places[0], 0444, text.data, text.len, err);
	}
	return 0;
}

/* BUNDLE's text, and what single certificates of the profile are not in it: an authority of
 * one's own is a package with etc/ssl/certs/NAME.pem.  *MORE says whether there were any. */
static int complete_bundle(struct gx_content *c, const char *bundle, struct gx_buf *text,
			   bool *more, struct gx_err *err)
{
	GX_AUTO(free) char *dir = gx_path_join(c->opts->profile, PEMS);
	size_t len;

	if (add_certificate(c, bundle, text, err))
		return -1;
	len = text->len;
	if (len && add_certificates(c, dir, text, err))
		return -1;
	*more = text->len > len;
	return 0;
}

static int link_places(struct gx_content *c, const char *target, size_t from,
		       struct gx_err *err)
{
	for (size_t k = from; k < GX_ARRAY_SIZE(places); k++) {
		if (gx_rootfs_free_path(&c->rootfs, places[k]) &&
		    gx_rootfs_link(&c->rootfs, places[k], target, err))
			return -1;
	}
	return 0;
}

/* A library that makes TLS connections, in byte order of item names. */
static const char *find_tls(const struct gx_closure *closure)
{
	static const char *const names[] = { "openssl-", "gnutls-", "nss-", "mbedtls-" };

	for (size_t i = 0; i < closure->n; i++) {
		const char *name = gx_store_path_name(closure->items[i].path);

		for (size_t k = 0; k < GX_ARRAY_SIZE(names); k++) {
			if (!strncmp(name, names[k], strlen(names[k])))
				return name;
		}
	}
	return NULL;
}

static void warn_missing(struct gx_content *c)
{
	const char *tls = find_tls(&c->closure);

	if (tls)
		gx_strv_pushf(c->warnings, "%s is in the image, but no CA certificates are: add "
			      "nss-certs to the manifest, or --ca-certificates", tls);
}

static int add_text(struct gx_content *c, const struct gx_buf *text, struct gx_err *err)
{
	if (gx_rootfs_file(&c->rootfs, places[0], 0444, text->data, text->len, err))
		return -1;
	return link_places(c, places[0], 1, err);
}

static int add_bundle(struct gx_content *c, const char *bundle, struct gx_err *err)
{
	GX_AUTO(buf) struct gx_buf text = GX_BUF_INIT;
	bool more = false;

	if (complete_bundle(c, bundle, &text, &more, err))
		return -1;
	if (more && gx_rootfs_free_path(&c->rootfs, places[0]))
		return add_text(c, &text, err);
	return link_places(c, bundle, 0, err);
}

int gx_certs_add(struct gx_content *c, struct gx_err *err)
{
	GX_AUTO(free) char *bundle = find_bundle(c);
	bool joined = false;

	if (bundle)
		return add_bundle(c, bundle, err);
	if (add_joined(c, &joined, err))
		return -1;
	if (joined)
		return link_places(c, places[0], 1, err);
	if (!c->opts->ca_certificates) {
		warn_missing(c);
		return 0;
	}
	gx_fail(err, GX_ENOTFOUND, "no package of the pack has CA certificates");
	return gx_err_hint(err, "add nss-certs to the manifest");
}
