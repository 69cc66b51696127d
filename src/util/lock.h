/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Locks of whole files, between processes.
 *
 * A lock belongs to the open file description (F_OFD_SETLK): it survives fork and, with the
 * close-on-exec flag cleared, exec; it ends when the last descriptor is closed, so also with
 * whoever is killed.  Two descriptors of one process exclude each other. */
#ifndef GX_LOCK_H
#define GX_LOCK_H

enum gx_lock_flags {
	GX_LOCK_EXCLUSIVE = 0,
	GX_LOCK_SHARED = 1,	/* any number may hold it, none beside an exclusive one */
	GX_LOCK_TRY = 2,	/* +1 at once when somebody else is in the way */
};

/* Lock FD, waiting (signals do not end that) unless GX_LOCK_TRY.  An exclusive lock needs a
 * descriptor that may write, a shared one that may read.  -1 sets errno alone. */
int gx_lock_fd(int fd, unsigned flags);

/* Open the file PATH, made if absent with mode 0600, and lock it.  Whoever holds the lock may
 * unlink or rename the file: who waited then takes the new one of that name.  The descriptor,
 * with close-on-exec, is yours.  A symbolic link is refused. */
int gx_lock_file(const char *path, unsigned flags, int *out, struct gx_err *err);
/* The same, NAME being relative to DIRFD. */
int gx_lock_file_at(int dirfd, const char *name, unsigned flags, int *out, struct gx_err *err);

#endif
