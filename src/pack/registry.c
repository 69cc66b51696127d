/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Requests to a registry. */
#include "pack/registry.h"
#include "net/url.h"
#include "pack/credentials.h"
#include "pack/registry_token.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define MAX_AUTHORITIES (1u << 20)
#define MAX_HOPS 5
#define MAX_TRIES 6
#define MAX_WAIT 60000		/* milliseconds */

/* --- opening --------------------------------------------------------------------------------- */

static bool is_loopback(const char *registry)
{
	if (!strncmp(registry, "localhost", 9) && (!registry[9] || registry[9] == ':'))
		return true;
	return !strncmp(registry, "127.", 4);
}

static bool is_docker_hub(const char *registry)
{
	return !strcmp(registry, "docker.io") || !strcmp(registry, "index.docker.io");
}

static int ends_in_crt(const struct dirent *d)
{
	size_t n = strlen(d->d_name);

	return n > 4 && !strcmp(d->d_name + n - 4, ".crt");
}

/* The authorities in DIR, where docker and podman look: HOST/NAME.crt. */
static int add_authorities(const char *dir, struct gx_buf *pem, struct gx_err *err)
{
	struct dirent **list = NULL;
	int n = scandir(dir, &list, ends_in_crt, alphasort), result = 0;

	for (int i = 0; i < n; i++) {
		GX_AUTO(free) char *file = gx_path_join(dir, list[i]->d_name);

		if (!result && gx_file_read(file, MAX_AUTHORITIES, pem, err) < 0)
			result = -1;
		gx_buf_addc(pem, '\n');
		free(list[i]);
	}
	free(list);
	return result;
}

static int trust(struct gx_registry *r, struct gx_err *err)
{
	const char *home = getenv("HOME"), *config = getenv("XDG_CONFIG_HOME");
	GX_AUTO(free) char *own = config && *config ? gx_strdup(config)
		: gx_path_join(home ? home : "/", ".config");
	const char *const dirs[] = { own, "/etc" };
	static const char *const engines[] = { "docker", "containers" };
	GX_AUTO(buf) struct gx_buf pem = GX_BUF_INIT;

	for (size_t i = 0; i < GX_ARRAY_SIZE(dirs) * GX_ARRAY_SIZE(engines); i++) {
		GX_AUTO(free) char *dir = gx_asprintf("%s/%s/certs.d/%s", dirs[i / 2],
						      engines[i % 2], r->ref.registry);

		if (add_authorities(dir, &pem, err))
			return -1;
	}
	return pem.len ? gx_session_trust(r->session, &pem, err) : 0;
}

/* Registries on this machine may speak plain HTTP. */
static void find_base(struct gx_registry *r)
{
	const char *host = is_docker_hub(r->ref.registry) ? "registry-1.docker.io"
							  : r->ref.registry;
	const char *library = host != r->ref.registry && !strchr(r->ref.repository, '/')
		? "library/" : "";
	GX_AUTO(free) char *probe = gx_asprintf("https://%s/v2/", host);
	bool plain = is_loopback(host) && !gx_session_speaks_tls(r->session, probe);

	r->base = gx_asprintf("%s://%s/v2/%s%s", plain ? "http" : "https", host, library,
			      r->ref.repository);
}

int gx_registry_open(struct gx_registry *r, const char *name, struct gx_err *err)
{
	if (gx_image_ref_parse(name, &r->ref, err))
		return -1;
	if (!r->ref.registry) {
		gx_fail(err, GX_EUSAGE, "'%s' names no registry", name);
		return gx_err_hint(err, "write REGISTRY/NAME:TAG, such as "
				   "registry.example.com/team/app:1.0");
	}
	r->session = gx_session_new();
	if (trust(r, err))
		return -1;
	find_base(r);
	return gx_credentials_find(is_docker_hub(r->ref.registry) ? "index.docker.io"
								  : r->ref.registry,
				   &r->credentials, err);
}

void gx_registry_close(struct gx_registry *r)
{
	gx_session_free(r->session);
	gx_image_ref_clear(&r->ref);
	free(r->base);
	free(r->authorization);
	free(r->credentials);
}

/* --- asking ---------------------------------------------------------------------------------- */

static bool is_redirection(const struct gx_request *request, long status)
{
	bool bodyless = !strcmp(request->method, "HEAD") || !strcmp(request->method, "GET");

	return status == 307 || status == 308 || (bodyless && status >= 301 && status <= 303);
}

/* REQUEST to URL, with our authorization if that is the registry. */
static int ask_at(struct gx_registry *r, const struct gx_request *request, const char *url,
		  const char *type, struct gx_response *response, struct gx_err *err)
{
	GX_AUTO(strv) struct gx_strv headers = GX_STRV_INIT;
	struct gx_request there = *request;

	there.url = url;
	there.headers = &headers;
	if (type)
		gx_strv_pushf(&headers, "Content-Type: %s", type);
	if (r->authorization && gx_url_same_origin(url, r->base))
		gx_strv_push(&headers, r->authorization);
	gx_response_clear(response);
	if (gx_session_do(r->session, &there, response, err))
		return -1;
	r->answered = true;
	return 0;
}

static int ask_once(struct gx_registry *r, const struct gx_request *request, const char *type,
		    struct gx_response *response, struct gx_err *err)
{
	GX_AUTO(free) char *url = gx_strdup(request->url);
	bool refused = false;

	for (int hops = 0; hops <= MAX_HOPS;) {
		if (ask_at(r, request, url, type, response, err))
			return -1;
		if (is_redirection(request, response->status) && response->location) {
			free(url);
			url = gx_steal(&response->location);
			hops++;
		} else if (response->status == 401 && !refused && response->authenticate &&
			   gx_url_same_origin(url, r->base)) {
			refused = true;
			if (gx_registry_authorize(r, response->authenticate, err))
				return -1;
		} else {
			return 0;
		}
	}
	return gx_fail(err, GX_EFAIL, "%s redirects without end", request->url);
}

static bool may_pass(long status)
{
	return status == 408 || status == 429 || status == 500 || (status >= 502 && status <= 504);
}

static void sleep_ms(long ms)
{
	struct timespec time = { ms / 1000, ms % 1000 * 1000000 };

	nanosleep(&time, NULL);
}

bool gx_registry_again(const struct gx_registry *r, unsigned attempt, int result,
		       const struct gx_response *response, struct gx_err *err)
{
	long wait = 250l << attempt;

	if (attempt + 1 >= MAX_TRIES)
		return false;
	if (result ? !r->answered || err->code != GX_ENET : !may_pass(response->status))
		return false;
	if (result)
		gx_detail("%s: trying again", gx_err_text(err));
	else
		gx_detail("%s: status %ld, trying again", r->ref.registry, response->status);
	if (!result && response->retry_after > 0)
		wait = response->retry_after < MAX_WAIT / 1000 ? response->retry_after * 1000 : MAX_WAIT;
	gx_err_clear(err);
	sleep_ms(wait);
	return true;
}

int gx_registry_ask(struct gx_registry *r, const struct gx_request *request, const char *type,
		    struct gx_response *response, struct gx_err *err)
{
	GX_AUTO(err) struct gx_err why = GX_ERR_INIT;
	int result;

	for (unsigned attempt = 0;; attempt++) {
		result = ask_once(r, request, type, response, &why);
		if (request->body || !gx_registry_again(r, attempt, result, response, &why))
			break;
	}
	if (result && err)
		gx_err_move(err, &why);
	return result;
}

int gx_registry_refused(const struct gx_registry *r, const char *what,
			const struct gx_response *response, struct gx_err *err)
{
	GX_AUTO(json) struct gx_json *root = NULL;
	const char *words = NULL;

	if (!gx_json_parse(gx_buf_str(&response->body), response->body.len, &root, NULL))
		words = gx_json_get_str(gx_json_at(gx_json_get(root, "errors"), 0), "message");
	gx_fail(err, GX_EFAIL, "%s refuses %s: status %ld%s%s", r->ref.registry, what,
		response->status, words ? ", " : "", words ? words : "");
	if (response->status == 401 || response->status == 403)
		gx_err_hint(err, "`docker login %s' stores a password that may push",
			    r->ref.registry);
	return -1;
}

/* --- memory ---------------------------------------------------------------------------------- */

static char *memory_file(struct gx_store *store, const struct gx_registry *r, const char *digest)
{
	GX_AUTO(free) char *key = NULL;
	struct gx_hash hash;

	gx_hash_data(GX_HASH_SHA256, r->ref.registry, strlen(r->ref.registry), &hash);
	key = gx_base32_str(hash.bytes, 20);
	return gx_asprintf("%s/registries/%s/%s", gx_store_cache(store), key,
			   strchr(digest, ':') + 1);
}

char *gx_registry_recall(struct gx_store *store, const struct gx_registry *r, const char *digest)
{
	GX_AUTO(free) char *file = memory_file(store, r, digest);
	GX_AUTO(buf) struct gx_buf text = GX_BUF_INIT;
	GX_AUTO(free) char *name = NULL;
	struct gx_image_ref ref = { 0 };
	bool sound;

	if (gx_file_read(file, 1024, &text, NULL) || !strcmp(gx_buf_str(&text), r->ref.repository))
		return NULL;
	/* what is in the file becomes part of a URL */
	name = gx_asprintf("x.y/%s", gx_buf_str(&text));
	sound = strlen(gx_buf_str(&text)) == text.len && !gx_image_ref_parse(name, &ref, NULL) &&
		!strcmp(ref.repository, gx_buf_str(&text));
	gx_image_ref_clear(&ref);
	return sound ? gx_strdup(gx_buf_str(&text)) : NULL;
}

void gx_registry_remember(struct gx_store *store, const struct gx_registry *r,
			  const char *digest)
{
	GX_AUTO(free) char *file = memory_file(store, r, digest), *dir = gx_path_dir(file);

	/* without it a blob moves once more than it must */
	if (!gx_mkdirs(dir, 0755, NULL))
		gx_file_write(file, r->ref.repository, strlen(r->ref.repository), 0644, NULL);
}
