/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Locks of whole files, between processes. */
#include "util/util.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

int gx_lock_fd(int fd, unsigned flags)
{
	int r;

	do {
		/* the kernel writes into it */
		struct flock lock = { .l_type = flags & GX_LOCK_SHARED ? F_RDLCK : F_WRLCK,
				      .l_whence = SEEK_SET };

		r = fcntl(fd, flags & GX_LOCK_TRY ? F_OFD_SETLK : F_OFD_SETLKW, &lock);
	} while (r < 0 && errno == EINTR);
	return r < 0 && (errno == EAGAIN || errno == EACCES) ? 1 : r;
}

/* A lock on a file that its last holder unlinked protects nothing. */
static bool is_still_named(int dirfd, const char *name, int fd)
{
	struct stat ours, there;

	return fstat(fd, &ours) == 0 && fstatat(dirfd, name, &there, AT_SYMLINK_NOFOLLOW) == 0
		&& ours.st_ino == there.st_ino && ours.st_dev == there.st_dev;
}

int gx_lock_file_at(int dirfd, const char *name, unsigned flags, int *out, struct gx_err *err)
{
	int access = flags & GX_LOCK_SHARED ? O_RDONLY : O_RDWR;

	for (;;) {
		GX_AUTO(fd) int fd = openat(dirfd, name, access | O_CREAT | O_CLOEXEC | O_NOFOLLOW,
					    0600);
		int r;

		if (fd < 0)
			return gx_fail_errno(err, "open %s", name);
		r = gx_lock_fd(fd, flags);
		if (r)
			return r < 0 ? gx_fail_errno(err, "lock %s", name) : 1;
		if (is_still_named(dirfd, name, fd)) {
			*out = gx_steal_fd(&fd);
			return 0;
		}
	}
}

int gx_lock_file(const char *path, unsigned flags, int *out, struct gx_err *err)
{
	return gx_lock_file_at(AT_FDCWD, path, flags, out, err);
}
