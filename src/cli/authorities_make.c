/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bundles with authorities of one's own are made, and forgotten. */
#include "cli/authorities.h"
#include "profile/profile.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define MAX_BUNDLE (8u << 20)

static int make(const char *store_dir, const char *bundle, const struct gx_buf *pem,
		const char *file, struct gx_err *err)
{
	GX_AUTO(free) char *physical = NULL, *dir = gx_path_dir(file);
	GX_AUTO(buf) struct gx_buf text = GX_BUF_INIT;
	int absent = gx_profile_resolve(store_dir, bundle, &physical, err);

	if (!absent)
		absent = gx_file_read(physical, MAX_BUNDLE, &text, err);
	if (absent)
		return absent < 0 ? -1 : gx_fail(err, GX_ENOTFOUND, "%s: no such file", bundle);
	gx_buf_addc(&text, '\n');
	gx_buf_add(&text, pem->data, pem->len);
	if (gx_mkdirs(dir, 0755, err))
		return -1;
	return gx_file_write(file, text.data, text.len, 0644, err);
}

static int make_all(const char *store_dir, const struct gx_cache_entry *entry,
		    const struct gx_strv *files, struct gx_err *err)
{
	GX_AUTO(buf) struct gx_buf pem = GX_BUF_INIT;

	if (gx_authorities_read(files, &pem, err))
		return -1;
	for (size_t i = 0; i < entry->nenv; i++) {
		GX_AUTO(free) char *file = gx_authorities_file(&entry->env[i], &pem);

		if (file && !gx_exists(file) &&
		    make(store_dir, entry->env[i].value, &pem, file, err))
			return -1;
	}
	return 0;
}

int gx_authorities_join(const char *store_dir, struct gx_cache_entry *entry,
			const struct gx_strv *files, struct gx_strv *joined,
			struct gx_err *err)
{
	int r = gx_authorities_use(entry, files, joined, err);

	if (r <= 0)
		return r;
	if (make_all(store_dir, entry, files, err))
		return -1;
	r = gx_authorities_use(entry, files, joined, err);
	return r > 0 ? gx_fail(err, GX_EFAIL, "a bundle of certificates went away") : r;
}

void gx_authorities_expire(int64_t max_age)
{
	GX_AUTO(free) char *evaluations = gx_cache_dir();
	GX_AUTO(free) char *cache = gx_path_dir(evaluations);
	GX_AUTO(free) char *path = gx_path_join(cache, "certificates-1");
	GX_AUTO(dir) DIR *dir = opendir(path);
	struct dirent *d;
	struct stat st;

	while (dir && (d = readdir(dir))) {
		if (!fstatat(dirfd(dir), d->d_name, &st, AT_SYMLINK_NOFOLLOW) &&
		    S_ISREG(st.st_mode) && st.st_mtime + max_age < time(NULL))
			unlinkat(dirfd(dir), d->d_name, 0);
	}
}

void gx_authorities_hint(const struct gx_cache_entry *entry, const struct gx_strv *files)
{
	const char *host = getenv("SSL_CERT_FILE"), *named = getenv("GX_EXTRA_CA");

	if (!host || !*host || getenv("GX_ENVIRONMENT") || files->n || (named && *named) ||
	    !strncmp(host, "/etc/ssl/", 9) || !strncmp(host, "/etc/pki/", 9))
		return;		/* (the system's own is what most have, and is no news) */
	for (size_t i = 0; i < entry->nenv; i++) {
		if (!strcmp(entry->env[i].name, "SSL_CERT_FILE") &&
		    entry->env[i].op == GX_ENV_SET)
			gx_say("SSL_CERT_FILE=%s gives way to the environment's certificates: "
			       "GX_EXTRA_CA=%s, or --extra-ca, joins it to them", host, host);
	}
}
