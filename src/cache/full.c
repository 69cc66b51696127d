/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Recording facts, and checking them by reading. */
#include "cache/cache.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* A file must not have changed for so long before it is hashed: then a later change has
 * another time stamp, however coarse the file system's clock (git's racy index rule). */
#define SETTLE_NS 2000000000

static int64_t nanoseconds(const struct timespec *t)
{
	return (int64_t)t->tv_sec * 1000000000 + t->tv_nsec;
}

static void take_stat(struct gx_fact *fact, const struct stat *st, int64_t now)
{
	fact->dev = st->st_dev;
	fact->ino = st->st_ino;
	fact->size = (uint64_t)st->st_size;
	fact->mtime_ns = nanoseconds(&st->st_mtim);
	fact->ctime_ns = nanoseconds(&st->st_ctim);
	/* a time stamp of the future never settles */
	fact->settled = fact->mtime_ns + SETTLE_NS < now && fact->ctime_ns + SETTLE_NS < now;
}

static int hash_names(int fd, struct gx_hash *out, struct gx_err *err)
{
	GX_AUTO(strv) struct gx_strv names = GX_STRV_INIT;
	GX_AUTO(buf) struct gx_buf text = GX_BUF_INIT;
	GX_AUTO(dir) DIR *dir = NULL;
	struct dirent *entry;
	int copy = openat(fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (copy < 0 || !(dir = fdopendir(copy)))
		return gx_fail_errno(err, "read directory");
	while ((entry = readdir(dir)))
		if (strcmp(entry->d_name, ".") && strcmp(entry->d_name, ".."))
			gx_strv_push(&names, entry->d_name);
	gx_strv_sort(&names);
	for (size_t i = 0; i < names.n; i++)
		gx_buf_add(&text, names.v[i], strlen(names.v[i]) + 1);
	gx_hash_data(GX_HASH_SHA256, gx_buf_str(&text), text.len, out);
	return 0;
}

static int record_content(struct gx_fact *fact, struct gx_err *err)
{
	GX_AUTO(fd) int fd = open(fact->name, O_RDONLY | O_CLOEXEC);
	struct timespec now;
	struct stat st;
	struct gx_hash hash;
	int r;

	clock_gettime(CLOCK_REALTIME, &now);
	/* stat before reading: a change while we read is seen by the next check */
	if (fd < 0 || fstat(fd, &st) < 0)
		return gx_fail_errno(err, "open %s", fact->name);
	if ((fact->type == GX_FACT_DIR) != !!S_ISDIR(st.st_mode))
		return gx_fail(err, GX_EFAIL, "%s changed its kind", fact->name);
	r = S_ISDIR(st.st_mode) ? hash_names(fd, &hash, err)
				: gx_hash_fd(GX_HASH_SHA256, fd, &hash, err);
	if (r < 0)
		return gx_err_prefix(err, "%s", fact->name);
	memcpy(fact->hash, hash.bytes, sizeof fact->hash);
	take_stat(fact, &st, nanoseconds(&now));
	return 0;
}

static int record_identity(struct gx_fact *fact, struct gx_err *err)
{
	struct stat st;

	if (stat(fact->name, &st) < 0)
		return gx_fail_errno(err, "%s", fact->name);
	take_stat(fact, &st, 0);
	return 0;
}

int gx_fact_record(struct gx_fact *fact, struct gx_err *err)
{
	const char *value;

	switch (fact->type) {
	case GX_FACT_FILE:
	case GX_FACT_DIR:
		return record_content(fact, err);
	case GX_FACT_IDENTITY:
		return record_identity(fact, err);
	case GX_FACT_ENV:
		value = getenv(fact->name);
		fact->is_set = value != NULL;
		fact->digest = gx_digest(value ? value : "", value ? strlen(value) : 0);
		return 0;
	default:
		return 0;
	}
}

/* Has the content of a file changed that looks otherwise than recorded?  If not, the fact
 * takes the file's new looks. */
static enum gx_cache_state look_again(struct gx_fact *fact)
{
	struct gx_fact now = *fact;

	if (gx_fact_record(&now, NULL) < 0 || memcmp(now.hash, fact->hash, sizeof now.hash))
		return GX_CACHE_STALE;
	*fact = now;
	return GX_CACHE_FRESH;
}

enum gx_cache_state gx_cache_check_full(struct gx_cache_entry *entry, bool *renewed,
					const char **why)
{
	*renewed = false;
	for (size_t i = 0; i < entry->nfacts; i++) {
		struct gx_cache_entry one = { .facts = &entry->facts[i], .nfacts = 1 };
		enum gx_cache_state state = gx_cache_check_quick(&one, NULL);

		if (state == GX_CACHE_UNSURE) {
			state = look_again(&entry->facts[i]);
			*renewed = true;
		}
		if (state == GX_CACHE_STALE) {
			if (why)
				*why = entry->facts[i].name;
			return state;
		}
	}
	return GX_CACHE_FRESH;
}
