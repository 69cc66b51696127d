/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts of a URL. */
#include "net/url.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGITS "0123456789"
#define HOST LETTERS DIGITS "-._~*"
#define HEX DIGITS "abcdefABCDEF"

void gx_url_clear(struct gx_url *url)
{
	free(url->scheme);
	free(url->host);
	free(url->user);
	free(url->password);
	free(url->port);
	free(url->path);
	*url = (struct gx_url)GX_URL_INIT;
}

bool gx_url_is_web(const char *url)
{
	return !strncasecmp(url, "http://", 7) || !strncasecmp(url, "https://", 8);
}

static char *lower(const char *text, size_t len)
{
	char *copy = gx_strndup(text, len);

	for (char *p = copy; *p; p++)
		*p = *p >= 'A' && *p <= 'Z' ? *p | 0x20 : *p;
	return copy;
}

static int hex(char c)
{
	return c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
}

/* The character of the escape at TEXT, of which LEN bytes are left; -1: it is none. */
static int escaped(const char *text, size_t len)
{
	if (len < 3 || !memchr(HEX, text[1], sizeof HEX - 1) ||
	    !memchr(HEX, text[2], sizeof HEX - 1))
		return -1;
	return hex(text[1]) * 16 + hex(text[2]);
}

/* Decoded; NULL where an escape is none, or a character one that only confuses. */
static char *decode(const char *text, size_t len)
{
	GX_AUTO(buf) struct gx_buf out = GX_BUF_INIT;

	for (size_t i = 0; i < len; i++) {
		int c = text[i] == '%' ? escaped(text + i, len - i) : (unsigned char)text[i];

		if (c < 0x20 || c == 0x7f || text[i] == '\\' || text[i] == ' ')
			return NULL;
		i += text[i] == '%' ? 2 : 0;
		gx_buf_addc(&out, (char)c);
	}
	return len ? gx_buf_take(&out) : gx_strdup("");
}

static int parse_user(const char *text, size_t len, struct gx_url *out)
{
	const char *colon = memchr(text, ':', len);
	size_t user = colon ? (size_t)(colon - text) : len;

	out->user = decode(text, user);
	if (colon)
		out->password = decode(colon + 1, len - user - 1);
	return out->user && (!colon || out->password) ? 0 : -1;
}

/* "HOST", "HOST:PORT" or "[ADDRESS]:PORT". */
static int parse_host(const char *text, size_t len, struct gx_url *out)
{
	const char *own = strcmp(out->scheme, "https") ? "80" : "443";
	size_t host = *text == '[' ? strspn(text + 1, HEX ":.") + 2 : strspn(text, HOST);

	if (!host || host > len || (*text == '[' && text[host - 1] != ']'))
		return -1;
	out->host = lower(text, host);
	if (host == len)
		return 0;
	text += host;
	len -= host;
	if (*text != ':' || len > 6 || strspn(text + 1, DIGITS) < len - 1)
		return -1;
	if (len > 1 && (len - 1 != strlen(own) || strncmp(text + 1, own, len - 1)))
		out->port = gx_strndup(text + 1, len - 1);
	return 0;
}

/* Forget the last segment of the path PATH, which ends with a slash. */
static void ascend(struct gx_buf *path)
{
	size_t len = path->len - 1;

	while (len > 0 && path->data[len - 1] != '/')
		len--;
	if (len > 0) {
		path->data[len] = '\0';
		path->len = len;
	}
}

/* Append a segment; escapes of what needs none are undone, the others have capitals. */
static void add_segment(struct gx_buf *out, const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		int c = text[i] == '%' ? escaped(text + i, len - i) : -1;

		if (c < 0 && text[i] != '%') {
			gx_buf_addc(out, text[i]);
			continue;
		}
		if (c < 0) {	/* it escapes nothing */
			gx_buf_adds(out, "%25");
			continue;
		}
		i += 2;
		if (c && strchr(LETTERS DIGITS "-._~", c))
			gx_buf_addc(out, (char)c);
		else
			gx_buf_addf(out, "%%%02X", (unsigned)c);
	}
}

static char *parse_path(const char *text, size_t len)
{
	GX_AUTO(buf) struct gx_buf out = GX_BUF_INIT;

	gx_buf_addc(&out, '/');
	while (len > 0) {
		size_t slash, begin, n;

		text++;		/* the slash */
		len--;
		slash = strcspn(text, "/");
		n = slash < len ? slash : len;
		begin = out.len;
		add_segment(&out, text, n);
		if (!strcmp(out.data + begin, ".") || !strcmp(out.data + begin, "..")) {
			bool up = out.len - begin == 2;

			out.len = begin;
			out.data[begin] = '\0';
			if (up)
				ascend(&out);
		} else if (n < len) {
			gx_buf_addc(&out, '/');
		}
		text += n;
		len -= n;
	}
	return gx_buf_take(&out);
}

static int parse(const char *text, struct gx_url *out)
{
	const char *host = strstr(text, "://"), *end, *at;

	if (!gx_url_is_web(text))
		return -1;
	out->scheme = lower(text, (size_t)(host - text));
	host += 3;
	end = host + strcspn(host, "/?#");
	at = memrchr(host, '@', (size_t)(end - host));
	if (at && parse_user(host, (size_t)(at - host), out) < 0)
		return -1;
	host = at ? at + 1 : host;
	if (parse_host(host, (size_t)(end - host), out) < 0)
		return -1;
	out->path = parse_path(end, strcspn(end, "?#"));
	return 0;
}

int gx_url_parse(const char *text, struct gx_url *out)
{
	GX_AUTO(url) struct gx_url url = GX_URL_INIT;

	if (parse(text, &url) < 0)
		return -1;
	*out = url;
	url = (struct gx_url)GX_URL_INIT;
	return 0;
}

static bool same(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

bool gx_url_is_beside(const struct gx_url *a, const struct gx_url *b)
{
	return same(a->scheme, b->scheme) && same(a->host, b->host) && same(a->port, b->port);
}

bool gx_url_same_origin(const char *a, const char *b)
{
	GX_AUTO(url) struct gx_url x = GX_URL_INIT, y = GX_URL_INIT;

	return gx_url_parse(a, &x) == 0 && gx_url_parse(b, &y) == 0 && gx_url_is_beside(&x, &y);
}

/* URL without the bytes from FROM to TO, which point into it. */
static char *without(const char *url, const char *from, const char *to)
{
	return gx_asprintf("%.*s%s", (int)(from - url), url, to);
}

char *gx_url_bare(const char *url)
{
	const char *host = strstr(url, "://"), *at;

	if (!host)
		return gx_strdup(url);
	host += 3;
	at = memrchr(host, '@', strcspn(host, "/?#"));
	return without(url, host, at ? at + 1 : host);
}

char *gx_url_shown(const char *url)
{
	const char *host = strstr(url, "://"), *at, *colon;

	if (!host || gx_url_is_web(url))
		return gx_url_bare(url);
	host += 3;
	at = memrchr(host, '@', strcspn(host, "/?#"));
	colon = at ? memchr(host, ':', (size_t)(at - host)) : NULL;
	return colon ? without(url, colon, at) : gx_strdup(url);
}
