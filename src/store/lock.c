/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Locks of single store paths. */
#include "store/private.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Is FD still the file of that NAME?  A lock on a file that its last holder unlinked
 * protects nothing. */
static bool still_named(int dirfd, const char *name, int fd)
{
	struct stat ours, theirs;

	return fstat(fd, &ours) == 0 && fstatat(dirfd, name, &theirs, AT_SYMLINK_NOFOLLOW) == 0
		&& ours.st_ino == theirs.st_ino && ours.st_dev == theirs.st_dev;
}

int gx_path_lock(struct gx_store *store, const char *path, bool wait,
		 struct gx_path_lock **out, struct gx_err *err)
{
	GX_AUTO(free) char *file = gx_asprintf("%s.lock", gx_store_item_name(path));
	struct flock flock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	struct gx_path_lock *lock;
	GX_AUTO(fd) int fd = -1;

	if (gx_store_writable(store, err) < 0)
		return -1;
	for (;;) {
		fd = openat(store->dirfd, file, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
		if (fd < 0)
			return gx_fail_errno(err, "open %s/%s", store->dir, file);
		if (fcntl(fd, wait ? F_OFD_SETLKW : F_OFD_SETLK, &flock) < 0) {
			if (errno == EAGAIN || errno == EACCES)
				return 1;
			if (errno == EINTR)
				return gx_fail(err, GX_EINTERRUPTED, "interrupted while waiting for %s", file);
			return gx_fail_errno(err, "lock %s/%s", store->dir, file);
		}
		if (still_named(store->dirfd, file, fd))
			break;
		gx_close(&fd);
	}
	lock = gx_calloc(1, sizeof *lock);
	lock->store = store;
	lock->path = gx_strdup(path);
	lock->file = gx_steal(&file);
	lock->fd = gx_steal_fd(&fd);
	lock->next = store->locks;
	store->locks = lock;
	*out = lock;
	return 0;
}

void gx_path_unlock(struct gx_path_lock *lock)
{
	struct gx_path_lock **p;

	if (!lock)
		return;
	for (p = &lock->store->locks; *p != lock; p = &(*p)->next)
		;
	*p = lock->next;
	/* Unlink while the lock is held: who waits for it sees that the name is gone. */
	unlinkat(lock->store->dirfd, lock->file, 0);
	gx_close(&lock->fd);
	free(lock->path);
	free(lock->file);
	free(lock);
}

bool gx_path_lock_held(const struct gx_store *store, const char *path)
{
	for (const struct gx_path_lock *lock = store->locks; lock; lock = lock->next)
		if (!strcmp(lock->path, path))
			return true;
	return false;
}
