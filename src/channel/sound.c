/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Is a clone in the cache as git wrote it?  Asked when something failed: it reads all. */
#include <fcntl.h>
#include <fts.h>
#include <git2.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "channel/clone.h"

#define SHA1_SIZE 20
#define MAX_REFERENCE 4096

/* Do the last bytes of PATH, a pack or its index, hash all before? */
static bool is_hashed(const char *path)
{
	GX_AUTO(fd) int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct gx_hasher *hasher = NULL;
	unsigned char end[SHA1_SIZE];
	struct gx_hash hash;
	char block[65536];
	struct stat st;
	off_t left;

	if (fd < 0 || fstat(fd, &st) < 0 || st.st_size < SHA1_SIZE)
		return false;
	hasher = gx_hasher_new(GX_HASH_SHA1);
	for (left = st.st_size - SHA1_SIZE; left > 0; ) {
		size_t want = left < (off_t)sizeof block ? (size_t)left : sizeof block;

		if (gx_fd_read(fd, block, want, NULL) < 0)
			break;
		gx_hasher_add(hasher, block, want);
		left -= (off_t)want;
	}
	gx_hasher_end(hasher, &hash);
	return left == 0 && gx_fd_read(fd, end, sizeof end, NULL) == 0 &&
	       !memcmp(end, hash.bytes, sizeof end);
}

/* Does PATH hold the id of an object, or the name of another reference? */
static bool is_reference(const char *path)
{
	GX_AUTO(buf) struct gx_buf text = GX_BUF_INIT;
	const char *s;

	if (gx_file_read(path, MAX_REFERENCE, &text, NULL))
		return false;
	s = gx_buf_str(&text);
	return !strncmp(s, "ref: refs/", 10) ||
	       (text.len == GX_COMMIT_LEN + 1 && s[GX_COMMIT_LEN] == '\n' &&
		strspn(s, "0123456789abcdef") == GX_COMMIT_LEN);
}

/* Can the object be read whose file is objects/NAME, "xx/yyy…"? */
static bool is_object(git_repository *repo, const char *name)
{
	GX_AUTO(free) char *id = gx_asprintf("%.2s%s", name, name + 3);
	git_odb_object *object = NULL;
	git_odb *odb = NULL;
	git_oid oid;
	bool good;

	good = git_oid_fromstr(&oid, id) == 0 && git_repository_odb(&odb, repo) == 0 &&
	       git_odb_read(&object, odb, &oid) == 0;
	git_odb_object_free(object);
	git_odb_free(odb);
	return good;
}

static bool ends_in(const char *name, const char *suffix)
{
	size_t len = strlen(name), n = strlen(suffix);

	return len >= n && !strcmp(name + len - n, suffix);
}

/* NAME is relative to the clone, REPO. */
static bool is_sound_file(git_repository *repo, const char *path, const char *name)
{
	if (!strncmp(name, "objects/pack/", 13))
		return !(ends_in(name, ".pack") || ends_in(name, ".idx")) || is_hashed(path);
	if (!strncmp(name, "objects/", 8) && strlen(name) == 8 + GX_COMMIT_LEN + 1)
		return is_object(repo, name + 8);
	if (!strncmp(name, "refs/", 5) && !ends_in(name, ".lock"))
		return is_reference(path);
	return strcmp(name, "HEAD") || is_reference(path);
}

/* May NAME be a directory?  Links, which a user's template may have brought, are wrong in the
 * same places. */
static bool is_sound_directory(const char *name)
{
	return strcmp(name, "HEAD") && strcmp(name, "FETCH_HEAD") && strcmp(name, "packed-refs") &&
	       strcmp(name, "config") && !ends_in(name, ".pack") && !ends_in(name, ".idx");
}

/* Each pack has an index, without which it is not seen. */
static bool is_paired(const char *path)
{
	GX_AUTO(free) char *index = NULL;

	if (!ends_in(path, ".pack"))
		return true;
	index = gx_asprintf("%.*s.idx", (int)(strlen(path) - strlen(".pack")), path);
	return gx_exists(index);
}

static bool is_sound_entry(git_repository *repo, const FTSENT *entry, size_t top)
{
	const char *name = entry->fts_path + top;

	switch (entry->fts_info) {
	case FTS_D:
		return entry->fts_level == 0 || is_sound_directory(name + 1);
	case FTS_F:
		return access(entry->fts_path, R_OK) == 0 && is_paired(entry->fts_path) &&
		       is_sound_file(repo, entry->fts_path, name + 1);
	case FTS_SL:
		return is_sound_directory(name + 1) && strncmp(name, "/refs/", 6);
	case FTS_DP:
		return true;
	default:	/* what cannot be read */
		return false;
	}
}

static bool are_files_sound(git_repository *repo, const char *path)
{
	char *paths[] = { (char *)path, NULL };
	FTS *walk = fts_open(paths, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
	bool sound = walk != NULL;
	FTSENT *entry;

	while (sound && (entry = fts_read(walk)))
		sound = is_sound_entry(repo, entry, strlen(path));
	if (walk)
		fts_close(walk);
	return sound;
}

bool gx_clone_is_sound(const char *path)
{
	git_repository *repo = NULL;
	git_config *config = NULL;
	bool sound;

	sound = git_repository_open_bare(&repo, path) == 0 &&
		git_repository_config(&config, repo) == 0 && are_files_sound(repo, path);
	git_config_free(config);
	git_repository_free(repo);
	return sound;
}
