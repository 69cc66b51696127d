/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The host's npm configuration, as far as downloads need it. */
#include "net/npm.h"

#include <ctype.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MAX_FILE ((size_t)1 << 20)
#define MAX_VALUE 8192

void gx_npm_clear(struct gx_npm *npm)
{
	free(gx_steal(&npm->registry));
	free(gx_steal(&npm->authorization));
	free(gx_steal(&npm->ca_file));
}

/* --- one .npmrc ------------------------------------------------------------------------------ */

static char *trimmed(const char *start, const char *end)
{
	while (start < end && isspace((unsigned char)*start))
		start++;
	while (start < end && isspace((unsigned char)end[-1]))
		end--;
	return gx_strndup(start, (size_t)(end - start));
}

/* What is between quotes, or what stands before a comment, without backslashes. */
static void unquote(char *value)
{
	size_t len = strlen(value);
	char *to = value;

	if (len >= 2 && (*value == '"' || *value == '\'') && value[len - 1] == *value) {
		memmove(value, value + 1, len - 2);
		value[len - 2] = 0;
		return;
	}
	for (const char *p = value; *p && *p != ';' && *p != '#'; p++) {
		if (*p == '\\' && p[1] && strchr(";#\\", p[1]))
			p++;
		*to++ = *p;
	}
	while (to > value && isspace((unsigned char)to[-1]))
		to--;
	*to = 0;
}

/* VALUE with ${NAME} and ${NAME?} replaced; yours.  As npm does, a name without a variable is
 * kept as it is, unless a question mark makes it empty. */
static char *expanded(const char *value)
{
	GX_AUTO(buf) struct gx_buf out = GX_BUF_INIT;

	while (*value) {
		size_t len = !strncmp(value, "${", 2) ? strcspn(value + 2, "}$") : 0;
		bool optional = len > 1 && value[1 + len] == '?';
		GX_AUTO(free) char *name = NULL;
		const char *found;

		if (!len || value[2 + len] != '}') {
			gx_buf_addc(&out, *value++);
			continue;
		}
		name = gx_strndup(value + 2, len - optional);
		found = getenv(name);
		if (found)
			gx_buf_adds(&out, found);
		else if (!optional)
			gx_buf_add(&out, value, len + 3);
		value += len + 3;
	}
	return gx_strdup(gx_buf_str(&out));
}

static void parse_line(const char *line, bool expand, struct gx_strv *out)
{
	const char *equals = strchr(line, '=');
	GX_AUTO(free) char *name = NULL;
	GX_AUTO(free) char *value = NULL;

	if (!equals || strlen(equals) > MAX_VALUE)
		return;
	name = trimmed(line, equals);
	value = trimmed(equals + 1, equals + strlen(equals));
	unquote(value);
	if (!*name || (!expand && strstr(value, "${")))
		return;
	gx_strv_take(out, gx_steal(&name));
	gx_strv_take(out, expand ? expanded(value) : gx_steal(&value));
}

void gx_npm_parse(const char *text, size_t len, bool expand, struct gx_strv *out)
{
	GX_AUTO(strv) struct gx_strv lines = GX_STRV_INIT;
	GX_AUTO(free) char *copy = gx_strndup(text, len);

	gx_strv_split(&lines, copy, "\r\n");
	for (size_t i = 0; i < lines.n; i++) {
		const char *line = lines.v[i] + strspn(lines.v[i], " \t");

		if (*line == '[')
			return;		/* what follows belongs to a section */
		if (*line != '#' && *line != ';')
			parse_line(line, expand, out);
	}
}

/* The last value of NAME in SETTINGS, or NULL. */
static const char *setting(const struct gx_strv *settings, const char *name)
{
	for (size_t i = settings->n / 2; i-- > 0; )
		if (!strcmp(settings->v[2 * i], name) && *settings->v[2 * i + 1])
			return settings->v[2 * i + 1];
	return NULL;
}

/* --- credentials ------------------------------------------------------------------------------ */

static const char *scoped(const struct gx_strv *settings, const char *scope, const char *name)
{
	GX_AUTO(free) char *full = gx_asprintf("%s:%s", scope, name);

	return setting(settings, full);
}

static char *basic(const char *user, const void *password, size_t len)
{
	GX_AUTO(buf) struct gx_buf pair = GX_BUF_INIT;
	GX_AUTO(free) char *text = NULL;

	gx_buf_addf(&pair, "%s:", user);
	gx_buf_add(&pair, password, len);
	text = gx_base64_str(gx_buf_str(&pair), pair.len);
	return gx_asprintf("Basic %s", text);
}

/* npm keeps a password as base64. */
static char *from_password(const char *user, const char *password)
{
	size_t n = 0, len = strlen(password);
	GX_AUTO(free) char *plain = gx_calloc(len / 4 * 3 + 4, 1);

	return gx_base64_decode(password, len, plain, &n) < 0 ? NULL : basic(user, plain, n);
}

static char *scope_authorization(const struct gx_strv *settings, const char *scope)
{
	const char *token = scoped(settings, scope, "_authToken");
	const char *auth = scoped(settings, scope, "_auth");
	const char *user = scoped(settings, scope, "username");
	const char *password = scoped(settings, scope, "_password");

	if (token)
		return gx_asprintf("Bearer %s", token);
	if (auth)
		return gx_asprintf("Basic %s", auth);
	return user && password ? from_password(user, password) : NULL;
}

static bool is_header(const char *value)
{
	for (; *value; value++)
		if (!isprint((unsigned char)*value))
			return false;
	return true;
}

char *gx_npm_authorization(const struct gx_strv *settings, const char *url)
{
	const char *start = strstr(url, "//");
	GX_AUTO(free) char *scope = start ? gx_asprintf("%s/", start) : NULL;
	size_t len = scope ? strlen(scope) : 0;

	/* //HOST/A/B/, //HOST/A/B, //HOST/A/, … */
	while (len > 2) {
		GX_AUTO(free) char *found = NULL;

		scope[len] = 0;
		found = scope_authorization(settings, scope);
		if (found)
			return is_header(found) ? gx_steal(&found) : NULL;
		if (scope[len - 1] == '/')
			len--;
		else
			while (len > 2 && scope[len - 1] != '/')
				len--;
	}
	return NULL;
}

/* "USER:PASSWORD" of a URL, percent-decoded in place, as an Authorization header. */
static char *from_url(char *text)
{
	char *to = text, *colon;

	for (const char *p = text; *p; p++) {
		unsigned char byte;

		if (*p == '%' && gx_base16_decode(p + 1, strnlen(p + 1, 2), &byte, 1) == 0 && byte) {
			*to++ = (char)byte;
			p += 2;
		} else {
			*to++ = *p;
		}
	}
	*to = 0;
	colon = strchr(text, ':');
	if (!colon)
		return basic(text, "", 0);
	*colon = 0;
	return basic(text, colon + 1, strlen(colon + 1));
}

/* --- the host's configuration -------------------------------------------------------------------- */

/* npm reads npm_config_NAME whatever the case. */
static const char *variable(const char *name)
{
	GX_AUTO(free) char *lower = gx_asprintf("npm_config_%s", name);
	GX_AUTO(free) char *upper = gx_strdup(lower);
	const char *value = getenv(lower);

	for (char *p = upper; *p; p++)
		*p = (char)toupper((unsigned char)*p);
	if (!value || !*value)
		value = getenv(upper);
	return value && *value ? value : NULL;
}

static void read_npmrc(const char *path, bool expand, struct gx_strv *out)
{
	GX_AUTO(buf) struct gx_buf buf = GX_BUF_INIT;

	if (gx_file_read(path, MAX_FILE, &buf, NULL) == 0)
		gx_npm_parse(gx_buf_str(&buf), buf.len, expand, out);
}

/* The machine's file is where its npm was installed to look: Debian's, a vendor's, by hand. */
static void read_global(struct gx_strv *out)
{
	static const char *const files[] = { "/usr/local/etc/npmrc", "/usr/etc/npmrc", "/etc/npmrc" };
	const char *named = variable("globalconfig");

	for (size_t i = 0; !named && i < GX_ARRAY_SIZE(files); i++)
		read_npmrc(files[i], true, out);
	if (named)
		read_npmrc(named, true, out);
}

static void read_user(struct gx_strv *out)
{
	const char *named = variable("userconfig"), *home = getenv("HOME");
	GX_AUTO(free) char *path = home ? gx_path_join(home, ".npmrc") : NULL;

	if (named || path)
		read_npmrc(named ? named : path, true, out);
}

/* That of the nearest directory that npm takes for a project's.  It may be anybody's, so it
 * learns no variables. */
static void read_project(const char *dir, struct gx_strv *out)
{
	GX_AUTO(free) char *at = gx_path_absolute(dir);

	while (strcmp(at, "/")) {
		GX_AUTO(free) char *package = gx_path_join(at, "package.json");
		GX_AUTO(free) char *modules = gx_path_join(at, "node_modules");
		GX_AUTO(free) char *file = gx_path_join(at, ".npmrc");
		char *parent;

		if (access(package, F_OK) == 0 || access(modules, F_OK) == 0) {
			read_npmrc(file, false, out);
			return;
		}
		parent = gx_path_dir(at);
		free(at);
		at = parent;
	}
}

/* Take user and password out of the registry's URL, into the header. */
static void split_url(struct gx_npm *npm)
{
	char *host = npm->registry ? strstr(npm->registry, "//") : NULL, *at;
	size_t len;

	if (!host)
		return;
	host += 2;
	len = strcspn(host, "/?#");
	at = memrchr(host, '@', len);
	if (at) {
		GX_AUTO(free) char *pair = gx_strndup(host, (size_t)(at - host));

		free(npm->authorization);
		npm->authorization = from_url(pair);
		memmove(host, at + 1, strlen(at + 1) + 1);
	}
}

static char *own_variable(const char *name)
{
	const char *value = getenv(name);

	return value && *value ? gx_strdup(value) : NULL;
}

/* URL without slashes at its end; NULL when it is none of the web's. */
static char *registry_url(const char *url)
{
	size_t len;

	if (!url || (strncmp(url, "http://", 7) && strncmp(url, "https://", 8)))
		return NULL;
	for (len = strlen(url); len > 0 && url[len - 1] == '/'; len--)
		;
	return gx_strndup(url, len);
}

void gx_npm_find(const char *dir, struct gx_npm *out)
{
	GX_AUTO(strv) struct gx_strv settings = GX_STRV_INIT;
	GX_AUTO(free) char *own = own_variable("GX_NPM_REGISTRY");
	const char *url = own ? own : variable("registry"), *ca = variable("cafile");

	*out = (struct gx_npm)GX_NPM_INIT;
	read_global(&settings);
	read_user(&settings);
	read_project(dir, &settings);
	out->registry = registry_url(url ? url : setting(&settings, "registry"));
	split_url(out);
	if (!out->authorization)
		out->authorization = own_variable("GX_NPM_AUTHORIZATION");
	if (!out->authorization && out->registry)
		out->authorization = gx_npm_authorization(&settings, out->registry);
	out->ca_file = own_variable("GX_NPM_CAFILE");
	ca = ca ? ca : setting(&settings, "cafile");
	if (!out->ca_file && ca)
		out->ca_file = gx_strdup(ca);
}

/* What the npm of this host takes where nothing is configured; yours, or NULL. */
static char *ask_program(void)
{
	char *argv[] = { (char *)"npm", (char *)"config", (char *)"get", (char *)"registry", NULL };
	GX_AUTO(fd) int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	const struct gx_spawn_fd fds[] = { { null, 0 }, { null, 2 } };
	const struct gx_spawn_opts opts = { .argv = argv, .cwd = "/", .fds = fds, .nfds = 2,
					    .die_with_parent = true };
	GX_AUTO(buf) struct gx_buf out = GX_BUF_INIT;
	GX_AUTO(free) char *line = NULL;
	int status;

	if (null < 0 || gx_spawn_capture(&opts, MAX_VALUE, &out, &status, NULL) < 0 || status != 0)
		return NULL;
	line = trimmed(gx_buf_str(&out), gx_buf_str(&out) + out.len);
	return registry_url(line);
}

void gx_npm_find_or_ask(const char *dir, struct gx_npm *out)
{
	gx_npm_find(dir, out);
	if (!out->registry)
		out->registry = ask_program();
}

bool gx_npm_owns(const struct gx_npm *npm, const char *url)
{
	size_t len = npm->registry ? strlen(npm->registry) : 0;

	return len && !strncmp(url, npm->registry, len) && url[len] == '/';
}

void gx_npm_environ(struct gx_strv *env)
{
	GX_AUTO(npm) struct gx_npm npm = GX_NPM_INIT;

	gx_npm_find_or_ask(".", &npm);
	if (npm.registry)
		gx_strv_pushf(env, "GX_NPM_REGISTRY=%s", npm.registry);
	if (npm.authorization)
		gx_strv_pushf(env, "GX_NPM_AUTHORIZATION=%s", npm.authorization);
	if (npm.ca_file)
		gx_strv_pushf(env, "GX_NPM_CAFILE=%s", npm.ca_file);
}
