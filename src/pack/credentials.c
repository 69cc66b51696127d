/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names and passwords for registries, from docker's configuration:
 *	{"auths": {"HOST": {"auth": base64("USER:PASSWORD"), "identitytoken": TOKEN}},
 *	 "credHelpers": {"HOST": "HELPER"}, "credsStore": "HELPER"}
 * where HELPER stands for the program docker-credential-HELPER.  A token instead of a password
 * is known by the user "<token>". */
#include "pack/credentials.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MAX_CONFIG (1u << 20)

/* Does a key of "auths" ("https://host/v1/", "host") mean REGISTRY? */
static bool same_host(const char *key, const char *registry)
{
	size_t n = strlen(registry);

	if (!strncmp(key, "https://", 8))
		key += 8;
	else if (!strncmp(key, "http://", 7))
		key += 7;
	return !strncmp(key, registry, n) && (key[n] == '\0' || key[n] == '/');
}

struct search {
	const char *registry;
	const struct gx_json *found;
};

static void look(void *payload, const char *key, const struct gx_json *value)
{
	struct search *search = payload;

	if (!search->found && same_host(key, search->registry))
		search->found = value;
}

static const struct gx_json *by_host(const struct gx_json *object, const char *registry)
{
	struct search search = { registry, NULL };

	if (gx_json_is_object(object))
		gx_json_each(object, look, &search);
	return search.found;
}

/* A descriptor from which TEXT can be read. */
static int text_pipe(const char *text, int *out, struct gx_err *err)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC))
		return gx_fail_errno(err, "make a pipe");
	*out = ends[0];
	if (gx_fd_write(ends[1], text, strlen(text), err)) {
		close(ends[0]);
		close(ends[1]);
		return -1;
	}
	close(ends[1]);
	return 0;
}

static int ask_helper(const char *helper, const char *registry, char **out, struct gx_err *err)
{
	GX_AUTO(free) char *program = gx_asprintf("docker-credential-%s", helper);
	char *argv[] = { program, (char *)"get", NULL };
	GX_AUTO(fd) int in = -1;
	struct gx_spawn_fd fds[] = { { -1, 0 } };
	struct gx_spawn_opts opts = { .argv = argv, .fds = fds, .nfds = 1 };
	GX_AUTO(buf) struct gx_buf answer = GX_BUF_INIT;
	GX_AUTO(json) struct gx_json *root = NULL;
	const char *user, *secret;
	int status;

	if (text_pipe(registry, &in, err))
		return -1;
	fds[0].ours = in;
	if (gx_spawn_capture(&opts, 1 << 16, &answer, &status, err))
		return -1;
	if (status)
		return 0;	/* it knows nothing of this registry */
	if (gx_json_parse(answer.data, answer.len, &root, err))
		return gx_err_prefix(err, "%s", program);
	user = gx_json_get_str(root, "Username");
	secret = gx_json_get_str(root, "Secret");
	if (user && secret)
		*out = gx_asprintf("%s:%s", user, secret);
	return 0;
}

static int decode(const char *auth, const char *config, char **out, struct gx_err *err)
{
	size_t len = strlen(auth), n = 0;
	GX_AUTO(free) char *text = gx_calloc(len / 4 * 3 + 4, 1);

	if (gx_base64_decode(auth, len, text, &n) || memchr(text, '\0', n) || !strchr(text, ':'))
		return gx_fail(err, GX_EINVALID, "%s: an \"auth\" is not base64 of "
			       "\"user:password\"", config);
	*out = gx_steal(&text);
	return 0;
}

int gx_credentials_parse(const char *text, size_t len, const char *config,
			 const char *registry, char **out, struct gx_err *err)
{
	GX_AUTO(json) struct gx_json *root = NULL;
	const struct gx_json *host;
	const char *auth, *token, *helper;

	*out = NULL;
	if (gx_json_parse(text, len, &root, err))
		return gx_err_prefix(err, "%s", config);
	host = by_host(gx_json_get(root, "auths"), registry);
	helper = gx_json_str(by_host(gx_json_get(root, "credHelpers"), registry));
	auth = gx_json_get_str(host, "auth");
	token = gx_json_get_str(host, "identitytoken");
	if (!helper && !(auth && *auth) && !token)
		helper = gx_json_get_str(root, "credsStore");
	if (helper)
		return ask_helper(helper, registry, out, err);
	if (token && *token) {
		*out = gx_asprintf("<token>:%s", token);
		return 0;
	}
	return auth && *auth ? decode(auth, config, out, err) : 0;
}

static int try_file(const char *dir, const char *name, const char *registry, char **out,
		    struct gx_err *err)
{
	GX_AUTO(free) char *file = gx_path_join(dir, name);
	GX_AUTO(buf) struct gx_buf text = GX_BUF_INIT;
	int found = gx_file_read(file, MAX_CONFIG, &text, err);

	if (found)
		return found < 0 ? -1 : 0;
	return gx_credentials_parse(text.data, text.len, file, registry, out, err);
}

int gx_credentials_find(const char *registry, char **out, struct gx_err *err)
{
	const char *docker = getenv("DOCKER_CONFIG"), *home = getenv("HOME");
	const char *runtime = getenv("XDG_RUNTIME_DIR");

	*out = NULL;
	if (docker && *docker) {
		if (try_file(docker, "config.json", registry, out, err))
			return -1;
	} else if (home && try_file(home, ".docker/config.json", registry, out, err)) {
		return -1;
	}
	if (!*out && runtime && *runtime)
		return try_file(runtime, "containers/auth.json", registry, out, err);
	return 0;
}
