/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The host's Debian mirrors, from its apt configuration. */
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "net/net.h"

#define MAX_FILE ((size_t)1 << 20)
/* apt's way to keep mirrors in a file of their own, as Debian's cloud images do. */
#define MIRROR_FILE "mirror+file:"

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

/* Debian's main archive is told from its siblings (security, backports of others, vendors'
 * own) by the last part of its URI, or by being one of Debian's hosts. */
static bool is_debian_main(const char *uri)
{
	size_t len = strlen(uri);
	const char *last;

	if (strncmp(uri, "http://", 7) && strncmp(uri, "https://", 8) && strncmp(uri, "file:", 5) &&
	    strncmp(uri, "ftp://", 6))
		return false;
	while (len > 0 && uri[len - 1] == '/')
		len--;
	for (last = uri + len; last > uri && last[-1] != '/'; last--)
		;
	len -= (size_t)(last - uri);
	return len == 6 && !strncmp(last, "debian", 6);
}

static void add_uri(struct gx_strv *out, const char *uri, size_t len)
{
	GX_AUTO(free) char *copy = gx_strndup(uri, len);

	len = strlen(copy);	/* it ends at a NUL */
	while (len > 0 && copy[len - 1] == '/')
		copy[--len] = 0;
	if ((is_debian_main(copy) || !strncmp(copy, MIRROR_FILE, strlen(MIRROR_FILE))) &&
	    !gx_strv_has(out, copy))
		gx_strv_push(out, copy);
}

/* The next word of the line that ends at END, or NULL; *P moves behind it. */
static const char *word(const char **p, const char *end, size_t *len)
{
	const char *start;

	while (*p < end && is_blank(**p))
		++*p;
	start = *p;
	while (*p < end && !is_blank(**p))
		++*p;
	*len = (size_t)(*p - start);
	return *len ? start : NULL;
}

/* deb [option=value …] URI suite component… */
static void parse_list_line(const char *p, const char *end, struct gx_strv *out)
{
	const char *w, *hash = memchr(p, '#', (size_t)(end - p));
	size_t len;

	if (hash)
		end = hash;
	w = word(&p, end, &len);
	if (!w || !((len == 3 && !strncmp(w, "deb", 3)) || (len == 7 && !strncmp(w, "deb-src", 7))))
		return;
	w = word(&p, end, &len);
	if (w && *w == '[') {
		while (w && w[len - 1] != ']')
			w = word(&p, end, &len);
		if (w)
			w = word(&p, end, &len);
	}
	if (w)
		add_uri(out, w, len);
}

void gx_apt_parse_list(const char *text, size_t len, struct gx_strv *out)
{
	const char *end = text + len;

	while (text < end) {
		const char *eol = memchr(text, '\n', (size_t)(end - text));

		parse_list_line(text, eol ? eol : end, out);
		text = eol ? eol + 1 : end;
	}
}

struct stanza {
	struct gx_strv uris;
	bool disabled;
	enum { FIELD_OTHER, FIELD_URIS, FIELD_ENABLED } field;
};

static void end_stanza(struct stanza *s, struct gx_strv *out)
{
	for (size_t i = 0; !s->disabled && i < s->uris.n; i++)
		add_uri(out, s->uris.v[i], strlen(s->uris.v[i]));
	gx_strv_clear(&s->uris);
	s->disabled = false;
	s->field = FIELD_OTHER;
}

static void stanza_value(struct stanza *s, const char *p, const char *end)
{
	const char *w;
	size_t len;

	while ((w = word(&p, end, &len))) {
		if (s->field == FIELD_URIS)
			gx_strv_take(&s->uris, gx_strndup(w, len));
		else if (s->field == FIELD_ENABLED)
			s->disabled = (len == 2 && !strncasecmp(w, "no", 2)) ||
				(len == 5 && !strncasecmp(w, "false", 5));
	}
}

/* "Name: value", a continuation that starts with a blank, a comment, or the stanza's end. */
static void parse_sources_line(struct stanza *s, const char *p, const char *end,
			       struct gx_strv *out)
{
	const char *colon, *q = p;
	size_t len;

	if (p < end && *p == '#')
		return;
	if (!word(&q, end, &len)) {
		end_stanza(s, out);
		return;
	}
	if (!is_blank(*p)) {
		colon = memchr(p, ':', (size_t)(end - p));
		if (!colon)
			return;
		len = (size_t)(colon - p);
		s->field = len == 4 && !strncasecmp(p, "URIs", 4) ? FIELD_URIS :
			len == 7 && !strncasecmp(p, "Enabled", 7) ? FIELD_ENABLED : FIELD_OTHER;
		p = colon + 1;
	}
	stanza_value(s, p, end);
}

void gx_apt_parse_sources(const char *text, size_t len, struct gx_strv *out)
{
	struct stanza s = { GX_STRV_INIT, false, FIELD_OTHER };
	const char *end = text + len;

	while (text < end) {
		const char *eol = memchr(text, '\n', (size_t)(end - text));

		parse_sources_line(&s, text, eol ? eol : end, out);
		text = eol ? eol + 1 : end;
	}
	end_stanza(&s, out);
}

static void read_config(const char *path, bool deb822, struct gx_strv *out)
{
	GX_AUTO(buf) struct gx_buf buf = GX_BUF_INIT;

	/* What cannot be read is no mirror; the final message names those that were tried. */
	if (gx_file_read(path, MAX_FILE, &buf, NULL) != 0)
		return;
	(deb822 ? gx_apt_parse_sources : gx_apt_parse_list)(gx_buf_str(&buf), buf.len, out);
}

static bool has_suffix(const char *s, const char *suffix)
{
	size_t n = strlen(s), m = strlen(suffix);

	return n > m && !strcmp(s + n - m, suffix);
}

static void read_config_dir(const char *dir, struct gx_strv *out)
{
	GX_AUTO(strv) struct gx_strv names = GX_STRV_INIT;
	GX_AUTO(dir) DIR *d = opendir(dir);
	struct dirent *e;

	while (d && (e = readdir(d))) {
		if (has_suffix(e->d_name, ".list") || has_suffix(e->d_name, ".sources"))
			gx_strv_push(&names, e->d_name);
	}
	gx_strv_sort(&names);
	for (size_t i = 0; i < names.n; i++) {
		GX_AUTO(free) char *path = gx_path_join(dir, names.v[i]);

		read_config(path, has_suffix(path, ".sources"), out);
	}
}

/* The first word of each line of a mirror list. */
static void read_mirror_file(const char *path, struct gx_strv *out)
{
	GX_AUTO(buf) struct gx_buf buf = GX_BUF_INIT;
	GX_AUTO(strv) struct gx_strv lines = GX_STRV_INIT;

	if (gx_file_read(path, MAX_FILE, &buf, NULL) != 0)
		return;
	gx_strv_split(&lines, gx_buf_str(&buf), "\n");
	for (size_t i = 0; i < lines.n; i++)
		add_uri(out, lines.v[i], strcspn(lines.v[i], " \t\r#"));
}

static void add_expanded(const char *root, const struct gx_strv *uris, struct gx_strv *out)
{
	for (size_t i = 0; i < uris->n; i++) {
		const char *uri = uris->v[i];
		GX_AUTO(free) char *path = NULL;

		if (strncmp(uri, MIRROR_FILE, strlen(MIRROR_FILE))) {
			if (!gx_strv_has(out, uri))
				gx_strv_push(out, uri);
			continue;
		}
		uri += strlen(MIRROR_FILE);
		path = gx_asprintf("%s%s", root, uri + (strncmp(uri, "//", 2) ? 0 : 2));
		read_mirror_file(path, out);
	}
}

void gx_apt_mirrors(const char *root, struct gx_strv *out)
{
	GX_AUTO(free) char *list = gx_asprintf("%s/etc/apt/sources.list", root);
	GX_AUTO(free) char *dir = gx_asprintf("%s/etc/apt/sources.list.d", root);
	GX_AUTO(strv) struct gx_strv own = GX_STRV_INIT, configured = GX_STRV_INIT;
	const char *env = getenv("GX_DEBIAN_MIRROR");

	gx_strv_split(&own, env ? env : "", " \t\n,");
	for (size_t i = 0; i < own.n; i++) {
		char *uri = own.v[i];

		for (size_t len = strlen(uri); len > 0 && uri[len - 1] == '/'; )
			uri[--len] = 0;
		if (*uri && !gx_strv_has(out, uri))
			gx_strv_push(out, uri);
	}
	read_config(list, false, &configured);
	read_config_dir(dir, &configured);
	add_expanded(root, &configured, out);
}

/* Acquire::http::Proxy "URL"; in the text of one apt.conf, or NULL; yours. */
char *gx_apt_parse_proxy(const char *text)
{
	static const char key[] = "Acquire::http::Proxy";

	for (const char *p = text; *p; p += strcspn(p, "\n"), p += *p == '\n') {
		size_t len;

		p += strspn(p, " \t");
		if (strncasecmp(p, key, sizeof key - 1))
			continue;
		p += sizeof key - 1;
		p += strspn(p, " \t");
		if (*p != '"')
			continue;
		p++;
		len = strcspn(p, "\"\n");
		if (p[len] == '"' && !strncmp(p, "http", 4))
			return gx_strndup(p, len);
	}
	return NULL;
}

char *gx_apt_proxy(const char *root)
{
	GX_AUTO(strv) struct gx_strv files = GX_STRV_INIT;
	GX_AUTO(free) char *dir_path = gx_asprintf("%s/etc/apt/apt.conf.d", root);
	GX_AUTO(dir) DIR *d = opendir(dir_path);
	char *proxy = NULL;
	struct dirent *e;

	while (d && (e = readdir(d))) {
		if (e->d_name[0] != '.')
			gx_strv_take(&files, gx_path_join(dir_path, e->d_name));
	}
	gx_strv_sort(&files);
	gx_strv_pushf(&files, "%s/etc/apt/apt.conf", root);
	for (size_t i = 0; i < files.n && !proxy; i++) {
		GX_AUTO(buf) struct gx_buf buf = GX_BUF_INIT;

		if (gx_file_read(files.v[i], MAX_FILE, &buf, NULL) == 0)
			proxy = gx_apt_parse_proxy(gx_buf_str(&buf));
	}
	return proxy;
}
