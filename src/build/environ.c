/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Environments of builders. */
#include "build/environ.h"
#include "net/npm.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void put(struct gx_strv *env, const char *name, const char *value)
{
	char *text = gx_asprintf("%s=%s", name, value);
	size_t n = strlen(name) + 1;

	for (size_t i = 0; i < env->n; i++)
		if (!strncmp(env->v[i], text, n)) {
			free(env->v[i]);
			env->v[i] = text;
			return;
		}
	gx_strv_take(env, text);
}

static bool has(const struct gx_strv *env, const char *start, size_t n)
{
	for (size_t i = 0; i < env->n; i++)
		if (!strncmp(env->v[i], start, n))
			return true;
	return false;
}

/* A fixed output cannot depend on them, so such a derivation may ask for some of ours. */
static void put_impure(struct gx_strv *env, const struct gx_drv *drv)
{
	GX_AUTO(strv) struct gx_strv names = GX_STRV_INIT;
	const char *text = gx_drv_getenv(drv, "impureEnvVars");

	gx_strv_split(&names, text ? text : "", " \t\n");
	for (size_t i = 0; i < names.n; i++) {
		const char *value = getenv(names.v[i]);

		put(env, names.v[i], value ? value : "");
	}
}

void gx_build_environ(const struct gx_drv *drv, const char *top, unsigned cores,
		      struct gx_strv *out)
{
	static const char *const tops[] = {
		"NIX_BUILD_TOP", "TMPDIR", "TEMPDIR", "TMP", "TEMP", "PWD",
	};
	GX_AUTO(free) char *number = gx_asprintf("%u", cores);

	put(out, "PATH", "/path-not-set");
	put(out, "HOME", "/homeless-shelter");
	put(out, "NIX_STORE", GX_STORE_DIR);
	put(out, "NIX_BUILD_CORES", number);
	for (size_t i = 0; i < drv->nenv; i++)
		put(out, drv->env[i].name, drv->env[i].value);
	for (size_t i = 0; i < GX_ARRAY_SIZE(tops); i++)
		put(out, tops[i], top);
	if (gx_drv_is_fixed(drv)) {
		put(out, "NIX_OUTPUT_CHECKED", "1");
		put_impure(out, drv);
	}
	gx_strv_sort(out);
}

void gx_build_environ_host(const struct gx_drv *drv, struct gx_strv *env)
{
	static const char *const ends[] = { "_proxy", "_PROXY" };
	static const char *const starts[] = { "GX_", "SSL_CERT_", "CURL_CA_", "ASAN_", "UBSAN_" };

	const char *url = gx_drv_getenv(drv, "url");

	/* A build user cannot read the user's .npmrc. */
	if (url && strstr(url, "mirror://npm/"))
		gx_npm_environ(env);
	for (char **p = environ; *p; p++) {
		size_t n = strcspn(*p, "=");
		bool wanted = false;

		for (size_t i = 0; i < GX_ARRAY_SIZE(ends); i++)
			wanted |= n > 6 && !strncmp(*p + n - 6, ends[i], 6);
		for (size_t i = 0; i < GX_ARRAY_SIZE(starts); i++)
			wanted |= !strncmp(*p, starts[i], strlen(starts[i]));
		if (wanted && (*p)[n] == '=' && !has(env, *p, n + 1))
			gx_strv_push(env, *p);
	}
}
