/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Locks of single store paths. */
#include "store/private.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int gx_path_lock(struct gx_store *store, const char *path, bool wait,
		 struct gx_path_lock **out, struct gx_err *err)
{
	GX_AUTO(free) char *file = gx_asprintf("%s.lock", gx_store_item_name(path));
	struct gx_path_lock *lock;
	GX_AUTO(fd) int fd = -1;
	int r;

	if (gx_store_writable(store, err) < 0)
		return -1;
	r = gx_lock_file_at(store->dirfd, file, wait ? GX_LOCK_EXCLUSIVE : GX_LOCK_TRY, &fd, err);
	if (r)
		return r < 0 ? gx_err_prefix(err, "%s", store->dir) : 1;
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
