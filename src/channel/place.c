/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a channel is fetched from: its URL in full, and whether gx can fetch from there. */
#include <git2.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "channel/clone.h"
#include "channel/forms.h"

/* URL or host:path, rather than a path of this machine? */
static bool is_remote(const char *url)
{
	return strstr(url, "://") ||
		(*url != '/' && strchr(url, ':') && strcspn(url, ":") < strcspn(url, "/"));
}

char *gx_git_full_url(const char *url, const char *dir)
{
	const char *home = getenv("HOME");
	GX_AUTO(free) char *path = NULL;

	if (is_remote(url))
		return gx_strdup(url);
	if (url[0] == '~' && url[1] == '/' && home && *home == '/')
		return gx_asprintf("%s%s", home, url + 1);
	if (!dir || *url == '/')
		return gx_path_absolute(url);
	path = gx_path_join(dir, url);
	return gx_path_absolute(path);
}

void gx_channels_set_dir(struct gx_channels *list, const char *dir)
{
	for (size_t i = 0; i < list->n; i++) {
		free(list->v[i].dir);
		list->v[i].dir = gx_strdup(dir);
	}
}

void gx_channel_make_absolute(struct gx_channel *c)
{
	char *url;

	if (!c->dir)
		return;
	url = gx_git_full_url(c->url, c->dir);
	free(c->url);
	c->url = url;
	free(gx_steal(&c->dir));
}

static bool is_known_protocol(const char *url)
{
	static const char *const known[] = {
		"https", "http", "ssh", "git+ssh", "ssh+git", "git", "file", NULL,
	};
	const char *end = strstr(url, "://");

	for (size_t i = 0; end && known[i]; i++) {
		if (strlen(known[i]) == (size_t)(end - url) &&
		    !strncmp(known[i], url, (size_t)(end - url)))
			return true;
	}
	return !end;
}

/* Does PATH, a repository with or without a working tree, name its objects by SHA-256? */
static bool has_long_names(const char *path)
{
	static const char *const files[] = { ".git/config", "config" };
	git_config *config = NULL;
	bool found = false;

	for (size_t i = 0; i < 2 && !found; i++) {
		GX_AUTO(free) char *file = gx_path_join(path, files[i]);
		git_buf format = { 0 };

		if (git_config_open_ondisk(&config, file) < 0)
			continue;
		found = git_config_get_string_buf(&format, config,
						  "extensions.objectformat") == 0 &&
			!strcmp(format.ptr, "sha256");
		git_buf_dispose(&format);
		git_config_free(config);
	}
	return found;
}

static int check_directory(const char *path, struct gx_err *err)
{
	struct stat st;

	if (stat(path, &st) < 0)
		return gx_fail(err, GX_ENOTFOUND, "there is no repository at %s", path);
	if (!S_ISDIR(st.st_mode))
		return gx_fail(err, GX_EINVALID, "%s is a file, not a git repository", path);
	if (has_long_names(path)) {
		gx_fail(err, GX_EINVALID, "the repository %s names its objects by SHA-256", path);
		return gx_err_hint(err, "channels are fetched from repositories with SHA-1 names "
				   "only, git's default");
	}
	return 0;
}

int gx_git_check_place(const char *url, struct gx_err *err)
{
	if (!is_known_protocol(url)) {
		gx_fail(err, GX_EINVALID, "channels are not fetched by %.*s",
			(int)strcspn(url, ":"), url);
		return gx_err_hint(err, "https, http, ssh, git and file are known, and paths");
	}
	if (!strncmp(url, "file:///", 8))
		return check_directory(url + 7, err);
	return is_remote(url) ? 0 : check_directory(url, err);
}
