/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which URLs a section http.<url> of git's configuration is about. */
#include <string.h>

#include "channel/gitconfig.h"

/* Label by label; `*' is any one of them. */
static bool host_fits(const char *pattern, const char *host)
{
	for (;;) {
		size_t p = strcspn(pattern, "."), h = strcspn(host, ".");
		bool any = p == 1 && *pattern == '*';

		if (!any && (p != h || memcmp(pattern, host, p)))
			return false;
		if (!pattern[p] || !host[h])
			return pattern[p] == host[h];
		pattern += p + 1;
		host += h + 1;
	}
}

/* Is PATH the directory PREFIX, or below it? */
static bool path_fits(const char *prefix, const char *path, size_t *len)
{
	size_t n = strlen(prefix);

	while (n > 0 && prefix[n - 1] == '/')
		n--;
	*len = n;
	return !strncmp(prefix, path, n) && (!path[n] || path[n] == '/');
}

static bool same(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

bool gx_urlmatch(const char *text, const struct gx_url *url, struct gx_urlmatch *out)
{
	GX_AUTO(url) struct gx_url pattern = GX_URL_INIT;

	if (gx_url_parse(text, &pattern) < 0 || strcmp(pattern.scheme, url->scheme) ||
	    !same(pattern.port, url->port) || !host_fits(pattern.host, url->host) ||
	    !path_fits(pattern.path, url->path, &out->path))
		return false;
	if (pattern.user && !same(pattern.user, url->user))
		return false;
	out->user = pattern.user;
	out->host = strlen(pattern.host);
	return true;
}

int gx_urlmatch_compare(const struct gx_urlmatch *a, const struct gx_urlmatch *b)
{
	if (a->host != b->host)
		return a->host < b->host ? -1 : 1;
	if (a->path != b->path)
		return a->path < b->path ? -1 : 1;
	return a->user - b->user;
}
