/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Git's smart protocol by HTTP: requests, redirections, logging in. */
#include "channel/web.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "channel/webhint.h"

#define REFS "/info/refs?service=git-upload-pack"
#define REFS_WITH_QUERY "/info/refs&service=git-upload-pack"
#define PACK "/git-upload-pack"
#define MAX_REDIRECTS 20

struct gx_web {
	char *git_dir;
	struct gx_streams *streams;
	const struct gx_gitconfig *config;
	char *base;		/* of the repository, without user: where redirections have led */
	struct gx_url first, now;	/* where the fetch began, and BASE */
	struct gx_websettings settings;	/* for BASE */
	struct gx_credential proxy, key;	/* what SETTINGS lack, asked for */
	struct gx_credential login;
	char *login_for;	/* the only origin that LOGIN is sent to */
	bool unsettled;		/* the helper does not know yet whether LOGIN is right */
};

/* Of one request. */
struct attempt {
	const struct gx_buf *body;
	unsigned redirects;
	struct gx_err *err;
};

struct gx_web *gx_web_new(const char *git_dir)
{
	struct gx_web *web = gx_calloc(1, sizeof *web);

	web->git_dir = gx_strdup(git_dir);
	web->streams = gx_streams_new();
	return web;
}

static void forget_login(struct gx_web *web)
{
	gx_credential_clear(&web->login);
	free(web->login_for);
	web->login_for = NULL;
	web->unsettled = false;
}

void gx_web_free(struct gx_web *web)
{
	if (!web)
		return;
	forget_login(web);
	gx_streams_free(web->streams);
	gx_websettings_clear(&web->settings);
	gx_credential_clear(&web->proxy);
	gx_credential_clear(&web->key);
	gx_url_clear(&web->first);
	gx_url_clear(&web->now);
	free(web->base);
	free(web->git_dir);
	free(web);
}

/* "HOST" or "HOST:PORT". */
static char *host_of(const struct gx_url *url)
{
	return gx_asprintf("%s%s%s", url->host, url->port ? ":" : "", url->port ? url->port : "");
}

static char *origin_of(const struct gx_url *url)
{
	GX_AUTO(free) char *host = host_of(url);

	return gx_asprintf("%s://%s", url->scheme, host);
}

/* Is there a login, and for where BASE is? */
static bool has_login(const struct gx_web *web)
{
	GX_AUTO(free) char *origin = origin_of(&web->now);

	return web->login_for && !strcmp(web->login_for, origin);
}

/* --- what is missing in the settings ------------------------------------------------------- */

/* A proxy with a user and no password; it may be named without a scheme. */
static int ask_for_proxy(struct gx_web *web, struct gx_err *err)
{
	struct gx_stream_settings *s = &web->settings.stream;
	GX_AUTO(url) struct gx_url url = GX_URL_INIT;
	GX_AUTO(free) char *whole = NULL, *host = NULL;
	struct gx_credential_query query = { .git_dir = web->git_dir };

	if (!s->proxy || !strchr(s->proxy, '@'))
		return 0;
	whole = strstr(s->proxy, "://") ? gx_strdup(s->proxy) : gx_asprintf("http://%s", s->proxy);
	if (gx_url_parse(whole, &url) < 0 || !url.user || url.password)
		return 0;
	host = host_of(&url);
	query.protocol = url.scheme;
	query.host = host;
	query.user = url.user;
	if (!web->proxy.user && gx_credential_fill(&query, &web->proxy, err) < 0)
		return -1;
	if (web->proxy.user) {
		GX_AUTO(free) char *bare = gx_url_bare(whole);

		gx_strv_push(&web->settings.texts, bare);
		s->proxy = web->settings.texts.v[web->settings.texts.n - 1];
		s->proxy_user = web->proxy.user;
		s->proxy_password = web->proxy.password;
	}
	return 0;
}

static int ask_for_key(struct gx_web *web, struct gx_err *err)
{
	struct gx_stream_settings *s = &web->settings.stream;
	struct gx_credential_query query = { .git_dir = web->git_dir, .protocol = "cert",
					     .path = s->cert, .user = "" };

	if (!web->settings.cert_protected || !s->cert)
		return 0;
	if (!web->key.password && gx_credential_fill(&query, &web->key, err) < 0)
		return -1;
	s->key_password = web->key.password;
	return 0;
}

/* BASE is another now. */
static int move_to(struct gx_web *web, const char *base, struct gx_err *err)
{
	GX_AUTO(url) struct gx_url now = GX_URL_INIT;
	bool foreign;

	if (gx_url_parse(base, &now) < 0)
		return gx_fail(err, GX_EINVALID, "this is no sound URL");
	foreign = web->first.host && !gx_url_is_beside(&web->first, &now);
	if (gx_websettings_read(web->config, &now, foreign, &web->settings, err) < 0)
		return -1;
	gx_url_clear(&web->now);
	web->now = now;
	now = (struct gx_url)GX_URL_INIT;
	free(web->base);
	web->base = gx_url_bare(base);
	if (ask_for_proxy(web, err) < 0)
		return -1;
	return ask_for_key(web, err);
}

int gx_web_begin(struct gx_web *web, const char *url, const struct gx_gitconfig *config,
		 struct gx_err *err)
{
	GX_AUTO(free) char *base = gx_strdup(url);

	for (size_t n = strlen(base); n > 0 && base[n - 1] == '/'; n--)
		base[n - 1] = '\0';
	base[strcspn(base, "#")] = '\0';
	web->config = config;
	gx_url_clear(&web->first);
	if (move_to(web, base, err) < 0 || gx_url_parse(base, &web->first) < 0)
		return -1;
	if (!has_login(web))
		forget_login(web);
	if (!web->login_for && web->now.user && web->now.password) {
		web->login.user = gx_strdup(web->now.user);
		web->login.password = gx_strdup(web->now.password);
		web->login_for = origin_of(&web->now);
	}
	return 0;
}

/* --- one request --------------------------------------------------------------------------- */

/* libcurl tries a user without a password where ~/.netrc knows none: only where there is one. */
static bool has_netrc(void)
{
	const char *home = getenv("HOME");
	GX_AUTO(free) char *file = home ? gx_path_join(home, ".netrc") : NULL;

	return file && access(file, R_OK) == 0;
}

static char *url_for(const struct gx_web *web, bool post)
{
	const char *tail = post ? PACK : strchr(web->base, '?') ? REFS_WITH_QUERY : REFS;

	return gx_asprintf("%s%s", web->base, tail);
}

static void add_headers(const struct gx_web *web, bool post, struct gx_strv *out)
{
	gx_strv_push(out, "Pragma: no-cache");
	if (post) {
		gx_strv_push(out, "Content-Type: application/x-git-upload-pack-request");
		gx_strv_push(out, "Accept: application/x-git-upload-pack-result");
	}
	gx_strv_append(out, &web->settings.headers);
}

static int send_request(struct gx_web *web, const struct attempt *a, struct gx_stream **out)
{
	GX_AUTO(free) char *url = url_for(web, a->body);
	GX_AUTO(strv) struct gx_strv headers = GX_STRV_INIT;
	bool known = has_login(web);
	struct gx_stream_request request = {
		.url = url, .headers = &headers, .body = a->body,
		.user = known ? web->login.user : web->now.user,
		.password = known ? web->login.password : NULL,
		.netrc = !known && has_netrc(), .settings = &web->settings.stream,
	};
	enum gx_stream_fault fault;

	/* A user alone is no login. */
	if (!known && !request.netrc)
		request.user = NULL;
	add_headers(web, a->body, &headers);
	if (gx_stream_open(web->streams, &request, out, &fault, a->err) < 0)
		return gx_webhint_fault(&web->settings, &web->now, fault, a->err);
	return 0;
}

/* --- what the answer says ------------------------------------------------------------------ */

/* LOCATION without the tail of a request, which must be there; NULL: it is not. */
static char *base_of(const char *location, bool post)
{
	const char *tails[] = { post ? PACK : REFS, post ? NULL : REFS_WITH_QUERY };
	size_t len = strlen(location);

	for (size_t i = 0; i < 2 && tails[i]; i++) {
		size_t n = strlen(tails[i]);

		if (len > n && !strcmp(location + len - n, tails[i]))
			return gx_strndup(location, len - n);
	}
	return NULL;
}

static int refuse_redirect(const struct attempt *a, const char *location, const char *why)
{
	GX_AUTO(free) char *shown = gx_url_shown(location);

	return gx_fail(a->err, GX_ENET, "the server redirects to %s: %s", shown, why);
}

static int follow(struct gx_web *web, struct attempt *a, const char *location)
{
	enum gx_redirects mode = web->settings.redirects;
	GX_AUTO(free) char *base = base_of(location, a->body), *bare = NULL;

	if (mode == GX_REDIRECT_NEVER || (mode == GX_REDIRECT_INITIAL && a->body)) {
		refuse_redirect(a, location, "git's setting http.followRedirects forbids to follow");
		return gx_err_hint(a->err, "name the new address in channels.scm");
	}
	if (++a->redirects > MAX_REDIRECTS)
		return refuse_redirect(a, location, "too many redirections");
	if (!base || !gx_url_is_web(base))
		return refuse_redirect(a, location, "this is no address of a git repository");
	if (mode != GX_REDIRECT_ALWAYS && !strcmp(web->now.scheme, "https") &&
	    strncasecmp(base, "https://", 8))
		return refuse_redirect(a, location, "from https to http");
	/* Whoever redirects chooses no user. */
	bare = gx_url_bare(base);
	return move_to(web, bare, a->err) < 0 ? -1 : 1;
}

static int ask_for_login(struct gx_web *web, struct gx_err *err)
{
	GX_AUTO(free) char *host = host_of(&web->now);
	struct gx_credential_query query = {
		.git_dir = web->git_dir, .protocol = web->now.scheme, .host = host,
		.path = web->now.path + 1, .user = web->now.user,
	};
	int rc = gx_credential_fill(&query, &web->login, err);

	if (rc == 0) {
		web->login_for = origin_of(&web->now);
		web->unsettled = true;
	}
	return rc;
}

/* 401: ask for a login, unless that was it. */
static int log_in(struct gx_web *web, const struct attempt *a)
{
	int rc;

	if (has_login(web)) {
		gx_credential_settle(web->git_dir, &web->login, false);
		forget_login(web);
		gx_fail(a->err, GX_ENET, "the server refuses the user and the password (401)");
		return gx_webhint_login(&web->now, a->err);
	}
	forget_login(web);
	rc = ask_for_login(web, a->err);
	if (rc == 0)
		return 1;
	if (rc > 0) {
		gx_fail(a->err, GX_ENET, "the server asks for a user and a password (401)");
		gx_webhint_login(&web->now, a->err);
	}
	return -1;
}

/* The login was good, if there was one. */
static void settle(struct gx_web *web)
{
	if (web->unsettled && has_login(web)) {
		gx_credential_settle(web->git_dir, &web->login, true);
		web->unsettled = false;
	}
}

/* Other than a git server's answers are not given to libgit2, which would guess. */
static int check_type(const struct gx_stream_answer *answer, const struct attempt *a)
{
	const char *wanted = a->body ? "application/x-git-upload-pack-result" :
		"application/x-git-upload-pack-advertisement";
	const char *type = answer->type ? answer->type : "nothing";
	size_t n = strcspn(type, "; \t");

	if (n == strlen(wanted) && !strncasecmp(type, wanted, n))
		return 0;
	gx_fail(a->err, GX_ENET, "this is no git repository: the server answers with %.*s", (int)n,
		type);
	return gx_webhint_no_repository(type, a->err);
}

/* 0: a fit answer; 1: ask again; -1. */
static int judge(struct gx_web *web, struct attempt *a, const struct gx_stream *stream)
{
	const struct gx_stream_answer *answer = gx_stream_answer(stream);

	if (answer->status == 200) {
		settle(web);
		return check_type(answer, a);
	}
	if (answer->status >= 300 && answer->status < 400 && answer->location)
		return follow(web, a, answer->location);
	if (answer->status == 401)
		return log_in(web, a);
	return gx_webhint_status(answer->status, a->err);
}

/* Where it led says more than where it began. */
static int tell_place(const struct gx_web *web, struct gx_err *err)
{
	if (!gx_url_is_beside(&web->first, &web->now) || strcmp(web->first.path, web->now.path))
		gx_err_prefix(err, "redirected to %s", web->base);
	return -1;
}

int gx_web_request(struct gx_web *web, const struct gx_buf *body, struct gx_stream **out,
		   struct gx_err *err)
{
	struct attempt attempt = { .body = body, .err = err };

	for (;;) {
		struct gx_stream *stream = NULL;
		int rc = send_request(web, &attempt, &stream);

		if (rc == 0)
			rc = judge(web, &attempt, stream);
		if (rc == 0) {
			*out = stream;
			return 0;
		}
		gx_stream_free(stream);
		if (rc < 0)
			return tell_place(web, err);
	}
}

int gx_web_read(const struct gx_web *web, struct gx_stream *stream, void *data, size_t size,
		size_t *got, struct gx_err *err)
{
	enum gx_stream_fault fault;

	if (gx_stream_read(stream, data, size, got, &fault, err) == 0)
		return 0;
	gx_webhint_fault(&web->settings, &web->now, fault, err);
	return tell_place(web, err);
}
