/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Git's configuration, from files and from the environment. */
#include "channel/gitconfig.h"

#include <git2.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "channel/git.h"

#define MAX_FROM_ENVIRONMENT 10000

/* In order: what comes later counts more. */
struct entry {
	char *name;	/* section and key in lower case */
	char *value;
};

struct gx_gitconfig {
	struct entry *entries;
	size_t n;
};

void gx_gitconfig_free(struct gx_gitconfig *config)
{
	if (!config)
		return;
	for (size_t i = 0; i < config->n; i++) {
		free(config->entries[i].name);
		free(config->entries[i].value);
	}
	free(config->entries);
	free(config);
}

void gx_cleanup_gitconfig(struct gx_gitconfig **config)
{
	gx_gitconfig_free(*config);
}

static void add(struct gx_gitconfig *config, const char *name, const char *value)
{
	config->entries = gx_reallocarray(config->entries, config->n + 1, sizeof *config->entries);
	/* A key without `=' means true. */
	config->entries[config->n++] = (struct entry){ gx_strdup(name),
						       gx_strdup(value ? value : "true") };
}

/* --- files --------------------------------------------------------------------------------- */

static int on_entry(const git_config_entry *entry, void *payload)
{
	add(payload, entry->name, entry->value);
	return 0;
}

/* A file that is not there is empty. */
static int add_file(struct gx_gitconfig *config, const char *path, struct gx_err *err)
{
	git_config *file = NULL;
	int rc;

	if (!path || !*path || !gx_exists(path) || gx_path_is_stream(path))
		return 0;
	if (access(path, R_OK) < 0)	/* libgit2 would not say why */
		return gx_fail_errno(err, "git's configuration %s", path);
	rc = git_config_open_ondisk(&file, path);
	if (rc == 0)
		rc = git_config_foreach(file, on_entry, config);
	if (rc < 0) {
		gx_git_fail(err, "git's configuration %s", path);
		if (err)
			err->code = GX_EINVALID;
	}
	git_config_free(file);
	return rc < 0 ? -1 : 0;
}

/* The file that libgit2's FIND knows. */
static int add_found(struct gx_gitconfig *config, int (*find)(git_buf *), struct gx_err *err)
{
	git_buf path = { 0 };
	int rc = find(&path) == 0 ? add_file(config, path.ptr, err) : 0;

	git_buf_dispose(&path);
	return rc;
}

static int add_system(struct gx_gitconfig *config, struct gx_err *err)
{
	const char *without = getenv("GIT_CONFIG_NOSYSTEM"), *path = getenv("GIT_CONFIG_SYSTEM");
	int yes = 0;

	if (without && git_config_parse_bool(&yes, without) == 0 && yes)
		return 0;
	return path ? add_file(config, path, err) : add_found(config, git_config_find_system, err);
}

static int add_user(struct gx_gitconfig *config, struct gx_err *err)
{
	const char *path = getenv("GIT_CONFIG_GLOBAL");

	if (path)
		return add_file(config, path, err);
	if (add_found(config, git_config_find_xdg, err) < 0)
		return -1;
	return add_found(config, git_config_find_global, err);
}

/* --- the environment ----------------------------------------------------------------------- */

/* Names are compared in lower case, but for what stands between the first and the last dot. */
static char *normal_name(const char *name)
{
	char *copy = gx_strdup(name), *first = strchr(copy, '.'), *last = strrchr(copy, '.');

	for (char *p = copy; *p; p++) {
		if ((p < first || p > last) && *p >= 'A' && *p <= 'Z')
			*p |= 0x20;
	}
	return copy;
}

static const char *numbered(const char *name, unsigned long i)
{
	GX_AUTO(free) char *whole = gx_asprintf("%s_%lu", name, i);

	return getenv(whole);
}

/* GIT_CONFIG_COUNT, GIT_CONFIG_KEY_0, GIT_CONFIG_VALUE_0 and so on. */
static int add_environment(struct gx_gitconfig *config, struct gx_err *err)
{
	const char *count = getenv("GIT_CONFIG_COUNT");
	unsigned long n;
	char *end;

	if (!count || !*count)
		return 0;
	n = strtoul(count, &end, 10);
	if (*end || *count == '-' || n > MAX_FROM_ENVIRONMENT)
		return gx_fail(err, GX_EINVALID, "GIT_CONFIG_COUNT is `%s', no sensible number", count);
	for (unsigned long i = 0; i < n; i++) {
		const char *key = numbered("GIT_CONFIG_KEY", i);
		const char *value = numbered("GIT_CONFIG_VALUE", i);
		GX_AUTO(free) char *name = NULL;

		if (!key || !value || !strchr(key, '.'))
			return gx_fail(err, GX_EINVALID, "GIT_CONFIG_COUNT is %lu, but %s_%lu is %s", n,
				       value ? "GIT_CONFIG_KEY" : "GIT_CONFIG_VALUE", i,
				       key && value ? "no name of a setting" : "not set");
		name = normal_name(key);
		add(config, name, value);
	}
	return 0;
}

int gx_gitconfig_read(const char *path, struct gx_gitconfig **out, struct gx_err *err)
{
	GX_AUTO(gitconfig) struct gx_gitconfig *config = gx_calloc(1, sizeof *config);
	GX_AUTO(free) char *own = gx_path_join(path, "config");

	if (add_system(config, err) < 0 || add_user(config, err) < 0 ||
	    add_file(config, own, err) < 0 || add_environment(config, err) < 0)
		return -1;
	*out = gx_steal(&config);
	return 0;
}

/* --- looking up ---------------------------------------------------------------------------- */

/* Is NAME of the form SECTION.KEY or SECTION.<…>.KEY?  PATTERN is then what is between, or NULL. */
static bool is_named(const char *name, const char *section, const char *key, char **pattern)
{
	size_t s = strlen(section), k = strlen(key), len = strlen(name);

	if (len < s + k + 1 || strncmp(name, section, s) || name[s] != '.' ||
	    strcmp(name + len - k, key) || name[len - k - 1] != '.')
		return false;
	*pattern = len > s + k + 1 ? gx_strndup(name + s + 1, len - k - s - 2) : NULL;
	return true;
}

/* Does ENTRY hold for URL, and no worse than BEST, which is set then? */
static bool holds(const struct entry *entry, const char *section, const char *key,
		  const struct gx_url *url, bool named, struct gx_urlmatch *best)
{
	GX_AUTO(free) char *pattern = NULL;
	struct gx_urlmatch match = { 0, 0, false };

	if (!is_named(entry->name, section, key, &pattern) || (named && !pattern) ||
	    (pattern && !gx_urlmatch(pattern, url, &match)) ||
	    gx_urlmatch_compare(&match, best) < 0)
		return false;
	*best = match;
	return true;
}

const char *gx_gitconfig_get(const struct gx_gitconfig *config, const char *section,
			     const char *key, const struct gx_url *url)
{
	struct gx_urlmatch best = { 0, 0, false };
	const char *value = NULL;

	for (size_t i = 0; i < config->n; i++) {
		if (holds(&config->entries[i], section, key, url, false, &best))
			value = config->entries[i].value;
	}
	return value;
}

void gx_gitconfig_all(const struct gx_gitconfig *config, const char *section, const char *key,
		      const struct gx_url *url, bool named, struct gx_strv *out)
{
	struct gx_urlmatch best = { 0, 0, false };

	for (size_t i = 0; i < config->n; i++) {
		const struct entry *entry = &config->entries[i];

		if (!holds(entry, section, key, url, named, &best))
			continue;
		if (*entry->value)
			gx_strv_push(out, entry->value);
		else
			gx_strv_clear(out);
	}
}

char *gx_gitconfig_rewrite(const struct gx_gitconfig *config, const char *url)
{
	GX_AUTO(free) char *base = NULL;
	size_t longest = 0;

	for (size_t i = 0; i < config->n; i++) {
		const struct entry *entry = &config->entries[i];
		GX_AUTO(free) char *pattern = NULL;
		size_t len = strlen(entry->value);

		if (len <= longest || !is_named(entry->name, "url", "insteadof", &pattern) ||
		    !pattern || strncmp(url, entry->value, len))
			continue;
		longest = len;
		free(base);
		base = gx_steal(&pattern);
	}
	return base ? gx_asprintf("%s%s", base, url + longest) : gx_strdup(url);
}
