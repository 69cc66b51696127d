/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Checking facts with system calls only. */
#include "cache/cache.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int64_t nanoseconds(const struct timespec *t)
{
	return (int64_t)t->tv_sec * 1000000000 + t->tv_nsec;
}

static bool same_stat(const struct gx_fact *fact, const struct stat *st)
{
	return fact->dev == (uint64_t)st->st_dev && fact->ino == (uint64_t)st->st_ino &&
	       fact->size == (uint64_t)st->st_size &&
	       fact->mtime_ns == nanoseconds(&st->st_mtim) &&
	       fact->ctime_ns == nanoseconds(&st->st_ctim);
}

static enum gx_cache_state if_true(bool holds)
{
	return holds ? GX_CACHE_FRESH : GX_CACHE_STALE;
}

static enum gx_cache_state check_content(const struct gx_fact *fact)
{
	struct stat st;

	if (stat(fact->name, &st) < 0)
		return GX_CACHE_STALE;
	if ((fact->type == GX_FACT_DIR) != !!S_ISDIR(st.st_mode))
		return GX_CACHE_STALE;
	if (fact->settled && same_stat(fact, &st))
		return GX_CACHE_FRESH;
	/* a file of another size has another content; a directory's size tells nothing */
	if (fact->type == GX_FACT_FILE && fact->size != (uint64_t)st.st_size)
		return GX_CACHE_STALE;
	return GX_CACHE_UNSURE;
}

static bool check_exists(const struct gx_fact *fact)
{
	struct stat st;
	const char *kind;

	if (stat(fact->name, &st) < 0)
		return false;
	kind = S_ISREG(st.st_mode) ? "file" : S_ISDIR(st.st_mode) ? "directory" : "other";
	return fact->value && !strcmp(fact->value, kind);
}

static bool check_link(const struct gx_fact *fact)
{
	char target[PATH_MAX];
	ssize_t n = readlink(fact->name, target, sizeof target - 1);

	if (n < 0 || !fact->value)
		return false;
	target[n] = '\0';
	return !strcmp(target, fact->value);
}

static bool check_env(const struct gx_fact *fact)
{
	const char *value = getenv(fact->name);
	struct gx_digest digest;

	if (!value || !fact->is_set)
		return !value == !fact->is_set;
	digest = gx_digest(value, strlen(value));
	return !memcmp(&digest, &fact->digest, sizeof digest);
}

static bool check_cwd(const struct gx_fact *fact)
{
	char cwd[PATH_MAX];

	return getcwd(cwd, sizeof cwd) && !strcmp(cwd, fact->name);
}

static bool check_identity(const struct gx_fact *fact)
{
	struct stat st;

	return stat(fact->name, &st) == 0 && same_stat(fact, &st);
}

static enum gx_cache_state check(const struct gx_fact *fact)
{
	struct stat st;

	switch (fact->type) {
	case GX_FACT_FILE:
	case GX_FACT_DIR:
		return check_content(fact);
	case GX_FACT_ABSENT:
		return if_true(stat(fact->name, &st) < 0 &&
			       (errno == ENOENT || errno == ENOTDIR));
	case GX_FACT_EXISTS:
		return if_true(check_exists(fact));
	case GX_FACT_LINK:
		return if_true(check_link(fact));
	case GX_FACT_ENV:
		return if_true(check_env(fact));
	case GX_FACT_CWD:
		return if_true(check_cwd(fact));
	case GX_FACT_IDENTITY:
		return if_true(check_identity(fact));
	case GX_FACT_NOTE:
		return GX_CACHE_FRESH;
	}
	return GX_CACHE_STALE;
}

enum gx_cache_state gx_cache_check_quick(const struct gx_cache_entry *entry, const char **why)
{
	enum gx_cache_state state = GX_CACHE_FRESH;

	for (size_t i = 0; i < entry->nfacts; i++) {
		enum gx_cache_state this = check(&entry->facts[i]);

		if (this == GX_CACHE_FRESH || (this == GX_CACHE_UNSURE && state))
			continue;
		state = this;
		if (why)
			*why = entry->facts[i].name;
		if (state == GX_CACHE_STALE)
			break;
	}
	return state;
}
