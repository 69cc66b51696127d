/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which proxy a fetch goes through, as git and curl decide it: http.proxy of git's configuration,
 * else https_proxy or all_proxy, unless no_proxy names the host.  (libgit2's own search takes no
 * address without http:// and forgets no_proxy; and it reaches http:// directly in any case.) */
#include <git2.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "channel/clone.h"

/* The variable NAME or its form in capitals; NULL when empty or unset. */
static const char *variable(const char *name, const char *capitals)
{
	const char *value = getenv(name);

	if (!value)
		value = getenv(capitals);
	return value && *value ? value : NULL;
}

/* The host of URL, without user and port; yours, or NULL. */
static char *host_of(const char *url)
{
	const char *start = strstr(url, "://"), *end, *at;

	if (!start)
		return NULL;
	start += 3;
	end = start + strcspn(start, "/?#");
	at = memrchr(start, '@', (size_t)(end - start));
	start = at ? at + 1 : start;
	if (*start == '[') {
		start++;
		end = start + strcspn(start, "]");
	} else {
		const char *colon = memchr(start, ':', (size_t)(end - start));

		end = colon ? colon : end;
	}
	return gx_strndup(start, (size_t)(end - start));
}

/* Is HOST the domain ENTRY of no_proxy, or below it? */
static bool is_within(const char *host, const char *entry)
{
	size_t host_len = strlen(host), len;

	if (!strcmp(entry, "*"))
		return true;
	entry += *entry == '*';
	entry += *entry == '.';
	len = strlen(entry);
	if (!len || host_len < len || strcasecmp(host + host_len - len, entry))
		return false;
	return host_len == len || host[host_len - len - 1] == '.';
}

static bool is_excluded(const char *host, const char *list)
{
	GX_AUTO(strv) struct gx_strv entries = GX_STRV_INIT;

	gx_strv_split(&entries, list, ", \t");
	for (size_t i = 0; i < entries.n; i++) {
		if (is_within(host, entries.v[i]))
			return true;
	}
	return false;
}

/* http.proxy; "" says that there is to be none.  Yours, or NULL. */
static char *configured(git_repository *repo)
{
	git_config *config = NULL;
	git_buf value = { 0 };
	char *proxy = NULL;

	if (git_repository_config_snapshot(&config, repo) == 0 &&
	    git_config_get_string_buf(&value, config, "http.proxy") == 0)
		proxy = gx_strdup(value.ptr ? value.ptr : "");
	git_buf_dispose(&value);
	git_config_free(config);
	return proxy;
}

static const char *from_environment(void)
{
	const char *proxy = variable("https_proxy", "HTTPS_PROXY");

	return proxy ? proxy : variable("all_proxy", "ALL_PROXY");
}

char *gx_git_proxy(git_repository *repo, const char *url)
{
	const char *none = variable("no_proxy", "NO_PROXY");
	GX_AUTO(free) char *host = NULL, *proxy = NULL;

	if (strncmp(url, "https://", 8))
		return NULL;
	host = host_of(url);
	proxy = configured(repo);
	if (!proxy && from_environment())
		proxy = gx_strdup(from_environment());
	if (!proxy || !*proxy || (host && none && is_excluded(host, none)))
		return NULL;
	return strstr(proxy, "://") ? gx_steal(&proxy) : gx_asprintf("http://%s", proxy);
}
