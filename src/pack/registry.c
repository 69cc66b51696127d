/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Push an image to a registry (OCI distribution specification, "Push").
 *
 * For each blob: HEAD; if absent POST for an upload place and PUT the blob there, made while
 * it is sent.  Then PUT the manifest under its tag.  A 401 is answered once with what the
 * server asks for: Basic, or a Bearer token from the realm it names. */
#include "pack/blob.h"
#include "pack/credentials.h"
#include "pack/pack.h"
#include "net/request.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct push {
	struct gx_session *session;
	struct gx_image *image;
	enum gx_pack_compression compression;
	struct gx_image_ref ref;
	char *base;		/* http://host/v2/NAME */
	char *authorization;	/* header line, or NULL */
	char *credentials;	/* user:password, or NULL */
	struct gx_pack_result *result;
};

static void push_clear(struct push *p)
{
	gx_session_free(p->session);
	gx_image_ref_clear(&p->ref);
	free(p->base);
	free(p->authorization);
	free(p->credentials);
}

/* Registries on this machine speak plain HTTP. */
static const char *scheme(const char *registry)
{
	if (!strncmp(registry, "localhost", 9) && (!registry[9] || registry[9] == ':'))
		return "http";
	return !strncmp(registry, "127.", 4) ? "http" : "https";
}

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

static char *basic(const struct push *p)
{
	GX_AUTO(free) char *text = NULL;

	if (!p->credentials)
		return NULL;
	text = gx_base64_str(p->credentials, strlen(p->credentials));
	return gx_asprintf("Authorization: Basic %s", text);
}

static char *token_url(const struct push *p, const char *challenge)
{
	GX_AUTO(free) char *realm = parameter(challenge, "realm");
	GX_AUTO(free) char *service = parameter(challenge, "service");
	GX_AUTO(free) char *scope = parameter(challenge, "scope");
	GX_AUTO(free) char *wanted = scope ? gx_strdup(scope)
		: gx_asprintf("repository:%s:pull,push", p->ref.repository);
	GX_AUTO(free) char *s = gx_url_escape(service ? service : "");
	GX_AUTO(free) char *w = gx_url_escape(wanted);

	if (!realm)
		return NULL;
	return gx_asprintf("%s%cservice=%s&scope=%s", realm, strchr(realm, '?') ? '&' : '?', s, w);
}

static int fetch_token(struct push *p, const char *challenge, struct gx_err *err)
{
	GX_AUTO(free) char *url = token_url(p, challenge), *auth = basic(p);
	GX_AUTO(strv) struct gx_strv headers = GX_STRV_INIT;
	struct gx_request request = { .method = "GET", .url = url, .headers = &headers };
	GX_AUTO(response) struct gx_response response = GX_RESPONSE_INIT;
	GX_AUTO(json) struct gx_json *root = NULL;
	const char *token;

	if (!url)
		return gx_fail(err, GX_ENET, "%s asks for a token without saying where",
			       p->ref.registry);
	if (auth)
		gx_strv_push(&headers, auth);
	if (gx_session_do(p->session, &request, &response, err))
		return -1;
	if (response.status != 200)
		return gx_fail(err, GX_ENET, "%s gives no token: status %ld", url, response.status);
	if (gx_json_parse(gx_buf_str(&response.body), response.body.len, &root, err))
		return gx_err_prefix(err, "%s", url);
	token = gx_json_get_str(root, "token");
	if (!token)
		token = gx_json_get_str(root, "access_token");
	if (!token)
		return gx_fail(err, GX_ENET, "%s: the answer has no token", url);
	free(p->authorization);
	p->authorization = gx_asprintf("Authorization: Bearer %s", token);
	return 0;
}

static int authorize(struct push *p, const char *challenge, struct gx_err *err)
{
	if (!strncasecmp(challenge, "Bearer ", 7))
		return fetch_token(p, challenge, err);
	free(p->authorization);
	p->authorization = basic(p);
	if (p->authorization)
		return 0;
	gx_fail(err, GX_ENET, "%s asks for a password", p->ref.registry);
	return gx_err_hint(err, "`docker login %s' stores one", p->ref.registry);
}

/* Do REQUEST with our authorization; a refusal is answered and the request repeated once.
 * TYPE: the Content-Type, or NULL. */
static int ask(struct push *p, struct gx_request *request, const char *type,
	       struct gx_response *response, struct gx_err *err)
{
	for (int attempt = 0;; attempt++) {
		GX_AUTO(strv) struct gx_strv headers = GX_STRV_INIT;

		if (type)
			gx_strv_pushf(&headers, "Content-Type: %s", type);
		if (p->authorization)
			gx_strv_push(&headers, p->authorization);
		request->headers = &headers;
		gx_response_clear(response);
		if (gx_session_do(p->session, request, response, err))
			return -1;
		request->headers = NULL;
		if (response->status != 401 || attempt || !response->authenticate)
			return 0;
		if (authorize(p, response->authenticate, err))
			return -1;
	}
}

/* A status that was not wanted, with the registry's own words if it has any. */
static int refused(const struct push *p, const char *what, const struct gx_response *response,
		   struct gx_err *err)
{
	GX_AUTO(json) struct gx_json *root = NULL;
	const char *words = NULL;

	if (!gx_json_parse(gx_buf_str(&response->body), response->body.len, &root, NULL))
		words = gx_json_get_str(gx_json_at(gx_json_get(root, "errors"), 0), "message");
	gx_fail(err, GX_ENET, "%s refuses %s: status %ld%s%s", p->ref.registry, what,
		response->status, words ? ", " : "", words ? words : "");
	if (response->status == 401 || response->status == 403)
		gx_err_hint(err, "`docker login %s' stores a password that may push",
			    p->ref.registry);
	return -1;
}

/* 1: the registry has the blob. */
static int has_blob(struct push *p, const char *digest, struct gx_err *err)
{
	GX_AUTO(free) char *url = gx_asprintf("%s/blobs/%s", p->base, digest);
	struct gx_request request = { .method = "HEAD", .url = url };
	GX_AUTO(response) struct gx_response response = GX_RESPONSE_INIT;

	if (ask(p, &request, NULL, &response, err))
		return -1;
	if (response.status == 200 || response.status == 404)
		return response.status == 200;
	return refused(p, "to tell what it has", &response, err);
}

/* Where to put DIGEST; yours. */
static char *upload_place(struct push *p, const char *digest, struct gx_err *err)
{
	GX_AUTO(free) char *url = gx_asprintf("%s/blobs/uploads/", p->base);
	GX_AUTO(free) char *escaped = gx_url_escape(digest);
	struct gx_request request = { .method = "POST", .url = url, .data = "" };
	GX_AUTO(response) struct gx_response response = GX_RESPONSE_INIT;

	if (ask(p, &request, NULL, &response, err))
		return NULL;
	if (response.status != 202 || !response.location) {
		refused(p, "an upload", &response, err);
		return NULL;
	}
	return gx_asprintf("%s%cdigest=%s", response.location,
			   strchr(response.location, '?') ? '&' : '?', escaped);
}

/* Push one blob unless it is there; REQUEST has the body. */
static int push_blob(struct push *p, const struct gx_hash *hash, struct gx_request *request,
		     struct gx_err *err)
{
	GX_AUTO(response) struct gx_response response = GX_RESPONSE_INIT;
	GX_AUTO(free) char *digest = gx_image_digest(hash), *place = NULL;
	int there = has_blob(p, digest, err);

	if (there < 0)
		return -1;
	if (there) {
		p->result->kept_blobs++;
		return 0;
	}
	place = upload_place(p, digest, err);
	if (!place)
		return -1;
	request->method = "PUT";
	request->url = place;
	if (ask(p, request, "application/octet-stream", &response, err))
		return -1;
	if (response.status != 201)
		return refused(p, "a blob", &response, err);
	p->result->moved += request->length;
	p->result->moved_blobs++;
	return 0;
}

struct layer_body {
	struct push *push;
	size_t i;
};

static int send_layer(void *payload, gx_sink_fn *sink, void *sink_payload, struct gx_err *err)
{
	struct layer_body *body = payload;

	return gx_blob_send(body->push->image, body->i, body->push->compression, sink,
			    sink_payload, err);
}

static int push_layers(struct push *p, struct gx_err *err)
{
	for (size_t i = 0; i < p->image->n; i++) {
		struct layer_body body = { p, i };
		struct gx_request request = { .body = send_layer, .payload = &body };

		if (gx_blob_know(p->image, i, p->compression, err))
			return -1;
		request.length = p->image->layers[i].blob_size;
		if (push_blob(p, &p->image->layers[i].digest, &request, err))
			return -1;
	}
	return 0;
}

static int push_manifest(struct push *p, const struct gx_blob_documents *d, struct gx_err *err)
{
	GX_AUTO(free) char *url = gx_asprintf("%s/manifests/%s", p->base, p->ref.tag);
	struct gx_request request = { .method = "PUT", .url = url, .length = d->manifest.len,
				      .data = d->manifest.data };
	GX_AUTO(response) struct gx_response response = GX_RESPONSE_INIT;

	if (ask(p, &request, GX_MEDIA_MANIFEST, &response, err))
		return -1;
	if (response.status != 201 && response.status != 200)
		return refused(p, "the manifest", &response, err);
	return 0;
}

static int push_all(struct push *p, struct gx_err *err)
{
	GX_AUTO(blob_documents) struct gx_blob_documents d = { 0 };
	struct gx_request config = { 0 };

	if (push_layers(p, err))
		return -1;
	gx_blob_documents(p->image, p->compression, &d);
	config.data = d.config.data;
	config.length = d.config.len;
	if (push_blob(p, &d.config_digest, &config, err) || push_manifest(p, &d, err))
		return -1;
	p->result->config = d.config_digest;
	p->result->manifest = d.manifest_digest;
	gx_image_report(p->image, p->result);
	return 0;
}

static int open_push(struct push *p, const char *name, struct gx_err *err)
{
	if (gx_image_ref_parse(name, &p->ref, err))
		return -1;
	if (!p->ref.registry) {
		gx_fail(err, GX_EUSAGE, "'%s' names no registry", name);
		return gx_err_hint(err, "write REGISTRY/NAME:TAG, such as "
				   "registry.example.com/team/app:1.0");
	}
	p->base = gx_asprintf("%s://%s/v2/%s", scheme(p->ref.registry), p->ref.registry,
			      p->ref.repository);
	p->session = gx_session_new();
	return gx_credentials_find(p->ref.registry, &p->credentials, err);
}

int gx_pack_push(struct gx_store *store, const struct gx_pack_opts *opts, const char *name,
		 struct gx_pack_result *result, struct gx_err *err)
{
	GX_AUTO(content) struct gx_content content = { 0 };
	GX_AUTO(pack_result) struct gx_pack_result r = { 0 };
	GX_AUTO(image) struct gx_image image = { 0 };
	struct push p = { .image = &image, .result = &r };
	int status;

	p.compression = opts->compression == GX_PACK_DEFAULT ? GX_PACK_GZIP : opts->compression;
	if (gx_content_init(&content, store, opts, &r, err))
		return -1;
	gx_image_init(&image, &content);
	status = open_push(&p, name, err) ? -1 : push_all(&p, err);
	push_clear(&p);
	if (status)
		return -1;
	*result = r;
	r = (struct gx_pack_result){ 0 };
	return 0;
}
