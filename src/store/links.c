/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sharing equal files: R/gnu/store/.links/NAME, where NAME = nix-base32(sha256(NAR of the file)),
 * is one more hard link to each file of 8192 bytes and more.
 *
 * Several processes do this at once, and the collector removes names that nobody else shares;
 * each step therefore only looks at what link() and rename() answer. */
#include "store/private.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Hash of the NAR of one regular file, by descriptor-relative name. */
static int name_of(int dirfd, const char *name, char out[53], struct gx_err *err)
{
	struct gx_hash hash;

	if (gx_nar_hash_at(GX_HASH_SHA256, dirfd, name, &hash, NULL, err) < 0)
		return -1;
	gx_base32_encode(hash.bytes, hash.len, out);
	return 0;
}

/* Is what .links has usable in place of a file like ST? */
static bool same_shape(const struct stat *have, const struct stat *st)
{
	return S_ISREG(have->st_mode) && have->st_size == st->st_size
		&& have->st_mode == st->st_mode && have->st_uid == st->st_uid
		&& have->st_mtim.tv_sec == 1 && have->st_dev == st->st_dev;
}

/* Let .links/HASH be our file from now on: the old one is damaged or has no room for more
 * links. */
static int take_over(const struct gx_canon *opts, int dirfd, const char *name, const char *hash,
		     struct gx_err *err)
{
	GX_AUTO(free) char *tmp = gx_asprintf("%s/%s", opts->tmp, hash);

	unlink(tmp);
	if (linkat(dirfd, name, AT_FDCWD, tmp, 0) < 0)
		return errno == EMLINK ? 0 : gx_fail_errno(err, "link %s", tmp);
	if (renameat(AT_FDCWD, tmp, opts->links, hash) < 0) {
		gx_fail_errno(err, "rename %s", tmp);
		unlink(tmp);
		return -1;
	}
	return 0;
}

/* Replace NAME in the directory DIRFD, which may belong to a valid item: it is writable, for
 * an ordinary user, and has another time only for this moment. */
static int rename_into(const char *from, int dirfd, const char *name)
{
	const struct timespec epoch[2] = { { 1, 0 }, { 1, 0 } };
	int r = renameat(AT_FDCWD, from, dirfd, name);

	if (dirfd == AT_FDCWD)
		return r;
	if (r < 0 && errno == EACCES && fchmod(dirfd, 0755) == 0) {
		r = renameat(AT_FDCWD, from, dirfd, name);
		if (fchmod(dirfd, 0555) < 0)
			return -1;
	}
	return r < 0 || futimens(dirfd, epoch) < 0 ? -1 : 0;
}

/* Put a link to .links/HASH where NAME is.  +1 when .links/HASH cannot take one more. */
static int replace(const struct gx_canon *opts, int dirfd, const char *name, const char *hash,
		   struct gx_err *err)
{
	GX_AUTO(free) char *tmp = gx_asprintf("%s/%s", opts->tmp, hash);

	unlink(tmp);
	if (linkat(opts->links, hash, AT_FDCWD, tmp, 0) < 0) {
		if (errno == EMLINK || errno == ENOENT)
			return 1;
		return gx_fail_errno(err, "link %s", tmp);
	}
	if (rename_into(tmp, dirfd, name) < 0) {
		gx_fail_errno(err, "rename %s", tmp);
		unlink(tmp);
		return -1;
	}
	return 0;
}

int gx_link_file(const struct gx_canon *opts, int dirfd, const char *name,
		 const struct stat *st, struct gx_err *err)
{
	char hash[53];
	struct stat have;
	int r;

	if (name_of(dirfd, name, hash, err) < 0)
		return -1;
	if (linkat(dirfd, name, opts->links, hash, 0) == 0)
		return 0;
	if (errno == EMLINK || errno == EPERM)
		return 0;	/* full, or a file system without hard links: leave it alone */
	if (errno != EEXIST)
		return gx_fail_errno(err, "link %s/%s", GX_LINKS, hash);
	if (fstatat(opts->links, hash, &have, AT_SYMLINK_NOFOLLOW) < 0)
		return errno == ENOENT ? 0 : gx_fail_errno(err, "%s/%s", GX_LINKS, hash);
	if (have.st_ino == st->st_ino && have.st_dev == st->st_dev)
		return 0;
	if (!same_shape(&have, st))
		return take_over(opts, dirfd, name, hash, err);
	r = replace(opts, dirfd, name, hash, err);
	if (r > 0)
		return take_over(opts, dirfd, name, hash, err);
	if (r == 0 && opts->saved && st->st_nlink == 1)
		*opts->saved += (uint64_t)st->st_blocks * 512;
	return r;
}
