/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bundles with authorities of one's own, as the thin gx uses them. */
#include "cli/authorities.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define MAX_PEM (1u << 20)
#define STORE "/gnu/store/"
#define DAY 86400

static int read_pem(const char *file, struct gx_buf *pem, struct gx_err *err)
{
	size_t before = pem->len;
	int absent = gx_file_read(file, MAX_PEM, pem, err);

	if (absent)
		return absent < 0 ? -1 : gx_fail(err, GX_ENOTFOUND, "%s: no such file", file);
	if (!memmem(pem->data + before, pem->len - before, "-----BEGIN ", 11))
		return gx_fail(err, GX_EINVALID, "%s has no certificates in PEM form", file);
	gx_buf_addc(pem, '\n');
	return 0;
}

void gx_authorities_list(const struct gx_strv *files, struct gx_strv *all)
{
	const char *named = getenv("GX_EXTRA_CA");

	gx_strv_append(all, files);
	gx_strv_split(all, named ? named : "", ":");
}

int gx_authorities_read(const struct gx_strv *files, struct gx_buf *pem, struct gx_err *err)
{
	GX_AUTO(strv) struct gx_strv all = GX_STRV_INIT;

	gx_authorities_list(files, &all);
	for (size_t i = 0; i < all.n; i++) {
		if (read_pem(all.v[i], pem, err))
			return i < files->n ? gx_err_prefix(err, "--extra-ca")
					    : gx_err_prefix(err, "GX_EXTRA_CA");
	}
	return 0;
}

static bool names_bundle(const struct gx_env_change *change)
{
	static const char *const names[] = { "SSL_CERT_FILE", "GIT_SSL_CAINFO", "CURL_CA_BUNDLE" };

	for (size_t i = 0; i < GX_ARRAY_SIZE(names); i++) {
		if (!strcmp(change->name, names[i]))
			return change->op == GX_ENV_SET && !strncmp(change->value, STORE, strlen(STORE));
	}
	return false;
}

/* "…/certificates-1" beside the evaluation cache; yours. */
static char *directory(void)
{
	GX_AUTO(free) char *evaluations = gx_cache_dir();
	GX_AUTO(free) char *cache = gx_path_dir(evaluations);

	return gx_path_join(cache, "certificates-1");
}

char *gx_authorities_file(const struct gx_env_change *change, const struct gx_buf *pem)
{
	GX_AUTO(free) char *dir = NULL;
	GX_AUTO(buf) struct gx_buf key = GX_BUF_INIT;
	char name[33];

	if (!names_bundle(change))
		return NULL;
	gx_buf_add(&key, change->value, strlen(change->value) + 1);
	gx_buf_add(&key, pem->data, pem->len);
	gx_cache_key_name(&key, name);
	dir = directory();
	return gx_asprintf("%s/%s.crt", dir, name);
}

/* Is it there?  Then it counts as used today. */
static bool is_there(const char *file)
{
	struct stat st;

	if (stat(file, &st) || !S_ISREG(st.st_mode))
		return false;
	if (st.st_mtime + DAY < time(NULL))
		utimensat(AT_FDCWD, file, NULL, 0);
	return true;
}

int gx_authorities_use(struct gx_cache_entry *entry, const struct gx_strv *files,
		       struct gx_strv *joined, struct gx_err *err)
{
	GX_AUTO(buf) struct gx_buf pem = GX_BUF_INIT;
	bool any = false;

	if (gx_authorities_read(files, &pem, err))
		return -1;
	for (size_t i = 0; pem.len && i < entry->nenv; i++) {
		struct gx_env_change *change = &entry->env[i];
		GX_AUTO(free) char *file = gx_authorities_file(change, &pem);

		if (!file)
			continue;
		if (!is_there(file))
			return 1;
		any = true;
		if (joined && !gx_strv_has(joined, file))
			gx_strv_push(joined, file);
		free(change->value);
		change->value = gx_steal(&file);
	}
	if (files->n && !any)
		gx_warn("the environment brings no certificates that %s could be joined to: "
			"add nss-certs", files->v[0]);
	return 0;
}
