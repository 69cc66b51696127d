/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Authorization at a registry: a password, or a token that one gets for it elsewhere (the token
 * and OAuth 2 protocols of the distribution project). */
#include "pack/registry_token.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* How docker marks a token that stands for a password. */
#define TOKEN_USER "<token>:"

/* The value of KEY in a challenge: Bearer realm="…",service="…",scope="…"; yours or NULL. */
static char *parameter(const char *challenge, const char *key)
{
	size_t n = strlen(key);

	for (const char *p = challenge; (p = strstr(p, key)); p += n) {
		if (p > challenge && strchr(" ,", p[-1]) && p[n] == '=' && p[n + 1] == '"')
			return gx_strndup(p + n + 2, strcspn(p + n + 2, "\""));
	}
	return NULL;
}

static bool has_token(const struct gx_registry *r)
{
	return r->credentials && !strncmp(r->credentials, TOKEN_USER, sizeof TOKEN_USER - 1);
}

static char *basic(const struct gx_registry *r)
{
	GX_AUTO(free) char *text = NULL;

	if (!r->credentials || has_token(r))
		return NULL;
	text = gx_base64_str(r->credentials, strlen(r->credentials));
	return gx_asprintf("Authorization: Basic %s", text);
}

/* service=…&scope=… */
static char *query(const struct gx_registry *r, const char *challenge)
{
	GX_AUTO(free) char *service = parameter(challenge, "service");
	GX_AUTO(free) char *scope = parameter(challenge, "scope");
	GX_AUTO(free) char *wanted = scope ? gx_strdup(scope)
		: gx_asprintf("repository:%s:pull,push", strstr(r->base, "/v2/") + 4);
	GX_AUTO(free) char *s = gx_url_escape(service ? service : "");
	GX_AUTO(free) char *w = gx_url_escape(wanted);

	return gx_asprintf("service=%s&scope=%s", s, w);
}

/* Ask REALM for a token: by name and password, or with the token that we have. */
static int ask_realm(struct gx_registry *r, const char *realm, const char *wanted,
		     struct gx_response *response, struct gx_err *err)
{
	GX_AUTO(free) char *url = NULL, *form = NULL, *auth = basic(r);
	GX_AUTO(strv) struct gx_strv headers = GX_STRV_INIT;
	struct gx_request request = { .method = "GET", .headers = &headers };

	if (has_token(r)) {
		GX_AUTO(free) char *token = gx_url_escape(r->credentials + sizeof TOKEN_USER - 1);

		form = gx_asprintf("grant_type=refresh_token&client_id=gx&%s&refresh_token=%s",
				   wanted, token);
		gx_strv_push(&headers, "Content-Type: application/x-www-form-urlencoded");
		request.method = "POST";
		request.data = form;
		request.length = strlen(form);
	} else if (auth) {
		gx_strv_push(&headers, auth);
	}
	url = form ? gx_strdup(realm)
		: gx_asprintf("%s%c%s", realm, strchr(realm, '?') ? '&' : '?', wanted);
	request.url = url;
	return gx_session_do(r->session, &request, response, err);
}

static int no_token(const struct gx_registry *r, const char *realm, long status,
		    struct gx_err *err)
{
	gx_fail(err, GX_EFAIL, "%s gives no token: status %ld", realm, status);
	return status == 401 || status == 403
		? gx_err_hint(err, "`docker login %s' stores a password that may push",
			      r->ref.registry) : -1;
}

static int fetch_token(struct gx_registry *r, const char *challenge, struct gx_err *err)
{
	GX_AUTO(free) char *realm = parameter(challenge, "realm"), *wanted = query(r, challenge);
	GX_AUTO(response) struct gx_response response = GX_RESPONSE_INIT;
	GX_AUTO(json) struct gx_json *root = NULL;
	const char *token;

	if (!realm)
		return gx_fail(err, GX_EFAIL, "%s asks for a token without saying where",
			       r->ref.registry);
	if (r->credentials && strncmp(realm, "https://", 8) && !strncmp(r->base, "https://", 8))
		return gx_fail(err, GX_EFAIL, "%s wants the password to be sent unencrypted, to %s",
			       r->ref.registry, realm);
	if (ask_realm(r, realm, wanted, &response, err))
		return -1;
	if (response.status != 200)
		return no_token(r, realm, response.status, err);
	if (gx_json_parse(gx_buf_str(&response.body), response.body.len, &root, err))
		return gx_err_prefix(err, "%s", realm);
	token = gx_json_get_str(root, "token");
	if (!token)
		token = gx_json_get_str(root, "access_token");
	if (!token || strpbrk(token, "\r\n"))
		return gx_fail(err, GX_EFAIL, "%s: the answer has no token", realm);
	free(r->authorization);
	r->authorization = gx_asprintf("Authorization: Bearer %s", token);
	return 0;
}

int gx_registry_authorize(struct gx_registry *r, const char *challenge, struct gx_err *err)
{
	if (!strncasecmp(challenge, "Bearer ", 7))
		return fetch_token(r, challenge, err);
	free(r->authorization);
	r->authorization = basic(r);
	if (r->authorization)
		return 0;
	gx_fail(err, GX_EFAIL, "%s asks for a password", r->ref.registry);
	return gx_err_hint(err, "`docker login %s' stores one", r->ref.registry);
}
