/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Git's settings for HTTP: variables, then the configuration, then what we do without. */
#include "channel/websettings.h"

#include <git2.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "config.h"

/* A server that says nothing while it makes a pack still sends signs of life, each 5 seconds. */
#define SLOW_LIMIT 1
#define SLOW_TIME 120

enum kind { TEXT, PATH };

/* A variable counts more than the setting of the configuration. */
static const struct row {
	const char *key, *variable;
	size_t place;	/* in struct gx_stream_settings */
	enum kind kind;
} rows[] = {
#define PLACE(field) offsetof(struct gx_stream_settings, field)
	{ "proxy", NULL, PLACE(proxy), TEXT },
	{ "proxyauthmethod", "GIT_HTTP_PROXY_AUTHMETHOD", PLACE(proxy_method), TEXT },
	{ "proxysslcainfo", "GIT_PROXY_SSL_CAINFO", PLACE(proxy_ca_file), PATH },
	{ "proxysslcert", "GIT_PROXY_SSL_CERT", PLACE(proxy_cert), PATH },
	{ "proxysslkey", "GIT_PROXY_SSL_KEY", PLACE(proxy_key), PATH },
	{ "sslcainfo", "GIT_SSL_CAINFO", PLACE(ca_file), PATH },
	{ "sslcapath", "GIT_SSL_CAPATH", PLACE(ca_dir), PATH },
	{ "pinnedpubkey", NULL, PLACE(pinned_key), TEXT },
	{ "sslcert", "GIT_SSL_CERT", PLACE(cert), PATH },
	{ "sslkey", "GIT_SSL_KEY", PLACE(key), PATH },
	{ "sslcipherlist", "GIT_SSL_CIPHER_LIST", PLACE(ciphers), TEXT },
	{ "sslversion", "GIT_SSL_VERSION", PLACE(tls_version), TEXT },
	{ "version", NULL, PLACE(http_version), TEXT },
	{ "useragent", "GIT_HTTP_USER_AGENT", PLACE(user_agent), TEXT },
	{ "cookiefile", NULL, PLACE(cookie_file), PATH },
#undef PLACE
};

/* The reading of one URL's settings. */
struct reading {
	const struct gx_gitconfig *config;
	const struct gx_url *url;
	struct gx_websettings *out;
	struct gx_err *err;
};

void gx_websettings_clear(struct gx_websettings *settings)
{
	gx_strv_clear(&settings->texts);
	gx_strv_clear(&settings->headers);
	gx_strv_clear(&settings->resolve);
	memset(settings, 0, sizeof *settings);
}

/* The variable NAME, unless empty. */
static const char *variable(const char *name)
{
	const char *value = name ? getenv(name) : NULL;

	return value && *value ? value : NULL;
}

static const char *lookup(const struct reading *r, const char *name, const char *key)
{
	const char *value = variable(name);

	return value ? value : gx_gitconfig_get(r->config, "http", key, r->url);
}

/* A copy that lives as long as the settings. */
static const char *keep(struct gx_websettings *out, const char *text)
{
	gx_strv_push(&out->texts, text);
	return out->texts.v[out->texts.n - 1];
}

/* ~ and ~user may begin a path. */
static int read_path(const struct reading *r, const struct row *row, const char *value,
		     const char **out)
{
	git_buf path = { 0 };

	if (git_config_parse_path(&path, value) < 0)
		return gx_fail(r->err, GX_EINVALID, "git's setting http.%s names `%s', which is no path",
			       row->key, value);
	*out = keep(r->out, path.ptr);
	git_buf_dispose(&path);
	return 0;
}

static int read_row(const struct reading *r, const struct row *row)
{
	const char **place = (const char **)((char *)&r->out->stream + row->place);
	const char *value = lookup(r, row->variable, row->key);

	if (!value)
		return 0;
	if (row->kind == PATH)
		return *value ? read_path(r, row, value, place) : 0;
	*place = keep(r->out, value);
	return 0;
}

/* "auto" leaves it as it is. */
static int read_bool(const struct reading *r, const char *key, bool *out)
{
	const char *value = gx_gitconfig_get(r->config, "http", key, r->url);
	int yes = *out;

	if (value && strcasecmp(value, "auto") && git_config_parse_bool(&yes, value) < 0)
		return gx_fail(r->err, GX_EINVALID, "git's setting http.%s is `%s', neither true nor false",
			       key, value);
	*out = yes;
	return 0;
}

static int read_number(const struct reading *r, const char *name, const char *key, long *out)
{
	const char *value = lookup(r, name, key);
	int64_t number = *out;

	if (value && (git_config_parse_int64(&number, value) < 0 || number < 0 ||
		      number > INT32_MAX))
		return gx_fail(r->err, GX_EINVALID, "git's setting http.%s is `%s', no sensible number",
			       key, value);
	*out = (long)number;
	return 0;
}

static int read_redirects(const struct reading *r)
{
	const char *value = gx_gitconfig_get(r->config, "http", "followredirects", r->url);
	bool all = false;

	r->out->redirects = GX_REDIRECT_INITIAL;
	if (!value || !strcasecmp(value, "initial"))
		return 0;
	if (read_bool(r, "followredirects", &all) < 0)
		return -1;
	r->out->redirects = all ? GX_REDIRECT_ALWAYS : GX_REDIRECT_NEVER;
	return 0;
}

/* Git's own settings first, then what other programs heed. */
static void choose_authorities(struct gx_websettings *out)
{
	struct gx_stream_settings *s = &out->stream;

	if (s->ca_file)
		out->ca_source = variable("GIT_SSL_CAINFO") ? "GIT_SSL_CAINFO" : "http.sslCAInfo";
	else if (variable("SSL_CERT_FILE"))
		out->ca_source = "SSL_CERT_FILE";
	if (!s->ca_file)
		s->ca_file = variable("SSL_CERT_FILE");
	if (!s->ca_dir)
		s->ca_dir = variable("SSL_CERT_DIR");
}

static int read_all(const struct reading *r)
{
	struct gx_stream_settings *s = &r->out->stream;
	bool verify = true;

	for (size_t i = 0; i < GX_ARRAY_SIZE(rows); i++) {
		if (read_row(r, &rows[i]) < 0)
			return -1;
	}
	s->slow_limit = SLOW_LIMIT;
	s->slow_time = SLOW_TIME;
	if (read_bool(r, "sslverify", &verify) < 0 ||
	    read_bool(r, "savecookies", &s->save_cookies) < 0 ||
	    read_bool(r, "emptyauth", &s->empty_auth) < 0 ||
	    read_bool(r, "sslcertpasswordprotected", &r->out->cert_protected) < 0 ||
	    read_number(r, "GIT_HTTP_LOW_SPEED_LIMIT", "lowspeedlimit", &s->slow_limit) < 0 ||
	    read_number(r, "GIT_HTTP_LOW_SPEED_TIME", "lowspeedtime", &s->slow_time) < 0)
		return -1;
	s->insecure = !verify || getenv("GIT_SSL_NO_VERIFY");
	if (!s->user_agent)	/* some servers look for "git/" */
		s->user_agent = "git/2.0 (gx " PACKAGE_VERSION ")";
	return read_redirects(r);
}

int gx_websettings_read(const struct gx_gitconfig *config, const struct gx_url *url, bool foreign,
			struct gx_websettings *out, struct gx_err *err)
{
	struct reading r = { config, url, out, err };

	gx_websettings_clear(out);
	if (read_all(&r) < 0)
		return -1;
	choose_authorities(out);
	gx_gitconfig_all(config, "http", "extraheader", url, foreign, &out->headers);
	gx_gitconfig_all(config, "http", "curloptresolve", url, false, &out->resolve);
	out->stream.resolve = &out->resolve;
	return 0;
}
